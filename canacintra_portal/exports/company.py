"""The export of a firm: what one of its owners may see, and nothing of another firm."""

from django.db.models import Q
from django.utils.translation import gettext as _

from canacintra_portal.exports import sheets, taken
from canacintra_portal.exports.archive import pack
from companies.documents import directory_sheet
from companies.models import (
    ChamberMember,
    Company,
    ImportRow,
    Invitation,
    JoinRequest,
    Membership,
    Message,
    Technician,
)
from enrollment import letters
from enrollment.models import Enrollment, EnrollmentRequest

WITH_A_TRAIL = (
    *(Company, Membership, Technician, Invitation, JoinRequest),
    *(EnrollmentRequest, Enrollment),
)


def of_company(company):
    """Gather all data of a firm; returns the bytes of the ZIP and the number of its technicians."""
    technicians = list(company.technicians.known().order_by("pk"))
    members = company.memberships.select_related("user").order_by("pk")
    requests = company.requests.select_related("run__course", "requested_by").order_by("pk")
    seats = Enrollment.objects.filter(company=company)
    rows = ImportRow.objects.filter(technician_import__company=company)
    parts = [
        sheets.as_stored(_("company"), Company, [company]),
        sheets.team(members),
        _invitations(company.invitations),
        _join_requests(company.join_requests),
        sheets.as_stored(_("technicians"), Technician, technicians),
        sheets.requests(requests),
        sheets.enrollments(seats),
        sheets.messages(_messages(company)),
        sheets.uploads(company.technician_imports),
        _rows_of_uploads(rows),
        _member_list(ChamberMember.objects.filter(rfc=company.rfc)),
        sheets.sheet(
            _("directory"),
            directory_sheet.columns(),
            company.prospects.select_related("company").order_by("pk"),
        ),
        sheets.consents([member.user for member in members]),
        sheets.downloads(taken.of_company(company)),
        sheets.exports(company.exports),
        sheets.history(company, WITH_A_TRAIL),
    ]
    return pack(str(company), parts), len(technicians)


def _messages(company):
    """What was written about the firm, its requests, and those whom it lets in."""
    requests = [letters.about(one) for one in company.requests.only("pk")]
    others = {
        "invitation": company.invitations,
        "join-request": company.join_requests,
        "prospect": company.prospects,
    }
    ways_in = [
        f"{kind}:{pk}" for kind, rows in others.items() for pk in rows.values_list("pk", flat=True)
    ]
    return Message.objects.filter(
        Q(about=f"company:{company.pk}") | Q(about__in=[*requests, *ways_in])
    )


def _invitations(invitations):
    columns = {
        _("E-mail"): lambda one: one.email,
        _("Name"): lambda one: one.full_name,
        _("Role"): lambda one: one.get_role_display(),
        _("Invited"): lambda one: one.created_at,
        _("Invited by"): lambda one: sheets.whom(one.invited_by),
        _("Valid until"): lambda one: one.expires_at,
        _("Accepted"): lambda one: one.accepted_at,
        _("Withdrawn"): lambda one: one.withdrawn_at,
    }
    invitations = invitations.select_related("invited_by").order_by("pk")
    return sheets.sheet(_("invitations"), columns, invitations)


def _join_requests(asked):
    columns = {
        _("Name"): lambda one: one.user.full_name,
        _("E-mail"): lambda one: one.user.email,
        _("Asked to join"): lambda one: one.asked_at,
        _("Answered"): lambda one: one.answered_at,
        _("Answered by"): lambda one: sheets.whom(one.answered_by),
        _("Accepted"): lambda one: one.accepted,
        _("Withdrawn"): lambda one: one.withdrawn_at,
    }
    asked = asked.select_related("user", "answered_by").order_by("pk")
    return sheets.sheet(_("requests to join"), columns, asked)


def _rows_of_uploads(rows):
    columns = {
        _("File"): lambda one: one.technician_import.file_name,
        _("Row"): lambda one: one.number,
        _("Verdict"): lambda one: one.get_verdict_display(),
        _("Cells"): lambda one: " | ".join(map(str, one.cells)),
    }
    rows = rows.select_related("technician_import").order_by("technician_import", "number")
    return sheets.sheet(_("rows of uploads"), columns, rows)


def _member_list(entries):
    columns = {
        _("RFC"): lambda one: one.rfc,
        _("Name"): lambda one: one.name,
        _("In the list since"): lambda one: one.listed_at,
        _("No longer in the list since"): lambda one: one.gone_at,
    }
    return sheets.sheet(_("member list"), columns, entries)
