"""Tells those who have a seat that their course begins in three days, and tomorrow."""

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

    Returns how many messages are new.
    """
    with kindly():
        locks.run(run_id)  # so that nobody who cancels at this moment is reminded
        return _write(run_id, days, now)


def _write(run_id, days, now):
    requests = queries.with_readers(
        EnrollmentRequest.objects.filter(
            run=run_id,
            state__in=(EnrollmentRequest.State.CONFIRMED, EnrollmentRequest.State.PARTIAL),
        )
        .select_related("run__course", "run__venue", "run__instructor")
        .prefetch_related("run__meetings")
    )
    messages = [
        message
        for request in requests
        for message in notifications.reminder(request=request, days=days, now=now)
    ]
    new = outbox.write(messages)
    if new:
        run = requests[0].run
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
