"""The export of somebody who signs in. She reads nothing in it that no page or letter told her."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from canacintra_portal.exports import sheets
from canacintra_portal.exports.archive import pack
from companies import queries
from companies.models import (
    CompanyExport,
    Invitation,
    Membership,
    Message,
    Registration,
    TechnicianImport,
    User,
)
from companies.models.user import GroupMember
from companies.sections import SECTIONS
from enrollment.models import EnrollmentRequest


def of_user(user):
    """Gather all that is kept of somebody who signs in; returns the bytes of the ZIP."""
    addresses = queries.addresses_of(user)
    received = Invitation.objects.filter(Q(email__in=addresses) | Q(accepted_by=user))
    uploaded = TechnicianImport.objects.filter(Q(uploaded_by=user) | Q(storing_by=user))
    changed = EnrollmentRequest.objects.filter(enrollments__changed_by=user)
    requests = EnrollmentRequest.objects.filter(
        Q(requested_by=user) | Q(ended_by=user) | Q(pk__in=changed.values("pk"))
    )
    own = Message.objects.annotate(address=Lower("to_address"))
    parts = [
        _account(user),
        _addresses(EmailAddress.objects.filter(user=user)),
        _second_factors(Authenticator.objects.filter(user=user)),
        _devices(UserSession.objects.filter(user=user)),
        sheets.memberships(user.memberships.select_related("company").order_by("pk")),
        _join_requests(user.join_requests),
        _invitations_received(received),
        _invitations_sent(Invitation.objects.filter(invited_by=user)),
        _registration(Registration.objects.filter(user=user).first()),
        _requests(requests, user),
        sheets.uploads(uploaded),
        sheets.exports(CompanyExport.objects.filter(asked_by=user)),
        sheets.consents([user]),
        sheets.downloads(user.downloads),
        sheets.messages(own.filter(Q(recipient=user) | Q(address__in=addresses))),
        sheets.history(user, (User, Membership, GroupMember)),
    ]
    return pack(str(user), parts)


def _account(user):
    rights = [_("CANACINTRA")] * user.is_staff + [
        group.name for group in user.groups.order_by("pk")
    ]
    columns = {
        _("Name"): lambda one: one.full_name,
        _("E-mail"): lambda one: one.email,
        _("Language"): lambda one: one.language,
        _("Since"): lambda one: one.date_joined,
        _("Last sign-in"): lambda one: one.last_login,
        _("Rights"): lambda one: ", ".join(dict.fromkeys(rights)),
    }
    return sheets.sheet(_("account"), columns, [user])


def _addresses(addresses):
    columns = {
        _("E-mail"): lambda one: one.email,
        _("Confirmed"): lambda one: one.verified,
        _("Primary"): lambda one: one.primary,
    }
    return sheets.sheet(_("addresses"), columns, addresses.order_by("pk"))


def _second_factors(factors):
    """Their names only: what is secret in them opens the account."""
    columns = {
        _("Second step"): str,
        _("Set up"): lambda one: one.created_at,
        _("Last used"): lambda one: one.last_used_at,
    }
    return sheets.sheet(_("second steps"), columns, factors.order_by("pk"))


def _devices(sessions):
    columns = {
        _("Device"): lambda one: one.user_agent,
        _("Network address"): lambda one: one.ip,
        _("Since"): lambda one: one.created_at,
        _("Last seen"): lambda one: one.last_seen_at,
    }
    return sheets.sheet(_("devices"), columns, sessions.order_by("pk"))


def _join_requests(asked):
    """A firm that did not let her in is told by the RFC that she typed, and no more."""
    columns = {
        _("RFC"): lambda one: one.company.rfc,
        _("Company"): lambda one: one.company if one.accepted else "",
        _("Asked to join"): lambda one: one.asked_at,
        _("Answered"): lambda one: one.answered_at,
        _("Accepted"): lambda one: one.accepted,
        _("Withdrawn"): lambda one: one.withdrawn_at,
    }
    asked = asked.select_related("company").order_by("pk")
    return sheets.sheet(_("requests to join"), columns, asked)


def _invitations_received(invitations):
    columns = {
        _("Company"): lambda one: one.company,
        _("Role"): lambda one: one.get_role_display(),
        _("E-mail"): lambda one: one.email,
        _("Name"): lambda one: one.full_name,
        **_course_of_invitations(),
    }
    invitations = invitations.select_related("company").order_by("pk")
    return sheets.sheet(_("invitations received"), columns, invitations)


def _invitations_sent(invitations):
    """Without whom she invited: those are data of others, and stand in the export of the firm."""
    columns = {
        _("Company"): lambda one: one.company,
        _("Role"): lambda one: one.get_role_display(),
        **_course_of_invitations(),
    }
    invitations = invitations.select_related("company").order_by("pk")
    return sheets.sheet(_("invitations sent"), columns, invitations)


def _course_of_invitations():
    return {
        _("Invited"): lambda one: one.created_at,
        _("Valid until"): lambda one: one.expires_at,
        _("Accepted"): lambda one: one.accepted_at,
        _("Withdrawn"): lambda one: one.withdrawn_at,
    }


def _registration(registration):
    answers = registration.answers if registration else {}
    rows = [
        sheets.said([section.name, _label(section, name), value, registration.updated_at])
        for section in SECTIONS
        for name, value in answers.get(section.slug, {}).items()
    ]
    headers = [_("Part"), _("Question"), _("Answer"), _("Last changed")]
    return sheets.Sheet(_("unfinished registration"), headers, rows)


def _label(section, name):
    field = section.base_fields.get(name)
    return field.label if field else name


def _requests(requests, user):
    """Without the technicians: they stand in the export of the firm."""
    columns = {
        _("Number"): lambda one: one.pk,
        _("Company"): lambda one: one.company,
        _("Course"): lambda one: one.run.course.name,
        _("Group"): lambda one: one.run.code,
        _("Requested"): lambda one: one.requested_at,
        _("Requested by you"): lambda one: one.requested_by_id == user.pk,
        _("State"): lambda one: one.get_state_display(),
        _("Ended"): lambda one: one.ended_at,
        _("Ended by you"): lambda one: one.ended_by_id == user.pk,
        _("Seats that you gave up or passed on"): lambda one: one.changed,
        _("Version of the privacy notice"): lambda one: one.privacy_version,
    }
    own_changes = Count("enrollments", filter=Q(enrollments__changed_by=user))
    requests = requests.select_related("company", "run__course").annotate(changed=own_changes)
    requests = requests.order_by("pk")
    return sheets.sheet(_("requests"), columns, requests)
