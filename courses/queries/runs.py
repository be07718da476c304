"""Groups as visitors see them."""

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone

from companies.prepared import Given, Prepared
from courses.models import CourseRun, Meeting
from courses.rules import days, shifts

MOST_LISTED = 60
ALTERNATIVES = 4

_MEETINGS = Prefetch("meetings", Meeting.objects.order_by("starts_at"))


# The meetings of `run` in their order.
meetings_of = Prepared(lambda: Meeting.objects.filter(run=Given("run")).order_by("starts_at", "pk"))


_open_run = Prepared(
    lambda: (
        CourseRun.objects.filter(kind=CourseRun.Kind.OPEN, code=Given("code"))
        .exclude(state=CourseRun.State.DRAFT)
        .order_by()
    ),
    related=["course__area", "venue"],
)


def to_enroll_in(code):
    """The open group with this code, whether it still takes requests or not, with course and venue;
    None if there is none, or if it is being prepared."""
    return next(iter(_open_run(code=code)), None)


def coming(now):
    """Open groups that anybody may look for: published, not begun, of a course of the catalogue."""
    return CourseRun.objects.coming(now).filter(kind=CourseRun.Kind.OPEN, course__is_published=True)


def takes_requests(now):
    """The condition that enrollment in a coming run has not closed."""
    return Q(enrollment_closes_at=None) | Q(enrollment_closes_at__gt=now)


def fitting(filters, now):
    """Coming groups that fit the filters of a visitor (rules.filters)."""
    runs = coming(now)
    if filters.desde:
        runs = runs.filter(starts_at__gte=days.begin(filters.desde))
    if filters.hasta:
        runs = runs.filter(starts_at__lt=days.begin(filters.hasta + days.ONE))
    if filters.precio is not None:
        runs = runs.filter(price__lte=filters.precio)
    if filters.lugares:
        runs = runs.filter(takes_requests(now), capacity__gte=F("seats_taken") + filters.lugares)
    if filters.turno:
        runs = runs.filter(~Exists(_meetings_outside(filters.turno)))
    return runs


def _meetings_outside(chosen):
    """Meetings of the outer run in another shift than those chosen: somebody who has only
    Saturdays is not helped by a group that meets on one Saturday and three Tuesdays."""
    saturday = Q(weekday=shifts.ISO_SATURDAY)
    falls_in = {
        shifts.MORNING: ~saturday & Q(hour__lt=shifts.NOON),
        shifts.AFTERNOON: ~saturday & Q(hour__gte=shifts.NOON, hour__lt=shifts.FIVE),
        shifts.EVENING: ~saturday & Q(hour__gte=shifts.FIVE),
        shifts.SATURDAY: saturday,
    }
    inside = Q()
    for shift in chosen:
        inside |= falls_in[shift]
    zone = timezone.get_default_timezone()
    return (
        Meeting.objects.filter(run=OuterRef("pk"))
        .annotate(
            weekday=ExtractIsoWeekDay("starts_at", tzinfo=zone),
            hour=ExtractHour("starts_at", tzinfo=zone),
        )
        .filter(~inside)
    )


def public():
    """Open groups that are or were public, whatever became of them or of their course."""
    return CourseRun.objects.filter(
        kind=CourseRun.Kind.OPEN, published_at__isnull=False, starts_at__isnull=False
    ).exclude(state=CourseRun.State.DRAFT)


def public_run(code):
    """The public group with this code, with all that its page shows; None if there is none."""
    return (
        public()
        .filter(code=code)
        .select_related("course__area", "venue", "instructor")
        .prefetch_related(_MEETINGS)
        .first()
    )


def public_seats(code):
    """The public group with this code, without what stands around its seats; None if none."""
    return public().filter(code=code).first()


def of_course(course, now):
    """The coming groups of a course, soonest first."""
    return list(
        coming(now)
        .filter(course=course)
        .select_related("venue")
        .prefetch_related(_MEETINGS)
        .order_by("starts_at", "pk")[:MOST_LISTED]
    )


def alternatives(run, now):
    """Other coming groups for somebody who cannot take `run`, as long as they take requests.

    Those of the same course first, then those of the area; within each, those with seats left.
    """
    return list(
        coming(now)
        .filter(takes_requests(now), course__area=run.course.area_id)
        .exclude(pk=run.pk)
        .annotate(
            distance=Case(
                When(course=run.course_id, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
            fullness=Case(
                When(seats_taken__lt=F("capacity"), then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
        )
        .select_related("course__area", "venue")
        .order_by("distance", "fullness", "starts_at", "pk")[:ALTERNATIVES]
    )


def next_ones(now, number):
    """The next groups for the first page: those with seats left, soonest first."""
    return list(
        coming(now)
        .filter(takes_requests(now), seats_taken__lt=F("capacity"))
        .select_related("course__area", "venue")
        .order_by("starts_at", "pk")[:number]
    )


def for_feed(now):
    """Coming groups for calendars; those that were called off stay, marked as cancelled."""
    return (
        public()
        .filter(starts_at__gt=now)
        .select_related("course", "venue")
        .prefetch_related(_MEETINGS)
        .order_by("starts_at", "pk")
    )


def meetings_between(runs, first, last):
    """The meetings of `runs` from the day `first` up to before the day `last`, in order."""
    return list(
        Meeting.objects.filter(
            run__in=runs, starts_at__gte=days.begin(first), starts_at__lt=days.begin(last)
        )
        .select_related("run__course__area", "run__venue")
        .order_by("starts_at", "run__code")
    )
