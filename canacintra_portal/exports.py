"""All that the portal keeps of a firm or of a person, gathered from every floor into one ZIP."""

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from canacintra_portal.history import reading
from companies.models import Company, Download, Invitation, JoinRequest, Membership, Technician
from companies.tables.writing import as_xlsx
from enrollment.models import Enrollment, EnrollmentRequest

OF_A_COMPANY = (Company, Membership, Technician, Invitation, JoinRequest, EnrollmentRequest)
NOT_SAID = {"id", "password", "company", "user", "anonymised_at"}


@dataclass(frozen=True)
class Sheet:
    name: str
    headers: list[str]
    rows: list[list[str]]


def of_company(company):
    """Gather all data of a firm; returns the bytes of the ZIP and the number of its technicians."""
    technicians = list(company.technicians.known().order_by("pk"))
    members = company.memberships.select_related("user").order_by("pk")
    requests = company.requests.select_related("run__course", "requested_by").order_by("pk")
    seats = Enrollment.objects.filter(company=company)
    sheets = [
        _rows(_("company"), Company, [company]),
        _team(members),
        _rows(_("technicians"), Technician, technicians),
        _requests(requests),
        _enrollments(seats),
        _consents([member.user for member in members]),
        _downloads(Download.objects.filter(about=f"company:{company.pk}")),
        _history(company, OF_A_COMPANY),
    ]
    return _zip(str(company), sheets), len(technicians)


def of_user(user):
    """Gather all that is kept of somebody who signs in; returns the bytes of the ZIP."""
    messages = user.messages.order_by("pk").values_list("created_at", "kind", "subject")
    sheets = [
        Sheet(
            _("account"),
            [_("Name"), _("E-mail"), _("Language"), _("Since"), _("Last sign-in")],
            [_said([user.full_name, user.email, user.language, user.date_joined, user.last_login])],
        ),
        _memberships(user.memberships.select_related("company").order_by("pk")),
        _consents([user]),
        _downloads(user.downloads),
        Sheet(
            _("messages"), [_("When"), _("What"), _("Subject")], [_said(one) for one in messages]
        ),
        _history(user, (type(user), Membership)),
    ]
    return _zip(str(user), sheets)


def of_technician(technician, *, whole_curp):
    """Gather all that is kept of a technician, for who asks by right; returns the bytes."""
    person = _rows(_("technician"), Technician, [technician])
    if not whole_curp:
        masked = [
            [technician.masked_curp if cell == technician.curp else cell for cell in row]
            for row in person.rows
        ]
        person = Sheet(person.name, person.headers, masked)
    sheets = [
        person,
        _enrollments(technician.enrollments),
        _history(technician, (Technician,)),
    ]
    return _zip(str(technician), sheets)


def _rows(name, model, objects):
    fields = [field for field in model._meta.concrete_fields if field.name not in NOT_SAID]
    return Sheet(
        name,
        [str(field.verbose_name) for field in fields],
        [_said(_value(one, field) for field in fields) for one in objects],
    )


def _value(obj, field):
    if field.choices:
        return getattr(obj, f"get_{field.name}_display")()
    value = getattr(obj, field.attname)
    if value and field.related_model:
        related = getattr(obj, field.name)
        return _("CANACINTRA") if getattr(related, "is_staff", False) else related
    return value


def _team(members):
    rows = [
        _said([one.user.full_name, one.user.email, one.get_role_display(), one.created_at])
        for one in members
    ]
    return Sheet(_("team"), [_("Name"), _("E-mail"), _("Role"), _("Since")], rows)


def _memberships(memberships):
    rows = [_said([one.company, one.get_role_display(), one.created_at]) for one in memberships]
    return Sheet(_("companies"), [_("Company"), _("Role"), _("Since")], rows)


def _requests(requests):
    headers = [
        *(_("Number"), _("Course"), _("Group"), _("Requested"), _("Requested by"), _("State")),
        *(_("Price per person"), _("Version of the privacy notice")),
    ]
    rows = [
        _said(
            [
                *(one.pk, one.run.course.name, one.run.code, one.requested_at, one.requested_by),
                *(one.get_state_display(), one.unit_price, one.privacy_version),
            ]
        )
        for one in requests
    ]
    return Sheet(_("requests"), headers, rows)


def _enrollments(seats):
    seats = seats.select_related("technician", "run__course").order_by("pk")
    headers = [
        *(_("Technician"), _("Course"), _("Group"), _("Begins"), _("Ends"), _("State")),
        *(_("Confirmed at"), _("Request")),
    ]
    rows = [
        _said(
            [
                *(one.technician, one.run.course.name, one.run.code, one.run.starts_at),
                *(one.run.ends_at, one.get_state_display(), one.confirmed_at, one.request_id),
            ]
        )
        for one in seats
    ]
    return Sheet(_("enrollments"), headers, rows)


def _consents(users):
    headers = [_("Who"), _("When"), _("Version"), _("Asked"), _("Agreed to"), _("Page")]
    rows = [
        _said(
            [
                *(user, one.given_at, one.version, ", ".join(one.asked)),
                *(", ".join(one.accepted), one.page),
            ]
        )
        for user in users
        for one in user.consents.order_by("pk")
    ]
    return Sheet(_("consents"), headers, rows)


def _downloads(downloads):
    headers = [_("When"), _("Who"), _("What"), _("Form"), _("People"), _("With whole CURPs")]
    rows = [
        _said(
            [
                *(one.at, _("CANACINTRA") if one.by.is_staff else one.by),
                *(one.get_what_display(), one.form, one.people, one.whole_curps),
            ]
        )
        for one in downloads.select_related("by").order_by("pk")
    ]
    return Sheet(_("downloads"), headers, rows)


def _history(obj, across):
    rows, number = [], 1
    while True:
        page = reading.page_of(obj, number=number, across=across)
        for line in page.object_list:
            changes = "; ".join(f"{d.field}: {d.before} → {d.after}" for d in line.differences)
            what = f"{line.kind} {line.subject}"
            rows.append(_said([line.at, line.who, line.through, what, line.deed, changes]))
        if not page.has_next():
            break
        number += 1
    headers = [_("When"), _("Who"), _("Through"), _("What"), _("Deed"), _("Changes")]
    return Sheet(_("history"), headers, rows)


def _said(values: Iterable) -> list[str]:
    return [_say(value) for value in values]


def _say(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "astimezone"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)


def _zip(subject, sheets):
    """Each sheet as .xlsx, whose cells are text and never formulas, and once more as JSON."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(_("READ-ME.txt"), _readme(subject, sheets))
        for sheet in sheets:
            name = sheet.name.replace(" ", "-")
            parts.writestr(f"{name}.xlsx", as_xlsx(sheet.headers, sheet.rows, name=sheet.name))
            said = [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows]
            text = json.dumps(said, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
            parts.writestr(f"{name}.json", text)
    return output.getvalue()


def _readme(subject, sheets):
    contents = "\n".join(f"- {sheet.name}: {len(sheet.rows)}" for sheet in sheets)
    return "\n\n".join(
        [
            _("What the portal of CANACINTRA Juárez and CAST CONALEP keeps of %(subject)s")
            % {"subject": subject},
            _("Made on %(day)s. Each part is there twice: as a spreadsheet and as JSON.")
            % {"day": f"{timezone.localtime():%Y-%m-%d %H:%M}"},
            contents,
            _(
                "These are personal data. Keep them where only who needs them can read them, and"
                " delete them when they are no longer needed. Times are those of Ciudad Juárez."
            ),
        ]
    )
