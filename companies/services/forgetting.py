"""Erasing who somebody was, for good, while the figures stay."""

import pgtrigger
import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from companies.models import (
    ImportRow,
    Invitation,
    JobReport,
    JoinRequest,
    KeptMail,
    Message,
    Registration,
    Submission,
    User,
)
from companies.models.technician import ANONYMISED
from companies.models.user import NOBODY
from companies.refusals import Refused, kindly
from companies.services import company_exports

log = structlog.get_logger(__name__)

NOBODY_KNOWN = {
    "given_names": "",
    "first_surname": ANONYMISED,
    "second_surname": "",
    "curp": None,
    "email": "",
    "job_title": "",
    "occupation": "",
}


def erase_technician(*, technician, abouts, now):
    """Replace everything that says who a technician was: her row, its trail, the messages about
    `abouts` and to her address, rows of uploads, exports of the firm. The caller has locked her and
    may do it."""
    curp, email = technician.curp, technician.email
    for name, value in NOBODY_KNOWN.items():
        setattr(technician, name, value)
    technician.is_active, technician.anonymised_at = False, now
    technician.save()
    with pgtrigger.ignore("companies.TechnicianEvent:append_only"):
        technician.trail.update(**NOBODY_KNOWN)
    ImportRow.objects.filter(
        technician_import__company_id=technician.company_id, cells__icontains=curp
    ).delete()
    _erase_messages(Q(about__in=abouts), address=email)
    _forget_steps(technician)
    company_exports.erase(company_ids=[technician.company_id])


def forget_user(*, user, by, now):
    """Close an account for good and erase whose it was.

    Raises Refused for somebody who still acts for a firm, or who works at CANACINTRA or CAST.
    """
    with kindly():
        user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if user.anonymised_at:
            return user
        if user.is_staff or user.groups.exists():
            raise Refused(_("CANACINTRA takes away the rights of this account first."))
        if user.memberships.exists():
            raise Refused(
                _(
                    "This account still acts for a company. Leave the team first; the last owner"
                    " hands the company over to somebody else."
                )
            )
        email = user.email
        user.email, user.full_name = f"{user.pk}{NOBODY}", ""
        user.is_active, user.is_superuser, user.anonymised_at = False, False, now
        user.set_unusable_password()
        user.save()
        with pgtrigger.ignore("companies.UserEvent:append_only"):
            user.trail.update(email=user.email, full_name="")
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        Submission.objects.filter(user=user).delete()
        Registration.objects.filter(user=user).delete()
        UserSession.objects.filter(user=user).delete()
        named_in = _firms_that_knew(user, email)
        _forget_invitations(email)
        _erase_messages(Q(recipient=user), address=email)
        _forget_steps(user)
        company_exports.erase(company_ids=named_in)
    log.info("user_anonymised", user=user.pk, by=by and by.pk)
    return user


def _firms_that_knew(user, email):
    """The firms that she acted for or wanted to: their exports name her."""
    places = [
        apps.get_model("companies.MembershipEvent").objects.filter(user=user),
        JoinRequest.objects.filter(user=user),
        Invitation.objects.filter(email__iexact=email),
    ]
    return {pk for rows in places for pk in rows.values_list("company_id", flat=True)}


def _erase_messages(concerned, *, address):
    """Empty the messages: that they were sent stays on record, what they said does not."""
    if address:
        concerned |= Q(to_address__iexact=address)
        JobReport.objects.filter(line__contains=address).update(
            line=Replace(F("line"), Value(address), Value("—"))
        )
    messages = Message.objects.filter(concerned)
    KeptMail.objects.filter(to_address__in=messages.values("to_address")).delete()
    messages.filter(state=Message.State.DUE).update(state=Message.State.SUPERSEDED)
    messages.update(context={}, calendar=None, subject="", text="", html="", last_error="")
    if address:
        for message in Message.objects.filter(to_address__iexact=address).order_by("pk"):
            message.to_address = f"{message.pk}{NOBODY}"
            message.save(update_fields=["to_address"])


def _forget_invitations(email):
    for invitation in Invitation.objects.filter(email__iexact=email).order_by("pk"):
        invitation.email, invitation.full_name = f"{invitation.pk}{NOBODY}", ""
        invitation.save(update_fields=["email", "full_name"])
        with pgtrigger.ignore("companies.InvitationEvent:append_only"):
            invitation.trail.update(email=invitation.email)  # type: ignore[attr-defined]


def _forget_steps(obj):
    """Names that the admin wrote down before the trail existed."""
    kind = ContentType.objects.get_for_model(type(obj))
    LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).update(object_repr="")
