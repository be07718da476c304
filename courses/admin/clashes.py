"""Says beforehand, by name, which double booking the database would refuse."""

from django.db.models import Q
from django.utils.translation import gettext as _

from canacintra_portal import wording
from courses.models import Meeting
from enrollment.models import Enrollment, TechnicianBooking


def sentences(*, run, venue, instructor, periods):
    """Sentences about other groups that have the venue, the instructor or an enrolled technician
    during one of `periods`, pairs of begin and end. Two statements."""
    if not periods:
        return []
    return [
        *_about_room_and_instructor(run, venue, instructor, periods),
        *_about_technicians(run, periods),
    ]


def _about_room_and_instructor(run, venue, instructor, periods):
    meetings = (
        Meeting.objects.filter(_during(periods), takes_place=True)
        .filter(Q(venue=venue) | Q(instructor=instructor))
        .exclude(run=run.pk)
        .select_related("run__course")
        .order_by("starts_at", "pk")
    )
    for meeting in meetings:
        facts = {"group": meeting.run, "when": _when(meeting)}
        if meeting.venue_id == venue.pk:
            yield _("%(venue)s is taken by %(group)s: %(when)s.") % {**facts, "venue": venue}
        if meeting.instructor_id == instructor.pk:
            yield _("%(instructor)s teaches %(group)s: %(when)s.") % {
                **facts,
                "instructor": instructor,
            }


def _about_technicians(run, periods):
    coming = Enrollment.objects.live().filter(run=run.pk).values("technician")
    people = TechnicianBooking.objects.filter(enrollment__run=run.pk).values("person")
    bookings = (
        TechnicianBooking.objects.filter(_during(periods, "meeting__"))
        .filter(Q(technician__in=coming) | Q(person__in=people))
        .exclude(enrollment__run=run.pk)
        .select_related("technician__company", "enrollment__run__course", "meeting")
        .order_by("technician", "period")
    )
    for booking in bookings:
        yield _("%(technician)s (%(company)s) is enrolled in %(group)s: %(when)s.") % {
            "technician": booking.technician,
            "company": booking.technician.company,
            "group": booking.enrollment.run,
            "when": _when(booking.meeting),
        }


def _during(periods, prefix=""):
    during = Q()
    for starts_at, ends_at in periods:
        during |= Q(**{f"{prefix}starts_at__lt": ends_at, f"{prefix}ends_at__gt": starts_at})
    return during


def _when(meeting):
    return wording.say_period(meeting.starts_at, meeting.ends_at)
