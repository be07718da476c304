"""Who of a firm had a seat in which course, over the years."""

from datetime import datetime
from decimal import Decimal

from django.db.models import DecimalField, DurationField, F, Func, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.utils.timezone import get_default_timezone
from django.utils.translation import get_language

from courses.models import Meeting
from enrollment.models import Enrollment
from enrollment.rules.training import Seat, When

HOURS: DecimalField = DecimalField(max_digits=7, decimal_places=1)


class InHours(Func):
    """A length of time as hours with a tenth."""

    template = "round(extract(epoch from %(expressions)s) / 3600, 1)"
    output_field = HOURS


def years_of(company):
    """The years in which courses of the firm's confirmed people end, the newest first."""
    year = ExtractYear("run__ends_at", tzinfo=get_default_timezone())
    found = _confirmed(company).annotate(year=year).order_by("-year")
    return list(found.values_list("year", flat=True).distinct())


def seats_of(company, *, year, now):
    """The firm's confirmed seats in courses that end in `year`, local time, as plain values.

    One statement, and no objects: a firm may have hundreds.
    """
    area = "name_en" if get_language() == "en" else "name_es"
    rows = (
        _in_year(company, year)
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
            _hours(),
        )
    )
    # The columns above are the fields of a seat, in their order.
    return [Seat(*row, When.of(row[-3], row[-2], now)) for row in rows]  # type: ignore[call-arg]


def figures_of(company, *, year, now):
    """How many people had a seat in a course of `year` that is over, and the hours in all.

    The same numbers as in the table of `seats_of`, without its rows. One statement.
    """
    over = _in_year(company, year).filter(run__ends_at__lte=now).annotate(length=_hours())
    by_person = over.order_by().values("technician").annotate(hours=Sum("length"))
    hours = list(by_person.values_list("hours", flat=True))
    return {"year": year, "people": len(hours), "hours": sum(filter(None, hours), Decimal())}


def _confirmed(company):
    return Enrollment.objects.holding_a_seat().filter(company=company, run__ends_at__isnull=False)


def _in_year(company, year):
    zone = get_default_timezone()
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    return _confirmed(company).filter(run__ends_at__gte=begin, run__ends_at__lt=end)


def _hours():
    """The hours of the course, or of the meetings of the group where the course says none."""
    meetings = Meeting.objects.filter(run=OuterRef("run"), takes_place=True).order_by()
    taught = meetings.values("run").annotate(taught=Sum(F("ends_at") - F("starts_at")))
    length = Subquery(taught.values("taught"), output_field=DurationField())
    return Coalesce(Cast("run__course__hours", HOURS), InHours(length))
