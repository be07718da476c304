"""What CANACINTRA does with a whole group: publish, cancel, edit, move its dates."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from companies.models import JobReport
from companies.refusals import Refused, kindly
from companies.services import outbox, reports
from courses.models import CourseRun, Meeting
from enrollment import letters, notifications, queries
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.rules.moments import not_before
from enrollment.services import bells, locks

LONGEST_MEETING = timedelta(hours=12)  # a shift; what is longer was typed the wrong way round


def publish(*, run, by, now):
    """Open the group for enrollment, and tell those who wait for a seat in another of its course.

    They keep their place. Raises Refused with everything that is still missing.
    """
    with kindly():
        run = locks.run(run.pk)
        reasons = reasons_against_publishing(run, now)
        if reasons:
            raise Refused(*reasons)
        run.state, run.published_at = CourseRun.State.PUBLISHED, now
        run.save(update_fields=["state", "published_at"])
        if run.kind == CourseRun.Kind.OPEN:
            messages = []
            for request in queries.waiting_for_a_seat_elsewhere(run, now):
                messages += notifications.another_group(request=request, other=run, now=now)
            outbox.write(messages)
        reports.write(
            JobReport.Job.CONFIRM,
            about=run.code,
            line=lambda: _("%(run)s was published by %(who)s.") % {"run": run, "who": by},
            now=now,
        )
    return run


def cancel(*, run, reason, by, now):
    """Cancel the group: free its room and instructor, end all its requests, tell every firm.

    The messages name the other coming groups of the course. Raises Refused without a reason, or
    when the group is cancelled or over.
    """
    if not reason.strip():
        raise Refused(_("Say why the group is cancelled: the firms will read it."))
    with kindly():
        run = locks.run(run.pk)
        if reason_against := reason_against_cancelling(run, now):
            raise Refused(reason_against)
        # Only these: one that is stored at this moment is refused, and told so, by the next pass.
        requests = _concerned(run)
        now = not_before(now, requests)
        Enrollment.objects.live().filter(request__in=requests).update(
            state=Enrollment.State.CANCELLED, ended_at=now
        )
        run.requests.filter(pk__in=[request.pk for request in requests]).update(
            state=EnrollmentRequest.State.CANCELLED,
            ended_at=now,
            ended_by=by,
            end_reason=EnrollmentRequest.EndReason.RUN_CANCELLED,
            waiting_for="",
            hold_until=None,
        )
        CourseRun.objects.filter(pk=run.pk).update(
            state=CourseRun.State.CANCELLED,
            cancelled_at=now,
            cancelled_by=by,
            cancel_reason=reason.strip(),
            calendar_sequence=F("calendar_sequence") + 1,
        )
        run = locks.run(run.pk)
        alternatives = list(queries.alternatives_to(run, now))
        messages = []
        for request in requests:
            request.run = run
            messages += notifications.run_cancelled(
                request=request, alternatives=alternatives, now=now
            )
        outbox.supersede(kind="received", abouts=[letters.about(r) for r in requests])
        outbox.write(messages)
        reports.write(
            JobReport.Job.CONFIRM,
            about=run.code,
            line=lambda: (
                _("%(run)s was cancelled by %(who)s: %(reason)s")
                % {"run": run, "who": by, "reason": run.cancel_reason}
            ),
            now=now,
        )
        bells.check_venue(run.pk)
    return run


def reason_against_cancelling(run, now):
    """Say why the group cannot be cancelled any more; empty where it can."""
    if run.state == CourseRun.State.CANCELLED:
        return _("This group was already cancelled.")
    if run.ends_at and run.ends_at <= now:
        return _("This group is over.")
    return ""


def edit(*, run, changes, meetings, by, now):
    """Change fields of the group (`changes`, values by name) together with its meetings.

    Clashes are judged by what comes out, so that room and hours can be exchanged at once. Whoever
    is concerned is told of another venue and of other dates; the queue and the venue check are rung
    for, because seats may have come free. Raises Refused when it cannot be.
    """
    with kindly(), _clashes_judged_at_the_end():
        former = locks.run(run.pk)
        if changes:
            CourseRun.objects.filter(pk=run.pk).update(**changes)
        run = move_dates(run=run, meetings=meetings, by=by, now=now)
        if run.venue != former.venue:
            _tell_new_venue(run, former, now)
        bells.answer(run.pk)
        bells.check_venue(run.pk)
    return run


def move_dates(*, run, meetings, by, now):
    """Give the group these `meetings`, pairs of begin and end, and tell everybody whom it concerns.

    Meetings keep their identity in order, so that calendars update instead of doubling. Raises
    Refused when venue, instructor or an enrolled technician is taken at a new time.
    """
    with kindly():
        run = locks.run(run.pk)
        former = _hours(run)
        wanted = sorted(meetings)
        if wanted == former:
            return run
        _refuse_bad_meetings(run, wanted, now)
        _write_meetings(run, wanted)
        CourseRun.objects.filter(pk=run.pk).update(calendar_sequence=F("calendar_sequence") + 1)
        run = locks.run(run.pk)
        messages = []
        for request in _concerned(run):
            request.run = run
            messages += notifications.dates_moved(request=request, former=former, now=now)
        outbox.write(messages)
        bells.check_venue(run.pk)
    return run


def _hours(run):
    return [(meeting.starts_at, meeting.ends_at) for meeting in run.meetings.all()]


def _concerned(run):
    """The live requests of the run, with what messages tell."""
    return list(queries.with_readers(run.requests.live()).order_by("pk"))


def _tell_new_venue(run, former, now):
    CourseRun.objects.filter(pk=run.pk).update(calendar_sequence=F("calendar_sequence") + 1)
    run.refresh_from_db(fields=["calendar_sequence"])
    messages = []
    for request in _concerned(run):
        request.run = run
        messages += notifications.venue_moved(
            request=request,
            from_venue=former.venue,
            hours_moved=_hours(run) != _hours(former),
            now=now,
        )
    outbox.write(messages)


def reasons_against_publishing(run, now):
    """Say everything that speaks against opening the group for enrollment, as sentences."""
    return list(_lacks_of(run, now))


def _lacks_of(run, now):
    if run.state == CourseRun.State.PUBLISHED:
        yield _("This group is already published.")
    elif run.state == CourseRun.State.CANCELLED:
        yield _("A cancelled group stays cancelled: prepare a new one.")
    if not run.meetings.all():
        yield _("Give the group at least one meeting.")
    elif run.starts_at <= now:
        yield _("The first meeting of the group is in the past.")
    if not run.course.is_published:
        yield _("The course is not in the catalogue.")


def _refuse_bad_meetings(run, wanted, now):
    if run.state == CourseRun.State.CANCELLED:
        raise Refused(_("This group was cancelled."))
    if not wanted:
        raise Refused(_("A group needs at least one meeting."))
    if any(ends_at <= starts_at for starts_at, ends_at in wanted):
        raise Refused(_("A meeting ends after it begins."))
    if any(ends_at - starts_at > LONGEST_MEETING for starts_at, ends_at in wanted):
        raise Refused(
            _("A meeting would last longer than %(hours)s hours: check when it begins and ends.")
            % {"hours": LONGEST_MEETING // timedelta(hours=1)}
        )
    if run.state == CourseRun.State.PUBLISHED and wanted[0][0] <= now < run.starts_at:
        raise Refused(_("The first meeting of the group is in the past."))


def _write_meetings(run, wanted):
    """Move the meetings in order, add or drop at the end."""
    existing = run.meetings.all()
    with _clashes_judged_at_the_end():
        for meeting, (starts_at, ends_at) in zip(existing, wanted, strict=False):
            Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=ends_at)
        for starts_at, ends_at in wanted[len(existing) :]:
            Meeting.objects.create(run=run, starts_at=starts_at, ends_at=ends_at)
        for meeting in existing[len(wanted) :]:
            meeting.delete()


@contextmanager
def _clashes_judged_at_the_end():
    """Let rooms, instructors and technicians be double-booked until the block is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS meeting_venue_once, meeting_instructor_once, meeting_run_once,"
            " booking_technician_once DEFERRED"
        )
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
