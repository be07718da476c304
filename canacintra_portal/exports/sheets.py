"""The sheets of an export: what is kept of one kind, as finished words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from canacintra_portal.history import reading

NOT_SAID = {"id", "password", "company", "user", "anonymised_at"}


@dataclass(frozen=True)
class Sheet:
    name: str
    headers: list[str]
    rows: list[list[str]]


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
        return _("CANACINTRA") if getattr(related, "is_staff", False) else related
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
    headers = [_("When"), _("Who"), _("What"), _("Form"), _("People"), _("With whole CURPs")]
    rows = [
        said(
            [
                *(one.at, _("CANACINTRA") if one.by.is_staff else one.by),
                *(one.get_what_display(), one.form, one.people, one.whole_curps),
            ]
        )
        for one in noted.select_related("by").order_by("pk")
    ]
    return Sheet(_("downloads"), headers, rows)


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
