"""Erasing who somebody was, for good, while the figures stay."""

import pgtrigger
import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext as _

from companies import queries
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
    curp, email = technician.curp, technician.email.lower()
    addresses = _addresses_in(technician.trail) | {email} - {""}
    for name, value in NOBODY_KNOWN.items():
        setattr(technician, name, value)
    technician.is_active, technician.anonymised_at = False, now
    technician.save()
    with pgtrigger.ignore("companies.TechnicianEvent:append_only"):
        technician.trail.update(**NOBODY_KNOWN)
    ImportRow.objects.filter(
        technician_import__company_id=technician.company_id, cells__icontains=curp
    ).delete()
    # Only what is about her: a former address may have been typed wrong, and be somebody else's.
    concerned = Q(about__in=abouts) | Q(address__in={email} - {""})
    _erase_messages(concerned, addresses=addresses)
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
        addresses = _addresses_of(user)
        received = Invitation.objects.filter(Q(email__in=addresses) | Q(accepted_by=user))
        concerned = Q(recipient=user) | Q(address__in=addresses) | _about(user, received)
        _erase_messages(concerned, addresses=addresses | _written_to(user))
        named_in = _firms_that_knew(user, received)
        _erase_invitations(received, now=now)
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
        devices = UserSession.objects.filter(user=user)
        Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
        _forget_steps(user)
        company_exports.erase(company_ids=named_in)
    log.info("user_anonymised", user=user.pk, by=by and by.pk)
    return user


def _firms_that_knew(user, received):
    """The firms that she acted for or wanted to: their exports name her."""
    places = [
        apps.get_model("companies.MembershipEvent").objects.filter(user=user),
        JoinRequest.objects.filter(user=user),
        received,
    ]
    return {pk for rows in places for pk in rows.values_list("company_id", flat=True)}


def forget_invitations(invitations, *, now):
    """Erase whom these invitations were for, with the letters and exports that say so; returns how
    many."""
    with kindly():
        firms = set(invitations.values_list("company_id", flat=True))
        count = _erase_invitations(invitations, now=now)
        company_exports.erase(company_ids=firms)
    return count


def _erase_invitations(invitations, *, now):
    """One that is still open is withdrawn: nobody can accept it any more."""
    invitations = list(invitations.order_by("pk"))
    abouts = [f"invitation:{invitation.pk}" for invitation in invitations]
    addresses = {invitation.email.lower() for invitation in invitations}
    _erase_messages(Q(about__in=abouts), addresses=addresses)
    for invitation in invitations:
        invitation.email, invitation.full_name = f"{invitation.pk}{NOBODY}", ""
        if invitation.accepted_at is None and invitation.withdrawn_at is None:
            invitation.withdrawn_at = now
        invitation.save(update_fields=["email", "full_name", "withdrawn_at"])
        with pgtrigger.ignore("companies.InvitationEvent:append_only"):
            invitation.trail.update(email=invitation.email)
    return len(invitations)


def forget_join_requests(asked):
    """Delete these requests and the letters about them; returns how many requests. Nothing is left
    that the letters could be about."""
    numbers = list(asked.values_list("pk", flat=True))
    Message.objects.filter(about__in=[f"join-request:{pk}" for pk in numbers]).delete()
    JoinRequest.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _addresses_of(user):
    """Every address that is or was hers. One that she only typed is somebody else's, and what is
    written to it stays."""
    typed = user.emailaddress_set.filter(verified=False).values_list("email", flat=True)
    addresses = queries.addresses_of(user) | _addresses_in(user.trail)
    return addresses - {address.lower() for address in typed}


def _addresses_in(trail):
    return {address.lower() for address in trail.values_list("email", flat=True)} - {""}


def _written_to(user):
    return {address.lower() for address in user.messages.values_list("to_address", flat=True)}


def _about(user, received):
    """Find the letters that name her to others: to owners whom she asked, who let her in, and to
    colleagues whom she invited or gave a role."""
    sent = Invitation.objects.filter(invited_by=user)
    ways_in = {"join-request": user.join_requests, "invitation": received | sent}
    abouts = [
        f"{kind}:{pk}" for kind, rows in ways_in.items() for pk in rows.values_list("pk", flat=True)
    ]
    trace = apps.get_model("companies.MembershipEvent").objects.filter(user=user)
    memberships = set(trace.values_list("pgh_obj_id", flat=True))
    firms = {f"company:{pk}" for pk in trace.values_list("company_id", flat=True)}
    names = {str(user), *user.trail.values_list("full_name", flat=True)} - {""}
    return (
        Q(about__in=[f"user:{user.pk}", *abouts])
        | Q(kind="colleague-joined", version__in=memberships)
        | Q(kind="role-changed", about__in=firms, context__by__in=names)
    )


def _erase_messages(concerned, *, addresses):
    """Empty the messages: that they were sent stays on record, what they said does not, nor that
    it was to one of `addresses`. `concerned` may ask for `address`, in small letters."""
    found = Message.objects.annotate(address=Lower("to_address")).filter(concerned)
    messages = Message.objects.filter(pk__in=list(found.values_list("pk", flat=True)))
    KeptMail.objects.annotate(address=Lower("to_address")).filter(
        Q(address__in=addresses)
        | Q(to_address__in=messages.values("to_address"), subject__in=messages.values("subject"))
    ).delete()
    messages.filter(state=Message.State.DUE).update(state=Message.State.SUPERSEDED)
    messages.update(context={}, calendar=None, subject="", text="", html="", last_error="")
    written = set(addresses)  # and as they were written: with capitals
    for message in messages.order_by("pk"):
        if message.to_address.lower() in addresses:
            written.add(message.to_address)
            message.to_address = f"{message.pk}{NOBODY}"
            message.save(update_fields=["to_address"])
    for address in sorted(written):
        JobReport.objects.filter(line__contains=address).update(
            line=Replace(F("line"), Value(address), Value("—"))
        )


def _forget_steps(obj):
    """Names that the admin wrote down before the trail existed."""
    kind = ContentType.objects.get_for_model(type(obj))
    LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).update(object_repr="")
