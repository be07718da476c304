"""Coming runs that somebody has to hear of."""

from datetime import timedelta

from django.utils.timezone import localtime

from courses.models import CourseRun
from courses.queries import runs as run_queries


def alternatives_to(run, now):
    """Other coming groups of the same course that take requests, the soonest first."""
    return (
        run_queries.coming(now)
        .filter(run_queries.takes_requests(now), course=run.course_id)
        .exclude(pk=run.pk)
        .select_related("course", "venue")
        .prefetch_related("meetings")
        .order_by("starts_at", "code")
    )


def runs_to_remind(*, now, days):
    """Coming runs whose first meeting is on the day that comes `days` after today, local time."""
    from_midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = from_midnight + timedelta(days=days), from_midnight + timedelta(days=days + 1)
    return CourseRun.objects.coming(now).filter(starts_at__gte=first, starts_at__lt=last)
