"""Turns the training of a firm into the finished words of its paper and its spreadsheet."""

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from canacintra_portal import wording
from companies import catalogues
from courses.models import Course
from enrollment.documents.training import Matrix, Person, Taken, TrainingDescription
from enrollment.rules.training import When


def say_state(when):
    """Say where a seat stands, without promising that the person came."""
    return {
        When.OVER: pgettext("training", "took place"),
        When.RUNNING: pgettext("training", "in progress"),
        When.COMING: pgettext("training", "planned"),
    }[when]


def say_number(hours):
    """Say hours without a fraction where there is none; nothing where nobody knows them."""
    if hours is None:
        return ""
    return number_format(hours.quantize(1) if hours == hours.to_integral_value() else hours)


def say_hours(hours):
    return _("%(hours)s h") % {"hours": say_number(hours)}


def say_total(row):
    """Say the hours of a person; those that are still to come apart."""
    words = {"hours": say_number(row.hours), "planned": say_number(row.planned)}
    if row.planned:
        return _("%(hours)s h, and %(planned)s h planned") % words
    return _("%(hours)s h") % words


def describe(training, *, company, year, now, whole_curps):
    """Describe the year of a firm for a drawing; `training` is the table of the rules."""
    return TrainingDescription(
        title=_("Training %(year)s") % {"year": year},
        company=company.legal_name,
        facts=(
            ("RFC", company.rfc),
            (_("Municipality"), company.municipality),
            (_("Period"), _period(year)),
            (_("Printed"), _moment(now)),
            (_("People with a course"), f"{training.trained} / {len(training.rows)}"),
            (_("Hours in all"), say_total(training)),
        ),
        people=tuple(_person(row, whole_curps) for row in training.rows if row.seats),
        without=tuple(_name(row.technician) for row in training.rows if not row.seats),
        matrix=Matrix(
            courses=tuple(column.course for column in training.columns),
            rows=tuple(_matrix_row(row) for row in training.rows),
        ),
        note=_(
            "The list says who had a confirmed seat in the open courses of CANACINTRA Juárez and"
            " CAST. It does not say who attended, and takes the place of no DC-3."
        ),
        as_of=_("As of %(moment)s") % {"moment": _moment(now)},
        language=(get_language() or "es")[:2],
    )


def file_name(company, year, ending):
    firm = slugify(company.legal_name)[:40]
    return _("training-%(year)s-%(firm)s") % {"year": year, "firm": firm} + f".{ending}"


def _person(row, whole_curps):
    technician = row.technician
    occupation = catalogues.find(catalogues.occupations(), technician.occupation)
    return Person(
        name=_name(technician),
        curp=(technician.curp if whole_curps else "") or technician.masked_curp,
        occupation=f"{occupation.code} {occupation.name}" if occupation else "",
        job_title=technician.job_title,
        taken=tuple(_taken(seat) for seat in row.seats),
        total=say_total(row),
    )


def _taken(seat):
    return Taken(
        course=seat.course,
        thematic_area=f"{seat.thematic_area} {Course.ThematicArea(seat.thematic_area).label}",
        group=seat.code,
        period=_dates(seat),
        hours=say_number(seat.hours),
        state=say_state(seat.when),
    )


def _matrix_row(row):
    cells = (", ".join(_cell(seat) for seat in seats) for seats in row.cells)
    return (_name(row.technician), say_number(row.hours), *cells)


def _cell(seat):
    day = f"{timezone.localtime(seat.ends_at):%Y-%m-%d}"
    return day if seat.is_over else f"{day} ({say_state(seat.when)})"


def _dates(seat):
    """The days with their year: a paper is read in another one."""
    first, last = timezone.localdate(seat.starts_at), timezone.localdate(seat.ends_at)
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"


def _moment(now):
    return f"{_day(timezone.localdate(now))}, {timezone.localtime(now):%H:%M}"


def _day(day):
    return f"{day.day} {wording.say_month(day)} {day.year}"


def _period(year):
    january, december = wording.MONTHS[0], wording.MONTHS[11]
    return f"1 {january} – 31 {december} {year}"


def _name(technician):
    if technician.anonymised_at:
        return technician.full_name
    surnames = f"{technician.first_surname} {technician.second_surname}".strip()
    return f"{surnames}, {technician.given_names}"
