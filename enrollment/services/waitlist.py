"""The one locked pass that answers new requests and promotes those who wait."""

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import JobReport
from companies.refusals import Refused, kindly
from companies.services import outbox, reports
from enrollment import letters, notifications, queries
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.rules import seating
from enrollment.services import bells, locks

State = EnrollmentRequest.State
WaitingFor = EnrollmentRequest.WaitingFor

# A firm that waited for one of these was told to expect an answer when it came.
UNTIL_A_DAY_OR_A_DECISION = (WaitingFor.APPROVAL, WaitingFor.LOCAL_PRIORITY)


def seat_waiting(*, run_id, now):
    """Answer every request that wants seats in the run: seats, or a place in the queue.

    One pass serves everybody who waits, in a fixed number of statements, so that a rush is a batch.
    Writes the messages, a report line for staff, and rings for the venue check. Does nothing when
    nobody waits: safe to run twice and on several workers. Returns how many requests changed.
    """
    if not EnrollmentRequest.objects.wanting_seats().filter(run=run_id).exists():
        return 0
    with kindly():
        return seat_locked(locks.run(run_id), now=now)


def seat_locked(run, *, now):
    """The pass itself, for a run that the caller's transaction has locked.

    Requests for a group that is being prepared stay as they are. Returns how many changed.
    """
    if run.state == run.State.DRAFT:
        return 0
    queue = queries.asking_in(run)
    # Requests that came while the pass waited for its lock are not answered before they were asked.
    now = max([now, *(asking.requested_at for asking in queue)])
    if run.state == run.State.CANCELLED or run.has_begun(now):
        _end_queue(run, [asking.request_id for asking in queue], now)
        return len(queue)
    answers = foresee(queue, free=run.seats_left, run=run, now=now)
    news = {
        answer.request_id: (answer, seating.state_after(asking, answer))
        for asking, answer in zip(queue, answers, strict=True)
        if seating.is_news(asking, answer)
    }
    changed, seated, queued = _apply(news, run, now)
    positions = _positions(answers)
    _write_seats(seated, queued, changed, now)
    _tell(changed, seated, positions, run, now)
    has_moved_up = any(not request.was_undecided for request in changed)
    if has_moved_up or (positions and (seated or queued)):  # else all who came found a seat
        bells.check_venue(run.pk)
    return len(changed)


def foresee(queue, *, free, run, now):
    """What a pass over the queue would answer if `free` seats were there; writes nothing."""
    return seating.allot(
        queue,
        free=free,
        capacity=run.seats_taken + free,
        local_first=run.has_local_priority(now),
        now=now,
    )


def move_up(*, request, reason, by, now):
    """Serve the request before all others, by decision of staff; the reason is kept.

    Raises Refused without a reason, or when the request does not wait.
    """
    if not reason.strip():
        raise Refused(_("Say why this request is moved up."))
    with kindly():
        locks.run(request.run_id)
        request = EnrollmentRequest.objects.get(pk=request.pk)
        if request.state not in EnrollmentRequest.WANTING:
            raise Refused(_("This request does not wait for seats."))
        request.priority_class = EnrollmentRequest.PriorityClass.BY_HAND
        request.priority_reason, request.priority_by = reason.strip(), by
        request.save(update_fields=["priority_class", "priority_reason", "priority_by"])
        reports.write(
            JobReport.Job.CONFIRM,
            about=request.run.code,
            line=lambda: (
                _("%(who)s moved %(company)s up in the queue: %(reason)s")
                % {"who": by, "company": request.company, "reason": request.priority_reason}
            ),
            now=now,
        )
        bells.answer(request.run_id)
    return request


def _apply(news, run, now):
    """Load those whose answer is new, and set on them what it says.

    Returns the requests, the newly seated enrollments by request id, and those newly in the queue.
    """
    requests = queries.loaded_in(run, news) if news else {}
    seated, queued = {}, []
    for request_id, (answer, state) in news.items():
        request = requests[request_id]
        request.run = run
        wanting = _wanting(request)
        for enrollment in wanting[: answer.seated]:
            enrollment.state, enrollment.confirmed_at = Enrollment.State.CONFIRMED, now
        for enrollment in wanting[answer.seated :]:
            if enrollment.state == Enrollment.State.RECEIVED:
                enrollment.state = Enrollment.State.WAITING
                queued.append(enrollment)
        if answer.seated:
            seated[request_id] = wanting[: answer.seated]
        request.state = state
        request.waited_for = request.waiting_for
        request.waiting_for, request.hold_until = answer.waiting_for, answer.hold_until
        request.was_undecided = request.decided_at is None
        request.decided_at = request.decided_at or now
    return [requests[request_id] for request_id in news], seated, queued


def _wanting(request):
    return [
        enrollment
        for enrollment in request.enrollments.all()
        if enrollment.state in (Enrollment.State.RECEIVED, Enrollment.State.WAITING)
    ]


def _write_seats(seated, queued, changed, now):
    newly_seated = [e.pk for enrollments in seated.values() for e in enrollments]
    if newly_seated:
        Enrollment.objects.filter(pk__in=newly_seated).update(
            state=Enrollment.State.CONFIRMED, confirmed_at=now
        )
    if queued:
        Enrollment.objects.filter(pk__in=[e.pk for e in queued]).update(
            state=Enrollment.State.WAITING
        )
    if changed:
        _write_answers(changed)


def _write_answers(requests):
    # Django's bulk_update would make a CASE of each column: half of the time of a large pass.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE enrollment_enrollmentrequest AS request
               SET state = answer.state,
                   waiting_for = answer.waiting_for,
                   hold_until = answer.hold_until,
                   decided_at = answer.decided_at
              FROM unnest(
                       %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[]
                   ) AS answer (id, state, waiting_for, hold_until, decided_at)
             WHERE request.id = answer.id
            """,
            [
                [getattr(request, column) for request in requests]
                for column in ("pk", "state", "waiting_for", "hold_until", "decided_at")
            ],
        )


def _tell(changed, seated, positions, run, now):
    """Write the messages for those whose answer is new, and the report line for staff."""
    messages = []
    for request in changed:
        new_seats = seated.get(request.pk, [])
        if request.state == State.CONFIRMED:
            messages += notifications.confirmed(request=request, seated=new_seats, now=now)
        elif new_seats:
            messages += notifications.partly_confirmed(
                request=request, seated=new_seats, position=positions[request.pk], now=now
            )
        elif request.was_undecided or request.waited_for in UNTIL_A_DAY_OR_A_DECISION:
            messages += notifications.waiting(
                request=request, position=positions[request.pk], now=now
            )
    answered = [request for request in changed if request.was_undecided]
    if answered:
        outbox.supersede(kind="received", abouts=[letters.about(request) for request in answered])
    if messages:
        outbox.write(messages)
    if answered or seated:
        reports.write(
            JobReport.Job.CONFIRM,
            about=run.code,
            line=lambda: _seating_line(answered, seated, positions, run),
            now=now,
        )


def _positions(answers):
    """Place in the queue, by request id, of those who still wait after these answers."""
    waiting = [answer.request_id for answer in answers if answer.waiting_for]
    return {request_id: position for position, request_id in enumerate(waiting, start=1)}


def _seating_line(answered, seated, positions, run):
    seats = sum(len(enrollments) for enrollments in seated.values())
    return _("%(run)s: %(answered)s, %(seats)s; %(waiting)s.") % {
        "run": run,
        "answered": ngettext("%(n)s request answered", "%(n)s requests answered", len(answered))
        % {"n": len(answered)},
        "seats": ngettext("%(n)s seat given", "%(n)s seats given", seats) % {"n": seats},
        "waiting": ngettext("%(n)s request waits", "%(n)s requests wait", len(positions))
        % {"n": len(positions)},
    }


def _end_queue(run, ids, now):
    """Say no to those who still want seats when the group has begun or was cancelled, with the
    other groups of the course. Who has one seat of two keeps it."""
    if not ids:
        return
    requests = list(queries.loaded_in(run, ids).values())
    alternatives = list(queries.alternatives_to(run, now))
    messages, outside = [], []
    for request in requests:
        request.run = run
        reason = _reason_to_end(request, run)
        ended = _wanting(request)
        outside += ended
        for enrollment in ended:
            enrollment.state, enrollment.ended_at = Enrollment.State.REFUSED, now
        if request.state == State.PARTIAL:
            request.state = State.CONFIRMED
        else:
            request.state, request.ended_at, request.end_reason = State.REFUSED, now, reason
        request.waiting_for, request.hold_until = "", None
        messages += notifications.refused(
            request=request, ended=ended, reason=reason, alternatives=alternatives, now=now
        )
    Enrollment.objects.filter(pk__in=[enrollment.pk for enrollment in outside]).update(
        state=Enrollment.State.REFUSED, ended_at=now
    )
    changed = ["state", "ended_at", "end_reason", "waiting_for", "hold_until"]
    EnrollmentRequest.objects.bulk_update(requests, changed)
    outbox.supersede(kind="received", abouts=[letters.about(r) for r in requests])
    outbox.write(messages)
    reports.write(
        JobReport.Job.CONFIRM,
        about=run.code,
        line=lambda: (
            ngettext(
                "%(run)s: the queue ended, %(count)s request got no seat.",
                "%(run)s: the queue ended, %(count)s requests got no seat.",
                len(requests),
            )
            % {"run": run, "count": len(requests)}
        ),
        now=now,
        is_problem=any(r.end_reason == EnrollmentRequest.EndReason.TOO_LATE for r in requests),
    )


def _reason_to_end(request, run):
    reasons = EnrollmentRequest.EndReason
    if run.state == run.State.CANCELLED:
        return reasons.RUN_CANCELLED
    return reasons.TOO_LATE if request.state == State.RECEIVED else reasons.NO_SEAT
