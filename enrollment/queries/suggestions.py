"""What is needed to suggest groups to a firm: five statements, whatever there is of each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Q

from companies.rules import size
from courses.models import CourseRun
from courses.queries import runs as run_queries
from enrollment.models import Enrollment
from enrollment.rules import suggestions as rules

MOST_LOOKED_AT = 120  # coming groups, the soonest


@dataclass(frozen=True)
class Suggested:
    """A loaded group with the reasons of `rules.suggestions`."""

    run: CourseRun
    reasons: tuple[rules.Reason, ...]
    could_come: int


def suggested_to(company, *, now):
    """The groups that the firm may want next; none for a firm that cannot enroll in any."""
    if company.is_refused or size.is_kept_out(company):
        return []
    runs = {run.pk: run for run in _with_seats(company, now)}
    technicians = list(company.technicians.active().order_by("pk").values_list("pk", flat=True))
    if not runs or not technicians:
        return []
    busy = _busy(runs, technicians, now)
    chosen = rules.suggest(
        candidates=[
            rules.Candidate(
                run_id=run.pk,
                course_id=run.course_id,
                area_id=run.course.area_id,
                audience=run.course.audience,
                starts_at=run.starts_at,
                seats_of_a_company=run.company_seat_limit,
                busy=busy[run.pk],
            )
            for run in runs.values()
        ],
        technicians=technicians,
        taken=_taken(company),
        firms_by_course=_firms_by_course(company),
    )
    return [Suggested(runs[one.run_id], one.reasons, one.could_come) for one in chosen]


def _with_seats(company, now):
    """Coming groups in which the firm would get a seat now."""
    runs = run_queries.coming(now).filter(
        Q(enrollment_closes_at=None) | Q(enrollment_closes_at__gt=now),
        seats_taken__lt=F("capacity"),
    )
    if not company.is_local:
        runs = runs.filter(Q(local_priority_until=None) | Q(local_priority_until__lte=now))
    return runs.select_related("course__area", "venue").order_by("starts_at", "pk")[:MOST_LOOKED_AT]


def _taken(company):
    """What the people who work there have or had a seat in, or wait for."""
    rows = (
        Enrollment.objects.live()
        .filter(company=company, technician__is_active=True)
        .order_by("pk")
        .values_list(
            "technician_id",
            "run_id",
            "run__course_id",
            "run__course__area_id",
            "run__course__audience",
        )
    )
    return [rules.Taken(*row) for row in rows]


def _firms_by_course(company):
    """How many other firms of the sector had seats in each course."""
    if not company.sector:
        return {}
    firms = Count("company", distinct=True)
    rows = (
        Enrollment.objects.holding_a_seat()
        .filter(company__sector=company.sector)
        .exclude(company=company)
        .order_by()
        .values("run__course")
        .annotate(firms=firms)
        .filter(firms__gte=rules.FEWEST_FIRMS)
    )
    return dict(rows.values_list("run__course", "firms"))


_BUSY = """
    SELECT DISTINCT meeting.run_id, booking.technician_id
      FROM enrollment_technicianbooking AS booking
      JOIN courses_meeting AS meeting
        ON meeting.period && booking.period AND meeting.takes_place
     WHERE booking.technician_id = ANY (%(technicians)s)
       AND upper(booking.period) > %(now)s
       AND meeting.run_id = ANY (%(runs)s)
"""


def _busy(runs, technicians, now):
    """Ids of the technicians who are elsewhere at the hours of a run, by the id of the run."""
    busy = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, {"technicians": technicians, "runs": list(runs), "now": now})
        for run_id, technician_id in cursor.fetchall():
            busy[run_id].add(technician_id)
    return busy
