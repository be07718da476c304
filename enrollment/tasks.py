"""The background jobs of this floor: ids in, one service call; safe to run twice, on any worker."""

from contextlib import contextmanager
from datetime import timedelta

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import JobReport
from companies.services import reports
from enrollment import queries
from enrollment.services import receipts, reminders, venue_check, waitlist

log = structlog.get_logger(__name__)

# A request that is not answered by then was lost by the broker or by a worker that died.
LOST_AFTER = timedelta(seconds=5)


# In a rush each pass answers everybody of a sixth of a second; alone, nobody waits for it.
@shared_task(name="enrollment.seat_waiting", apart=0.15)
def seat_waiting(run_id):
    waitlist.seat_waiting(run_id=run_id, now=timezone.now())


@shared_task(name="enrollment.check_venue")
def check_venue(run_id):
    venue_check.check(run_id=run_id, now=timezone.now())


@shared_task(name="enrollment.check_all_venues")
def check_all_venues():
    """Check every run that more people want than it seats, in case a ring was lost."""
    now = timezone.now()
    for run_id in queries.runs_over_capacity(now).values_list("pk", flat=True):
        with _apart(JobReport.Job.VENUE_CHECK, run_id, now):
            venue_check.check(run_id=run_id, now=now)


@shared_task(name="enrollment.sweep")
def sweep():
    """Find what a crash or a lost broker left behind, and what became due by the clock."""
    now = timezone.now()
    mended = 0
    for run_id in queries.runs_owed_an_answer(now=now, received_before=now - LOST_AFTER):
        with _apart(JobReport.Job.SWEEP, run_id, now):
            mended += waitlist.seat_waiting(run_id=run_id, now=now)
    receipts.write_due(now=now)
    if mended:
        reports.write(
            JobReport.Job.SWEEP,
            line=lambda: (
                _("Caught up with %(count)s requests that nobody rang for.") % {"count": mended}
            ),
            now=now,
        )


@shared_task(name="enrollment.remind")
def remind():
    now = timezone.now()
    for run_id, days in reminders.due(now=now):
        with _apart(JobReport.Job.REMINDERS, run_id, now):
            reminders.write(run_id=run_id, days=days, now=now)


@contextmanager
def _apart(job, run_id, now):
    """One group that fails must not stop the others; a job that has no time left stops."""
    try:
        yield
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        log.exception("group_failed", job=job, run_id=run_id)
        _report_failure(job, run_id, error, now)


def _report_failure(job, run_id, error, now):
    """One line an hour for a group that cannot be served: staff see it, and it does not flood."""
    about = f"run:{run_id}"
    recently = JobReport.objects.filter(job=job, about=about, at__gt=now - timedelta(hours=1))
    if not recently.exists():
        reports.write(
            job,
            about=about,
            line=lambda: _("A group could not be served: %(error)s") % {"error": error},
            now=now,
            is_problem=True,
        )
