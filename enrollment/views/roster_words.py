"""Turns a run and its enrollments into the finished words that every form of the roster shows."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from canacintra_portal import wording
from companies.rules.words import plain
from enrollment.documents import square_code
from enrollment.documents.roster import Attendee, Notice, RosterDescription, Session, Waiting
from enrollment.models import Enrollment


def confirmed_first(seats):
    """Those with a seat, those who are being confirmed, those whose group was cancelled; by
    surname."""
    return sorted(
        (seat for seat in seats if seat.state != Enrollment.State.WAITING), key=_by_surname
    )


def in_queue_order(seats, positions):
    """Pairs of position and waiting enrollment, the next one first.

    Seats and positions are read one after the other: who was served in between has no position any
    more and is left out.
    """
    waiting = [
        seat
        for seat in seats
        if seat.state == Enrollment.State.WAITING and seat.request_id in positions
    ]
    waiting.sort(key=lambda seat: (positions[seat.request_id], _by_surname(seat)))
    return [(positions[seat.request_id], seat) for seat in waiting]


def describe(run, seats, *, positions, whole_curps, now):
    """Describe the roster of a loaded run for a drawing; those not yet answered are left out."""
    listed = (Enrollment.State.CONFIRMED, Enrollment.State.CANCELLED)
    confirmed = [seat for seat in seats if seat.state in listed]
    confirmed.sort(key=_by_surname)
    meetings = list(run.meetings.all())
    return RosterDescription(
        code=run.code,
        course=run.course.name,
        facts=(
            (_("Dates"), wording.say_meetings(meetings)),
            (_("Venue"), f"{run.venue}. {run.venue.address}"),
            (_("Instructor"), run.instructor.name),
            _how_it_stands(run),
        ),
        sessions=tuple(
            Session(
                day=wording.say_date(timezone.localdate(meeting.starts_at)),
                hours=wording.say_hours(meeting.starts_at, meeting.ends_at),
            )
            for meeting in meetings
        ),
        attendees=tuple(
            _attendee(number, seat.technician, seat.company, whole_curps)
            for number, seat in enumerate(confirmed, start=1)
        ),
        waiting=tuple(
            Waiting(
                position=str(position),
                surnames=_surnames(seat.technician),
                given_names=seat.technician.given_names,
                company=seat.company.legal_name,
                why=str(seat.request.get_waiting_for_display()),
            )
            for position, seat in in_queue_order(seats, positions)
        ),
        notice=privacy_notice(),
        as_of=_("As of %(moment)s") % {"moment": wording.say_moment(now)},
        language=(get_language() or "es")[:2],
    )


def privacy_notice():
    """Say who holds the data of those on the list: who has no e-mail reads it nowhere else."""
    address = settings.PORTAL_URL + reverse("privacy")
    return Notice(
        words=_(
            "Your company gave us your name and your CURP so that the course and its constancia are"
            " possible. CANACINTRA Juárez is responsible for them; CAST CONALEP uses them for this"
            " list and the constancia, and nobody else gets them. You may ask to see, correct or"
            " delete them. Privacy notice:"
        ),
        address=address,
        code=square_code.draw(address),
    )


def _how_it_stands(run):
    if run.state == run.State.CANCELLED:
        return _("Cancelled"), run.cancel_reason
    words = _("%(taken)s of %(capacity)s taken")
    return _("Seats"), words % {"taken": run.seats_taken, "capacity": run.capacity}


def file_name(run, ending):
    return _("roster-%(code)s") % {"code": run.code} + f".{ending}"


def _attendee(number, technician, company, whole_curps):
    return Attendee(
        number=number,
        surnames=_surnames(technician),
        given_names=technician.given_names,
        company=company.legal_name,
        curp=(technician.curp if whole_curps else "") or technician.masked_curp,
        job_title=technician.job_title,
    )


def _surnames(technician):
    return f"{technician.first_surname} {technician.second_surname}".strip()


def _by_surname(seat):
    """Spanish order: accents do not count, ñ comes after n."""
    technician = seat.technician
    name = f"{_surnames(technician)} {technician.given_names}".lower()
    return plain(name.replace("ñ", "n~")), seat.pk
