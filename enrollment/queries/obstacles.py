"""What speaks against enrolling somebody in a run."""

from django.db.models import F

from companies.models import Technician
from companies.prepared import Given, IsOneOf, Prepared, Statement
from enrollment.models import Enrollment
from enrollment.rules import refusals


def reasons_against(*, run, company, technicians, now):
    """Say everything that speaks against enrolling `technicians` in `run`, as sentences.

    Two statements, whatever the number of technicians.
    """
    return refusals.reasons_against(
        wish(run=run, company=company, technicians=technicians, now=now)
    )


def wish(*, run, company, technicians, now):
    """What the rules have to know to judge `technicians` in `run`. Two statements."""
    asked = {technician.curp: technician.pk for technician in technicians}
    clashes, elsewhere = {}, set()
    for pk, is_here, group, curp in _taken.rows(run=run.pk, curps=list(filter(None, asked))):
        if pk != asked[curp]:
            elsewhere.add(asked[curp])
        elif not is_here:
            clashes[pk] = group
    return refusals.Wish(
        run=run,
        company=company,
        technicians=technicians,
        now=now,
        enrolled=live_technicians(run=run, company=company),
        clashes=clashes,
        elsewhere=elsewhere,
    )


_people = Prepared(lambda: Technician.objects.filter(IsOneOf(F("pk"), Given("ids"))).order_by("pk"))


def as_stored(technicians):
    """The same technicians, in the same order, as they are stored at this moment."""
    stored = {person.pk: person for person in _people(ids=[person.pk for person in technicians])}
    return [stored[person.pk] for person in technicians]


_live_technicians = Prepared(
    lambda: Technician.objects.filter(
        enrollments__run=Given("run"),
        enrollments__company=Given("company"),
        enrollments__state__in=Enrollment.LIVE,
    ).order_by("pk")
)


def live_technicians(*, run, company):
    """Names of the company's technicians who are in the run or wait for it, by their id."""
    people = _live_technicians(run=run.pk, company=company.pk)
    return {technician.pk: str(technician) for technician in people}


_clashes = Statement("""
    SELECT booking.technician_id, course.name
      FROM enrollment_technicianbooking AS booking
      JOIN enrollment_enrollment AS enrollment ON enrollment.id = booking.enrollment_id
      JOIN courses_courserun AS run ON run.id = enrollment.run_id
      JOIN courses_course AS course ON course.id = run.course_id
     WHERE booking.technician_id = ANY (%(technicians)s)
       AND run.id <> %(run)s
       AND EXISTS (
               SELECT 1 FROM courses_meeting AS meeting
                WHERE meeting.run_id = %(run)s
                  AND meeting.takes_place
                  AND meeting.period && booking.period
           )
     ORDER BY booking.id
""")


def clashes(*, run, technicians):
    """Label of another group that meets at the same time, by the id of the technician."""
    return dict(_clashes.rows(run=run.pk, technicians=[person.pk for person in technicians]))


# By the CURP and not by the number of the person, whose index is slow to plan. The technicians are
# collected first: so PostgreSQL plans this once, and it costs no more than the question above.
_taken = Statement("""
    SELECT booking.technician_id, run.id = %(run)s, course.name, (
               SELECT curp FROM companies_technician WHERE id = booking.technician_id
           )
      FROM enrollment_technicianbooking AS booking
      JOIN enrollment_enrollment AS enrollment ON enrollment.id = booking.enrollment_id
      JOIN courses_courserun AS run ON run.id = enrollment.run_id
      JOIN courses_course AS course ON course.id = run.course_id
     WHERE booking.technician_id = ANY (
               ARRAY(SELECT id FROM companies_technician WHERE curp = ANY (%(curps)s))
           )
       AND EXISTS (
               SELECT 1 FROM courses_meeting AS meeting
                WHERE meeting.run_id = %(run)s
                  AND meeting.takes_place
                  AND meeting.period && booking.period
           )
     ORDER BY booking.id
""")
