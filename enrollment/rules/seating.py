"""Who gets the free seats: the order of the queue, local priority, together."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from enrollment.models import EnrollmentRequest

State = EnrollmentRequest.State
WaitingFor = EnrollmentRequest.WaitingFor
PriorityClass = EnrollmentRequest.PriorityClass

# How long a seat that came free is kept for a request that wants both or none (rule 5).
HOLD_FOR_SECOND_SEAT = timedelta(hours=48)


@dataclass(frozen=True)
class Asking:
    """A request in the queue: how many seats it still wants, on which terms, and how it stands."""

    request_id: int
    seats: int
    priority_class: int
    both_or_none: bool = False
    is_approved: bool = True
    hold_until: datetime | None = None
    state: str = State.RECEIVED
    waiting_for: str = ""
    has_seats: bool = False
    requested_at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What a request gets now, and what the rest of it waits for ("" when nothing is left)."""

    request_id: int
    seated: int
    waiting_for: str
    hold_until: datetime | None = None


def allot(queue, *, free, capacity, local_first, now):
    """Give the `free` of the `capacity` seats to the queue, in its order, and answer every request
    in it.

    Firms that may not be seated yet (not approved; from elsewhere while `local_first`) keep their
    place and let others pass. Both-or-none requests are passed over only after a seat was held for
    them for HOLD_FOR_SECOND_SEAT; the hold begins anew with the next seat that comes free. Nothing
    is held for those who want more than the room has.
    """
    answers = []
    for asking in queue:
        answer = _answer(asking, free=free, capacity=capacity, local_first=local_first, now=now)
        held = 1 if answer.hold_until is not None and now < answer.hold_until else 0
        free -= answer.seated + held
        answers.append(answer)
    if free:
        return answers
    # Another one took the seat that was no longer held: the next one is held again.
    return [_waiting_anew(answer) if _is_over(answer, now) else answer for answer in answers]


def _is_over(answer, now):
    return answer.hold_until is not None and answer.hold_until <= now


def _waiting_anew(answer):
    return replace(answer, waiting_for=WaitingFor.SEAT, hold_until=None)


def _answer(asking, *, free, capacity, local_first, now):
    if not asking.is_approved:
        return Answer(asking.request_id, 0, WaitingFor.APPROVAL)
    if local_first and asking.priority_class == PriorityClass.OTHER:
        return Answer(asking.request_id, 0, WaitingFor.LOCAL_PRIORITY)
    if free >= asking.seats:
        return Answer(asking.request_id, asking.seats, "")
    if free and asking.both_or_none and asking.seats > capacity:
        return Answer(asking.request_id, 0, WaitingFor.SECOND_SEAT)
    if free and asking.both_or_none:
        hold_until = asking.hold_until or now + HOLD_FOR_SECOND_SEAT
        return Answer(asking.request_id, 0, WaitingFor.SECOND_SEAT, hold_until)
    return Answer(asking.request_id, free, WaitingFor.SEAT)


def state_after(asking, answer):
    """Say in which state the answer leaves the request."""
    if not answer.waiting_for:
        return State.CONFIRMED
    return State.PARTIAL if asking.has_seats or answer.seated else State.WAITING


def is_news(asking, answer):
    """Say whether the answer changes how the request stands."""
    after = (state_after(asking, answer), answer.waiting_for, answer.hold_until)
    return after != (asking.state, asking.waiting_for, asking.hold_until)
