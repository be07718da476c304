"""Who has a seat, of a firm or in a run."""

from django.db.models import Exists, OuterRef

from courses.models import CourseRun
from enrollment.models import Enrollment


def enrollments_not_over(company, *, now):
    """The company's live enrollments in groups that are under way or coming, the next one first."""
    return (
        Enrollment.objects.live()
        .filter(company=company, run__ends_at__gt=now)
        .select_related("technician", "request", "run__course__area", "run__venue")
        .order_by("run__starts_at", "run_id", "pk")
    )


def coming_enrollments(company, *, now):
    """Those of them in groups that have not begun, which the company can still change itself."""
    return enrollments_not_over(company, now=now).filter(run__starts_at__gt=now)


def in_the_next_runs(enrollments, *, number):
    """Those of the enrollments that are in the first `number` of their groups, by when these begin.

    A firm with a long list of groups is shown the next ones without loading the others.
    """
    theirs = enrollments.order_by().filter(run=OuterRef("pk"))
    soonest = CourseRun.objects.filter(Exists(theirs)).order_by("starts_at", "pk")
    return enrollments.filter(run__in=soonest.values("pk")[:number])


def roster(run):
    """Everybody who is in the run or waits for it, with what a roster says of them; unordered.

    Of a run that was cancelled: everybody who was in it then, because they have to hear of it.
    """
    is_cancelled = run.state == run.State.CANCELLED
    ended_with_it = run.enrollments.filter(
        state=Enrollment.State.CANCELLED, confirmed_at__isnull=False, ended_at=run.cancelled_at
    )
    people = ended_with_it if is_cancelled else run.enrollments.live()
    return people.select_related("technician", "company", "request", "replaces__technician")


def seated_in(run):
    """Those with a seat in the run, with what a constancia says of them and of their firms."""
    return run.enrollments.holding_a_seat().select_related("technician", "company").order_by("pk")
