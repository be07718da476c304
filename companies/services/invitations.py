"""Inviting a colleague by e-mail, and coming in by the link of the letter."""

import hashlib
import secrets
from datetime import timedelta

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from companies import notifications
from companies.models import Invitation, JoinRequest, User
from companies.refusals import Refused, kindly
from companies.services import locks, outbox, teams

LIFETIME = timedelta(days=14)
MOST_A_DAY = 20
MOST_LETTERS = 5
PAUSE_BETWEEN_LETTERS = timedelta(minutes=5)

log = structlog.get_logger(__name__)


def invite(*, company, email, full_name, role, by, now):
    """Invite whoever reads `email` to act for the firm, and write her the letter with the link.

    Says nothing about whether somebody signs in with this address. Raises Refused when it is
    invited already, belongs to a colleague or to somebody who asks to join, when the firm has sent
    many today (each is a letter to a stranger), or when `by` is no owner of the firm.
    """
    email = email.lower()
    with kindly():
        company = locks.company(company.pk)
        teams.refuse_unless_owner(company, by)
        if company.users.filter(email__iexact=email).exists():
            raise Refused(_("This person already acts for the company."))
        asking = company.join_requests.open().filter(user__email__iexact=email).first()
        if asking:
            raise Refused(
                _("%(name)s already asks to join: answer on the page of the team.")
                % {"name": asking.user}
            )
        earlier = company.invitations.filter(created_at__gt=now - timedelta(days=1))
        if earlier.count() >= MOST_A_DAY:
            raise Refused(
                _("Your company sent %(count)s invitations today. Please go on tomorrow.")
                % {"count": MOST_A_DAY}
            )
        standing = company.invitations.open().filter(email__iexact=email).first()
        if standing and not standing.has_expired(now):
            raise Refused(_("This address is already invited. You can send the letter again."))
        if standing:
            company.invitations.filter(pk=standing.pk).update(withdrawn_at=now)
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            company=company,
            email=email,
            full_name=full_name,
            role=role,
            digest=digest_of(token),
            invited_by=by,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        _write_letter(invitation, token, now)
    log.info("colleague_invited", invitation=invitation.pk, company=company.pk, by=by.pk)
    return invitation


def send_again(*, invitation, by, now):
    """Write the letter once more, with a new link that is valid anew; the former link ends.

    Raises Refused when it was accepted or withdrawn, right after the last letter, and after
    MOST_LETTERS: whoever does not want to come must not be pressed.
    """
    with kindly():
        company = locks.company(invitation.company_id)
        teams.refuse_unless_owner(company, by)
        invitation = _open(invitation)
        if invitation.letters >= MOST_LETTERS:
            raise Refused(
                _("%(address)s got %(count)s letters already. Please ask the person directly.")
                % {"address": invitation.email, "count": invitation.letters}
            )
        if now < invitation.expires_at - LIFETIME + PAUSE_BETWEEN_LETTERS:
            raise Refused(_("The letter left a moment ago. Please wait some minutes."))
        token = secrets.token_urlsafe(32)
        invitation.digest, invitation.expires_at = digest_of(token), now + LIFETIME
        invitation.letters += 1
        invitation.save(update_fields=["digest", "expires_at", "letters"])
        outbox.supersede(kind="colleague-invited", abouts=[f"invitation:{invitation.pk}"])
        _write_letter(invitation, token, now)
    log.info("invitation_sent_again", invitation=invitation.pk, by=by.pk)
    return invitation


def withdraw(*, invitation, by, now):
    """End an invitation; its link leads nowhere from now on."""
    with kindly():
        company = locks.company(invitation.company_id)
        teams.refuse_unless_owner(company, by)
        invitation = _open(invitation)
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)
        outbox.supersede(kind="colleague-invited", abouts=[f"invitation:{invitation.pk}"])
    log.info("invitation_withdrawn", invitation=invitation.pk, by=by.pk)


def accept(*, invitation, by, now):
    """Let `by`, who opened the link of the letter, act for the firm, and tell who invited her.

    Only somebody who signs in with the address that got the letter: a link that was passed on must
    not let a stranger in. Returns the membership. Raises Refused with a sentence for each other
    case.
    """
    with kindly():
        company = locks.company(invitation.company_id)
        invitation = Invitation.objects.select_related("company").get(pk=invitation.pk)
        if reason := reason_against(invitation, user=by, now=now):
            raise Refused(reason)
        if invitation.full_name and not by.full_name:
            User.objects.filter(pk=by.pk).update(full_name=invitation.full_name)
        membership = teams.join(company=company, user=by, role=invitation.role)
        invitation.accepted_at, invitation.accepted_by = now, by
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        JoinRequest.objects.open().filter(company=company, user=by).update(
            answered_at=now, answered_by=invitation.invited_by, accepted=True
        )
        if invitation.invited_by in teams.active_owners(company):
            outbox.write(
                notifications.colleague_joined(
                    membership=membership, to=invitation.invited_by, now=now
                )
            )
    log.info("invitation_accepted", invitation=invitation.pk, by=by.pk)
    return membership


def reason_against(invitation, *, user, now):
    """Say why this invitation does not let `user` in (a visitor is None); "" when it does."""
    if invitation.withdrawn_at:
        return _("This invitation was withdrawn. Ask the person who invited you.")
    if invitation.accepted_at:
        return _("This invitation was already used.")
    if invitation.has_expired(now):
        return _("This invitation is no longer valid. Ask for a new one.")
    if user and not _reads(user, invitation.email):
        return _("This invitation was sent to %(address)s, and you signed in with %(own)s.") % {
            "address": invitation.email,
            "own": user.email,
        }
    return ""


def find(token):
    """Return the invitation whose letter carries this secret, whatever became of it, or None."""
    return Invitation.objects.filter(digest=digest_of(token)).first()


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def _reads(user, address):
    own = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return user.email.lower() == address.lower() or own.exists()


def _open(invitation):
    invitation = Invitation.objects.select_related("company", "invited_by").get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Refused(_("%(address)s is in already.") % {"address": invitation.email})
    if invitation.withdrawn_at:
        raise Refused(_("A colleague has already withdrawn this invitation."))
    return invitation


def _write_letter(invitation, token, now):
    link = settings.PORTAL_URL + reverse("companies:invitation", args=[token])
    reader = User.objects.filter(email__iexact=invitation.email).first()
    outbox.write(
        notifications.colleague_invited(invitation=invitation, reader=reader, link=link, now=now)
    )
