"""The directory for outreach as a spreadsheet, one row for each firm."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from companies import tables


def draw(prospects):
    """Return the .xlsx of the prospects, their companies loaded, as bytes; every cell is a text."""
    said = columns()
    rows = [[cell(one) for cell in said.values()] for one in prospects]
    return tables.as_xlsx(list(said), rows, name=_("Directory"))


def columns():
    """What is said of a prospect, by the header of its column."""
    return {
        _("Legal name"): lambda one: one.legal_name,
        _("Name of the establishment"): lambda one: one.trade_name,
        _("Activity"): lambda one: one.activity,
        _("SCIAN class"): lambda one: one.scian_class,
        _("People who work there"): lambda one: one.stratum_words,
        _("Address"): lambda one: one.address,
        _("Postal code"): lambda one: one.postal_code,
        _("Municipality"): lambda one: one.municipality,
        _("Industrial park"): lambda one: one.industrial_park,
        _("Telephone"): lambda one: one.phone,
        _("E-mail"): lambda one: one.email,
        _("E-mail that CANACINTRA found"): lambda one: one.found_email,
        _("Person to speak to"): lambda one: one.found_contact,
        _("Web site"): lambda one: one.website,
        _("Company in the portal"): lambda one: str(one.company or ""),
        _("Invited"): lambda one: _day(one.invited_at),
        _("Not to be written to"): lambda one: one.do_not_contact_reason,
        _("Directory"): lambda one: one.get_source_display(),
        _("Id in the directory"): lambda one: one.source_id,
    }


def _day(moment):
    return localtime(moment).date().isoformat() if moment else ""
