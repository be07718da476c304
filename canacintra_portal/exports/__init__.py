"""All that the portal keeps of a firm or of a person, gathered from every floor into one ZIP."""

from django.utils.translation import gettext as _

from canacintra_portal.exports import sheets
from canacintra_portal.exports.archive import pack
from canacintra_portal.exports.sheets import Sheet
from companies.models import Company, Download, Invitation, JoinRequest, Membership, Technician
from enrollment.models import Enrollment, EnrollmentRequest

OF_A_COMPANY = (Company, Membership, Technician, Invitation, JoinRequest, EnrollmentRequest)


def of_company(company):
    """Gather all data of a firm; returns the bytes of the ZIP and the number of its technicians."""
    technicians = list(company.technicians.known().order_by("pk"))
    members = company.memberships.select_related("user").order_by("pk")
    requests = company.requests.select_related("run__course", "requested_by").order_by("pk")
    seats = Enrollment.objects.filter(company=company)
    parts = [
        sheets.as_stored(_("company"), Company, [company]),
        sheets.team(members),
        sheets.as_stored(_("technicians"), Technician, technicians),
        sheets.requests(requests),
        sheets.enrollments(seats),
        sheets.consents([member.user for member in members]),
        sheets.downloads(Download.objects.filter(about=f"company:{company.pk}")),
        sheets.history(company, OF_A_COMPANY),
    ]
    return pack(str(company), parts), len(technicians)


def of_user(user):
    """Gather all that is kept of somebody who signs in; returns the bytes of the ZIP."""
    messages = user.messages.order_by("pk").values_list("created_at", "kind", "subject")
    parts = [
        Sheet(
            _("account"),
            [_("Name"), _("E-mail"), _("Language"), _("Since"), _("Last sign-in")],
            [
                sheets.said(
                    [user.full_name, user.email, user.language, user.date_joined, user.last_login]
                )
            ],
        ),
        sheets.memberships(user.memberships.select_related("company").order_by("pk")),
        sheets.consents([user]),
        sheets.downloads(user.downloads),
        Sheet(
            _("messages"),
            [_("When"), _("What"), _("Subject")],
            [sheets.said(one) for one in messages],
        ),
        sheets.history(user, (type(user), Membership)),
    ]
    return pack(str(user), parts)


def of_technician(technician, *, whole_curp):
    """Gather all that is kept of a technician, for who asks by right; returns the bytes."""
    person = sheets.as_stored(_("technician"), Technician, [technician])
    if not whole_curp:
        masked = [
            [technician.masked_curp if cell == technician.curp else cell for cell in row]
            for row in person.rows
        ]
        person = Sheet(person.name, person.headers, masked)
    parts = [
        person,
        sheets.enrollments(technician.enrollments),
        sheets.history(technician, (Technician,)),
    ]
    return pack(str(technician), parts)
