"""Tells those who have a seat that their course begins in three days, and tomorrow."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from companies.models import JobReport
from companies.refusals import kindly
from companies.services import outbox, reports
from enrollment import notifications, queries
from enrollment.models import EnrollmentRequest
from enrollment.services import locks

DAYS_BEFORE = (3, 1)


def due(*, now):
    """Pairs of a run, by its id, and of the days that are left until it begins."""
    for days in DAYS_BEFORE:
        for run in queries.runs_to_remind(now=now, days=days):
            yield run.pk, days


def write(*, run_id, days, now):
    """Write the reminders of a run. A second time the same day writes nothing new.

    Writes nothing for a run that no longer begins in `days` days. Returns how many messages are
    new.
    """
    with kindly():
        run = locks.run(run_id)  # so that nobody who cancels at this moment is reminded
        if not run.is_coming(now) or _days_until(run, now) != days:
            return 0
        return _write(run, days, now)


def _days_until(run, now):
    return (localdate(run.starts_at) - localdate(now)).days


def _write(run, days, now):
    requests = queries.with_readers(
        EnrollmentRequest.objects.filter(
            run=run,
            state__in=(EnrollmentRequest.State.CONFIRMED, EnrollmentRequest.State.PARTIAL),
        ).order_by("pk")
    )
    for request in requests:
        request.run = run
    messages = [
        message
        for request in requests
        for message in notifications.reminder(request=request, days=days, now=now)
    ]
    new = outbox.write(messages)
    if new:
        reports.write(
            JobReport.Job.REMINDERS,
            about=run.code,
            line=lambda: (
                _("%(run)s: %(count)s reminders, %(days)s days before.")
                % {"run": run, "count": new, "days": days}
            ),
            now=now,
        )
    return new
