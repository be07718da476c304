"""The background jobs of this floor: ids in, one service call; safe to run twice, on any worker."""

from contextlib import contextmanager
from datetime import timedelta

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import JobReport
from companies.services import reports
from courses.models import CourseRun
from enrollment import queries
from enrollment.models import EnrollmentRequest
from enrollment.services import receipts, reminders, venue_check, waitlist

log = structlog.get_logger(__name__)

# A request that is not answered by then was lost by the broker or by a worker that died.
LOST_AFTER = timedelta(seconds=5)
GROUP_FAILED = gettext_lazy("A group could not be served: %(error)s")
RECEIPTS_FAILED = gettext_lazy("The letters of receipt could not be written: %(error)s")


# In a rush each pass answers all who came meanwhile, the more the longer it takes (`jobs.rest`);
# alone, nobody waits for it.
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
        with _apart(JobReport.Job.VENUE_CHECK, now, run_id=run_id):
            venue_check.check(run_id=run_id, now=now)


@shared_task(name="enrollment.sweep")
def sweep():
    """Find what a crash or a lost broker left behind, and what became due by the clock.

    Staff read only of the former: requests that were left without their first answer.
    """
    now = timezone.now()
    mended, received_before = 0, now - LOST_AFTER
    undecided = EnrollmentRequest.objects.undecided().filter(requested_at__lt=received_before)
    for run_id in queries.runs_owed_an_answer(now=now, received_before=received_before):
        with _apart(JobReport.Job.SWEEP, now, run_id=run_id):
            lost = undecided.filter(run=run_id).count()
            if waitlist.seat_waiting(run_id=run_id, now=now):  # it leaves nobody undecided
                mended += lost
    with _apart(JobReport.Job.SWEEP, now, said=RECEIPTS_FAILED):
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
        with _apart(JobReport.Job.REMINDERS, now, run_id=run_id):
            reminders.write(run_id=run_id, days=days, now=now)


@contextmanager
def _apart(job, now, *, run_id=None, said=GROUP_FAILED):
    """One part that fails must not stop the others; a job that has no time left stops."""
    try:
        yield
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        about = CourseRun.objects.get(pk=run_id).code if run_id else "receipts"
        log.exception("part_failed", job=job, about=about)
        _report_failure(job, about, said, error, now)


def _report_failure(job, about, said, error, now):
    """One line an hour for what cannot be done: staff see it, and it does not flood."""
    recently = JobReport.objects.filter(job=job, about=about, at__gt=now - timedelta(hours=1))
    if not recently.exists():
        reports.write(
            job,
            about=about,
            line=lambda: said % {"error": error},
            now=now,
            is_problem=True,
        )
