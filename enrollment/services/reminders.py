"""Tells those who have a seat that their course begins in three days, and tomorrow."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.models import JobReport
from companies.services import outbox, reports
from enrollment import notifications, queries
from enrollment.models import EnrollmentRequest

DAYS_BEFORE = (3, 1)


def write_due(*, now):
    """Write the reminders of today. A second run the same day writes nothing new.

    Returns how many messages are new.
    """
    written = 0
    for days in DAYS_BEFORE:
        for run in queries.runs_to_remind(now=now, days=days):
            written += _remind(run.pk, days=days, now=now)
    return written


@transaction.atomic
def _remind(run_id, *, days, now):
    requests = queries.with_enrollments(
        EnrollmentRequest.objects.filter(
            run=run_id,
            state__in=(EnrollmentRequest.State.CONFIRMED, EnrollmentRequest.State.PARTIAL),
        )
        .select_related("company", "requested_by", "run__course", "run__venue", "run__instructor")
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
