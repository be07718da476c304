"""Lists of the admin as spreadsheets: the rows that staff chose, taken away with a note of it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from companies import identifiers, tables
from companies.models import Company, Download, Technician
from companies.rules import size
from companies.services import downloads
from companies.views import attachment
from courses.models import CourseRun
from enrollment.models import EnrollmentRequest

NAME = "take-away"
LABEL = gettext_lazy("Download as Excel")


@dataclass(frozen=True)
class Sheet:
    """`columns` are headings, each with what a row says under it; `people(rows)` counts whose
    personal data leave."""

    about: str
    columns: dict
    people: Callable[[list], int]


def take_away(modeladmin, request, queryset):
    """Answer with the chosen rows as a workbook, in the order of the list, and note who took it."""
    sheet = SHEETS[modeladmin.model]
    rows = list(queryset)
    downloads.note(
        Download.What.LIST,
        about=sheet.about,
        form="xlsx",
        people=sheet.people(rows),
        by=request.user,
        now=timezone.now(),
    )
    name = str(modeladmin.opts.verbose_name_plural)
    headings = [str(heading) for heading in sheet.columns]
    cells = [[cell(row) for cell in sheet.columns.values()] for row in rows]
    content = tables.as_xlsx(headings, cells, name=name.capitalize())
    return attachment.answer(content, f"{slugify(name)}-{timezone.localdate().isoformat()}.xlsx")


def _moment(at):
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _yes(value):
    return _("yes") if value else _("no")


def _approval(company):
    if company.is_refused:
        return _("not approved")
    return _("approved") if company.is_approved else _("waits for approval")


def _people_by_rfc(companies):
    """The RFC of a person is personal data; that of a company is none."""
    return sum(identifiers.is_person_rfc(company.rfc) for company in companies)


SHEETS = {
    Company: Sheet(
        about="companies",
        columns={
            gettext_lazy("Legal name"): lambda one: one.legal_name,
            gettext_lazy("RFC"): lambda one: one.rfc,
            gettext_lazy("Municipality"): lambda one: one.municipality,
            gettext_lazy("Address"): lambda one: one.address,
            gettext_lazy("Approval"): _approval,
            gettext_lazy("Approved"): lambda one: _moment(one.approved_at),
            gettext_lazy("People who work there"): lambda one: one.head_count,
            gettext_lazy("Technicians"): lambda one: one.technician_head_count,
            gettext_lazy("Size"): lambda one: size.NAMES[size.of(one).name],
            gettext_lazy("Sector"): lambda one: one.sector,
            gettext_lazy("Requests that wait"): lambda one: one.waiting,
            gettext_lazy("Registered"): lambda one: _moment(one.created_at),
        },
        people=_people_by_rfc,
    ),
    Technician: Sheet(
        about="technicians",
        columns={
            gettext_lazy("First surname"): lambda one: one.first_surname,
            gettext_lazy("Second surname"): lambda one: one.second_surname,
            gettext_lazy("Given names"): lambda one: one.given_names,
            gettext_lazy("CURP"): lambda one: one.masked_curp,
            gettext_lazy("Job title"): lambda one: one.job_title,
            gettext_lazy("Company"): lambda one: one.company.legal_name,
            gettext_lazy("RFC of the company"): lambda one: one.company.rfc,
            gettext_lazy("Works there"): lambda one: _yes(one.is_active),
        },
        people=len,
    ),
    EnrollmentRequest: Sheet(
        about="requests",
        columns={
            gettext_lazy("Company"): lambda one: one.company.legal_name,
            gettext_lazy("RFC"): lambda one: one.company.rfc,
            gettext_lazy("Course"): lambda one: one.run.course.name,
            gettext_lazy("Group"): lambda one: one.run.code,
            gettext_lazy("Begins"): lambda one: _moment(one.run.starts_at),
            gettext_lazy("Seats that it asks for"): lambda one: one.seats_asked_for,
            gettext_lazy("State"): lambda one: one.get_state_display(),
            gettext_lazy("Waits for"): lambda one: one.get_waiting_for_display(),
            gettext_lazy("Priority"): lambda one: one.get_priority_class_display(),
            gettext_lazy("Requested"): lambda one: _moment(one.requested_at),
            gettext_lazy("Ended"): lambda one: _moment(one.ended_at),
            gettext_lazy("Why it ended"): lambda one: one.get_end_reason_display(),
            gettext_lazy("Price per person"): lambda one: one.unit_price,
        },
        people=lambda requests: _people_by_rfc({request.company for request in requests}),
    ),
    CourseRun: Sheet(
        about="groups",
        columns={
            gettext_lazy("Group"): lambda one: one.code,
            gettext_lazy("Course"): lambda one: one.course.name,
            gettext_lazy("Area"): lambda one: one.course.area.name,
            gettext_lazy("Kind"): lambda one: one.get_kind_display(),
            gettext_lazy("State"): lambda one: one.get_state_display(),
            gettext_lazy("Begins"): lambda one: _moment(one.starts_at),
            gettext_lazy("Ends"): lambda one: _moment(one.ends_at),
            gettext_lazy("Venue"): lambda one: one.venue,
            gettext_lazy("Instructor"): lambda one: one.instructor,
            pgettext_lazy("seats", "Seats"): lambda one: one.capacity,
            pgettext_lazy("seats", "Confirmed"): lambda one: one.seats_taken,
            pgettext_lazy("seats", "Waiting"): lambda one: one.seats_waiting,
            gettext_lazy("Price per person"): lambda one: one.price,
        },
        people=lambda runs: len({run.instructor_id for run in runs}),
    ),
}
