"""Who of a firm had a seat in which course, over the years."""

from datetime import datetime
from decimal import Decimal

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery, Sum
from django.db.models.functions import ExtractYear
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language

from courses.models import Meeting
from enrollment.models import Enrollment
from enrollment.rules.training import Seat, When

HOUR = 3600
TENTH = Decimal("0.1")


def years_of(company):
    """The years in which courses of the firm's confirmed people end, the newest first."""
    year = ExtractYear("run__ends_at", tzinfo=get_default_timezone())
    found = _confirmed(company).annotate(year=year).order_by("-year")
    return list(found.values_list("year", flat=True).distinct())


def seats_of(company, *, year, now):
    """The firm's confirmed seats in courses that end in `year`, local time, as plain values.

    The hours are those of the course, or of its meetings where the course does not say any. One
    statement, and no objects: a firm may have hundreds.
    """
    zone = get_default_timezone()
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    meetings = Meeting.objects.filter(run=OuterRef("run"), takes_place=True).order_by()
    taught = meetings.values("run").annotate(taught=Sum(length)).values("taught")
    area = "name_en" if get_language() == "en" else "name_es"
    rows = (
        _confirmed(company)
        .filter(run__ends_at__gte=begin, run__ends_at__lt=end)
        .order_by("pk")
        .values_list(
            "technician_id",
            "request__public_id",
            "run__course_id",
            "run__course__name",
            "run__course__sort_key",
            "run__course__area__slug",
            f"run__course__area__{area}",
            "run__course__thematic_area",
            "run__code",
            "run__starts_at",
            "run__ends_at",
            "run__course__hours",
            Subquery(taught, output_field=DurationField()),
        )
    )
    return [_seat(*row, now=now) for row in rows]


def _confirmed(company):
    return Enrollment.objects.holding_a_seat().filter(company=company, run__ends_at__isnull=False)


def _seat(*values, now):
    *plain, starts_at, ends_at, of_course, taught = values
    return Seat(
        *plain,
        starts_at,
        ends_at,
        hours=_hours(of_course, taught),
        when=When.of(starts_at, ends_at, now),
    )


def _hours(of_course, taught):
    if of_course:
        return Decimal(of_course)
    return taught and (Decimal(taught.total_seconds()) / HOUR).quantize(TENTH)
