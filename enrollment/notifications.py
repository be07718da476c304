"""One function per message about a request. Each returns unsaved rows for the outbox.

No function asks the database: `request` comes with run, course, venue, meetings, company, the
person who asked and the enrollments with their technicians. What a message needs is written into
its row as plain JSON, so that it can be drawn later, when all of that may have changed.
"""

from datetime import timedelta

from companies.rules import readiness
from enrollment import letters
from enrollment.letters import INVITE, WITHDRAW
from enrollment.models import Enrollment, EnrollmentRequest

TIME_FOR_THE_ANSWER = timedelta(seconds=60)

_WAITING_VERSIONS = {value: n for n, value in enumerate(EnrollmentRequest.WaitingFor.values, 1)}


def received(*, request, now):
    """Say that the request is kept, where it was not answered within TIME_FOR_THE_ANSWER."""
    return letters.to_everyone("received", request, _still_in(request), now)


def confirmed(*, request, seated, now):
    """Say that everybody the firm asked for has a seat; `seated` are those who just got theirs."""
    people = _still_in(request)
    return [
        *letters.to_company(
            "confirmed",
            request,
            people,
            now,
            seated=people,
            version=_last(seated),
            calendar=INVITE,
        ),
        *_confirmed_technicians(request, seated, now),
    ]


def partly_confirmed(*, request, seated, position, now):
    """Say that one technician has a seat and the other waits at `position`."""
    people = _still_in(request)
    with_seat = [one for one in people if one in seated or letters.has_seat(one)]
    others = [one for one in people if one not in with_seat]
    return [
        *letters.to_company(
            "partly-confirmed",
            request,
            people,
            now,
            seated=with_seat,
            version=_last(seated),
            calendar=INVITE,
            **_queue(request, position),
        ),
        *_confirmed_technicians(request, seated, now),
        *_waiting_technicians(request, others, position, now),
    ]


def waiting(*, request, position, now):
    """Say that the firm waits, at which `position` (None where there is none yet), for what."""
    people = _still_in(request)
    return [
        *letters.to_company(
            "waiting",
            request,
            people,
            now,
            version=_WAITING_VERSIONS[request.waiting_for],
            **_queue(request, position),
        ),
        *_waiting_technicians(request, people, position, now),
    ]


def cancelled(*, request, enrollments, now, by=None, by_staff=False, reason=""):
    """Say that `enrollments` no longer take part; `by` also hears it when she is somebody else.

    `reason` is what those said who decided it for the firm: CANACINTRA (`by_staff`), or CAST once
    the group had begun.
    """
    remaining = [
        one for one in _still_in(request) if one not in enrollments and one.state in Enrollment.LIVE
    ]
    had_seat = [one for one in enrollments if one.confirmed_at]
    options = {"version": _last(enrollments), "seated": had_seat}
    # The firm's calendar keeps its entry while somebody of the firm still goes.
    firm_still_goes = any(letters.has_seat(one) for one in remaining)
    return [
        *letters.to_company(
            "cancelled",
            request,
            enrollments,
            now,
            by=by,
            calendar=None if firm_still_goes else WITHDRAW,
            remaining=[one.technician.full_name for one in remaining],
            was_cancelled_late=request.was_cancelled_late,
            by_staff=by_staff,
            reason=reason,
            **options,
        ),
        *letters.to_technicians(
            "cancelled", request, enrollments, now, calendar=WITHDRAW, **options
        ),
    ]


def company_refused(*, request, enrollments, now):
    """Say to those who were to attend that they will not; the firm itself reads why in a message
    of its own (companies/notifications.py)."""
    return letters.to_technicians(
        "cancelled", request, enrollments, now, version=_last(enrollments), calendar=WITHDRAW
    )


def refused(*, request, ended, reason, alternatives, now):
    """Say that those of `ended` get no seat, why, and what else there is: `alternatives` are runs
    with course and venue loaded."""
    return letters.to_everyone(
        "refused",
        request,
        ended,
        now,
        reason=reason,
        remaining=[one.technician.full_name for one in _still_in(request) if one not in ended],
        alternatives=[letters.alternative(run) for run in alternatives],
    )


def substituted(*, enrollment, now, by=None, reason=""):
    """Say to the firm, to the new technician and to the former one that they changed places."""
    request, former = enrollment.request, enrollment.replaces
    options = {
        "version": enrollment.pk,
        "former_name": former.technician.full_name,
        "new_name": enrollment.technician.full_name,
    }
    news = {"people": [enrollment], "now": now, "calendar": INVITE, **options}
    had_seat = [former] if former.confirmed_at else []
    return [
        *letters.to_company("substituted", request, by=by, reason=reason, **news),
        *letters.to_technicians("substituted", request, **news),
        *letters.to_technicians(
            "replaced", request, [former], now, seated=had_seat, calendar=WITHDRAW, **options
        ),
    ]


def venue_moved(*, request, from_venue, now, hours_moved=False):
    """Say where the group meets now, with an updated calendar entry for those with a seat.

    Where the hours moved too, another letter says it (`dates_moved`)."""
    return letters.to_everyone(
        "venue-moved",
        request,
        _still_in(request),
        now,
        version=request.run.calendar_sequence,
        calendar=INVITE,
        from_venue=letters.place(from_venue),
        hours_moved=hours_moved,
    )


def dates_moved(*, request, former, now):
    """Say when the group meets now; `former` are pairs of begin and end, as they were."""
    former = letters.hours(former)
    return letters.to_everyone(
        "dates-moved",
        request,
        _still_in(request),
        now,
        version=request.run.calendar_sequence,
        calendar=INVITE,
        former=former,
        former_meetings=former,
    )


def run_cancelled(*, request, alternatives, now):
    """Say that the group does not take place and what else there is: `alternatives` are runs with
    course and venue loaded."""
    people = _still_in(request, now)
    return letters.to_everyone(
        "run-cancelled",
        request,
        people,
        now,
        seated=[one for one in people if one.confirmed_at],
        calendar=WITHDRAW,
        reason=request.run.cancel_reason,
        alternatives=[letters.alternative(run) for run in alternatives],
    )


def another_group(*, request, other, now):
    """Say to a firm that still waits that `other`, a run of the same course, is open: once for each
    such run. `other` comes with course and venue."""
    waiting = [one for one in _still_in(request) if not letters.has_seat(one)]
    return letters.to_company(
        "another-group",
        request,
        waiting,
        now,
        version=other.pk,
        other=letters.alternative(other),
    )


def reminder(*, request, days, now):
    """Remind those with a seat, `days` before the group begins; the instructor is loaded too.

    The firm also reads for whom a constancia would lack data.
    """
    seated = [one for one in _still_in(request) if letters.has_seat(one)]
    unready = [one.technician for one in seated if not readiness.is_ready(one.technician)]
    words = {
        # Dates that move after a reminder make it due again.
        "version": 10 * request.run.calendar_sequence + days,
        "calendar": INVITE,
        "days": days,
        "instructor": request.run.instructor.name,
    }
    lacking = {
        "incomplete": [technician.full_name for technician in unready],
        "lacks_signer": bool(readiness.of_company(request.company)),
    }
    return [
        *letters.to_company("reminder", request, seated, now, **words, **lacking),
        *letters.to_technicians("reminder", request, seated, now, **words),
    ]


def _confirmed_technicians(request, seated, now):
    return letters.to_technicians(
        "confirmed", request, seated, now, seated=seated, version=_last(seated), calendar=INVITE
    )


def _waiting_technicians(request, people, position, now):
    return letters.to_technicians(
        "waiting",
        request,
        people,
        now,
        version=_WAITING_VERSIONS[request.waiting_for],
        **_queue(request, position),
    )


def _queue(request, position):
    until = request.run.local_priority_until
    return {
        "position": position,
        "waiting_for": request.waiting_for,
        "local_priority_until": until and until.isoformat(),
    }


def _still_in(request, now=None):
    """Who takes part or waits; with `now` also those whom this very change takes out."""
    return [one for one in request.enrollments.all() if one.ended_at in (None, now)]


def _last(enrollments):
    """The version of a message about enrollments: each of them is confirmed or ends once."""
    return max(one.pk for one in enrollments)
