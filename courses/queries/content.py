"""Whether what the public pages show has changed."""

from django.db import connection
from django.db.models import Min, Q
from django.utils import timezone

from courses.models import CourseRun
from courses.rules import days

# Each row counts its changes (models/triggers.py). A newest timestamp or a sequence would not do:
# a transaction that began earlier and commits later stays below what was already read.
_VERSION = " + ".join(
    f"(SELECT coalesce(sum(content_version), 0) FROM courses_{table})"  # noqa: S608 our own names
    for table in ("courserun", "course", "area", "venue", "instructor", "removedcontent")
)


def version():
    """Read one number that grows with every committed change of what public pages show."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_VERSION}")
        return int(cursor.fetchone()[0])


def next_change(now):
    """Say when pages change by themselves: a group begins, closes or ends, a priority runs out.

    Never later than midnight in Ciudad Juárez, when "today" becomes another day.
    """
    moments = (
        "starts_at",
        "ends_at",
        "enrollment_closes_at",
        "local_priority_until",
        "free_cancellation_until",
    )
    soonest = CourseRun.objects.published().aggregate(
        **{name: Min(name, filter=Q(**{f"{name}__gt": now})) for name in moments}
    )
    midnight = days.begin(timezone.localtime(now).date() + days.ONE)
    return min([midnight, *(moment for moment in soonest.values() if moment)])
