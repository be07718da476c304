"""The sheets of an export: what is kept of one kind, as finished words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from canacintra_portal.history import reading
from companies.models import CAST_GROUP, User

NOT_SAID = {"id", "password", "company", "user", "anonymised_at"}


@dataclass(frozen=True)
class Sheet:
    name: str
    headers: list[str]
    rows: list[list[str]]


def sheet(name, columns, objects):
    """A sheet with a row for each object; `columns` says by its header what stands in each."""
    return Sheet(
        name, list(columns), [said(say(one) for say in columns.values()) for one in objects]
    )


def whom(user):
    """Name somebody who acted; who works at CANACINTRA or CAST acts for them."""
    if user is None:
        return ""
    if user.is_staff:
        return _("CANACINTRA")
    is_of_cast = any(group.name == CAST_GROUP for group in user.groups.all())
    return "CAST" if is_of_cast else str(user)


def as_stored(name, model, objects):
    fields = [field for field in model._meta.concrete_fields if field.name not in NOT_SAID]
    return Sheet(
        name,
        [str(field.verbose_name) for field in fields],
        [said(_value(one, field) for field in fields) for one in objects],
    )


def _value(obj, field):
    if field.choices:
        return getattr(obj, f"get_{field.name}_display")()
    value = getattr(obj, field.attname)
    if value and field.related_model:
        related = getattr(obj, field.name)
        return whom(related) if isinstance(related, User) else related
    return value


def team(members):
    rows = [
        said([one.user.full_name, one.user.email, one.get_role_display(), one.created_at])
        for one in members
    ]
    return Sheet(_("team"), [_("Name"), _("E-mail"), _("Role"), _("Since")], rows)


def memberships(held):
    rows = [said([one.company, one.get_role_display(), one.created_at]) for one in held]
    return Sheet(_("companies"), [_("Company"), _("Role"), _("Since")], rows)


def requests(asked):
    headers = [
        *(_("Number"), _("Course"), _("Group"), _("Requested"), _("Requested by"), _("State")),
        *(_("Price per person"), _("Version of the privacy notice")),
    ]
    rows = [
        said(
            [
                *(one.pk, one.run.course.name, one.run.code, one.requested_at, one.requested_by),
                *(one.get_state_display(), one.unit_price, one.privacy_version),
            ]
        )
        for one in asked
    ]
    return Sheet(_("requests"), headers, rows)


def enrollments(seats):
    seats = seats.select_related("technician", "run__course").order_by("pk")
    headers = [
        *(_("Technician"), _("Course"), _("Group"), _("Begins"), _("Ends"), _("State")),
        *(_("Confirmed at"), _("Request")),
    ]
    rows = [
        said(
            [
                *(one.technician, one.run.course.name, one.run.code, one.run.starts_at),
                *(one.run.ends_at, one.get_state_display(), one.confirmed_at, one.request_id),
            ]
        )
        for one in seats
    ]
    return Sheet(_("enrollments"), headers, rows)


def consents(users):
    headers = [_("Who"), _("When"), _("Version"), _("Asked"), _("Agreed to"), _("Page")]
    rows = [
        said(
            [
                *(user, one.given_at, one.version, ", ".join(one.asked)),
                *(", ".join(one.accepted), one.page),
            ]
        )
        for user in users
        for one in user.consents.order_by("pk")
    ]
    return Sheet(_("consents"), headers, rows)


def downloads(noted):
    columns = {
        _("When"): lambda one: one.at,
        _("Who"): lambda one: whom(one.by),
        _("What"): lambda one: one.get_what_display(),
        _("Form"): lambda one: one.form,
        _("People"): lambda one: one.people,
        _("With whole CURPs"): lambda one: one.whole_curps,
    }
    noted = noted.select_related("by").prefetch_related("by__groups").order_by("pk")
    return sheet(_("downloads"), columns, noted)


def messages(written):
    """What was written, to which address; a message that was erased has no text any more."""
    columns = {
        _("When"): lambda one: one.created_at,
        _("Sent"): lambda one: one.sent_at,
        _("To"): lambda one: one.to_address,
        _("What"): lambda one: one.kind,
        _("Subject"): lambda one: one.subject,
        _("Text"): lambda one: one.text,
    }
    return sheet(_("messages"), columns, written.order_by("pk"))


def exports(asked):
    columns = {
        _("Company"): lambda one: one.company,
        _("Asked for"): lambda one: one.asked_at,
        _("Asked for by"): lambda one: whom(one.asked_by),
        _("Ready"): lambda one: one.ready_at,
    }
    asked = asked.select_related("company", "asked_by").defer("content").order_by("pk")
    return sheet(_("exports"), columns, asked)


def uploads(imports):
    columns = {
        _("Company"): lambda one: one.company,
        _("File"): lambda one: one.file_name,
        _("Uploaded"): lambda one: one.uploaded_at,
        _("Uploaded by"): lambda one: whom(one.uploaded_by),
        _("State"): lambda one: one.get_state_display(),
        _("Stored at"): lambda one: one.stored_at,
        _("Stored by"): lambda one: whom(one.storing_by),
        _("Rows deleted"): lambda one: one.rows_deleted_at,
    }
    imports = imports.select_related("company", "uploaded_by", "storing_by").order_by("pk")
    return sheet(_("uploads"), columns, imports)


def history(obj, across):
    rows, number = [], 1
    while True:
        page = reading.page_of(obj, number=number, across=across)
        for line in page.object_list:
            changes = "; ".join(f"{d.field}: {d.before} → {d.after}" for d in line.differences)
            what = f"{line.kind} {line.subject}"
            rows.append(said([line.at, line.who, line.through, what, line.deed, changes]))
        if not page.has_next():
            break
        number += 1
    headers = [_("When"), _("Who"), _("Through"), _("What"), _("Deed"), _("Changes")]
    return Sheet(_("history"), headers, rows)


def said(values: Iterable) -> list[str]:
    return [_say(value) for value in values]


def _say(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "astimezone"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)
