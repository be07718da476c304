"""One function per message about a firm. Each returns unsaved rows for the outbox."""

from django.conf import settings

from companies.models import Membership, Message
from companies.rules import size


def company_received(*, company, user, now):
    """Tell who registered a firm that it was received and what happens next."""
    return [
        Message(
            kind="company-received",
            about=f"company:{company.pk}",
            recipient=user,
            to_address=user.email,
            language=user.language,
            template="companies/emails/company_received.html",
            context={
                "greeting": user.full_name,
                "company": company.legal_name,
                "rfc": company.rfc,
            },
            created_at=now,
            due_at=now,
        )
    ]


def large_company_admitted(*, company, users, now):
    """Tell the HR people of a large firm that it may enroll in open courses all the same."""
    return [
        Message(
            kind="large-company-admitted",
            about=f"company:{company.pk}",
            recipient=user,
            to_address=user.email,
            language=user.language,
            template="companies/emails/large_company_admitted.html",
            context={"greeting": user.full_name, "company": company.legal_name},
            created_at=now,
            due_at=now,
        )
        for user in users
    ]


def company_approved(*, company, users, now):
    """Tell the HR people of a firm that its requests can be confirmed from now on, or that a large
    firm has to be let in first."""
    return [
        Message(
            kind="company-approved",
            about=f"company:{company.pk}",
            recipient=user,
            to_address=user.email,
            language=user.language,
            template="companies/emails/company_approved.html",
            context={
                "greeting": user.full_name,
                "company": company.legal_name,
                "is_kept_out": size.is_kept_out(company),
                "contact": settings.CONTACT_ADDRESS,
            },
            created_at=now,
            due_at=now,
        )
        for user in users
    ]


def company_refused(*, company, users, courses, now):
    """Tell the HR people of a firm that it was not approved, why, and what they can do about it.

    `courses` are the names of those whose requests ended with it.
    """
    return [
        Message(
            kind="company-refused",
            about=f"company:{company.pk}",
            version=int(now.timestamp()) // 60,  # refused, let in and refused again is told again
            recipient=user,
            to_address=user.email,
            language=user.language,
            template="companies/emails/company_refused.html",
            context={
                "greeting": user.full_name,
                "company": company.legal_name,
                "reason": company.refusal_reason,
                "courses": courses,
                "contact": settings.CONTACT_ADDRESS,
            },
            created_at=now,
            due_at=now,
        )
        for user in users
    ]


def prospect_invited(*, prospect, key, now):
    """Invite a firm of a public directory, and say how it is left alone; `key` is that of its
    links."""
    return [
        Message(
            kind="prospect-invited",
            about=f"prospect:{prospect.pk}",
            to_address=prospect.invited_address,
            language=settings.LANGUAGE_CODE,
            template="companies/emails/prospect_invited.html",
            context={
                "company": str(prospect),
                "directory": prospect.get_source_display(),
                "is_listed_address": prospect.invited_address == prospect.email,
                "contact_name": prospect.found_contact,
                "key": key,
                "contact": settings.CONTACT_ADDRESS,
            },
            created_at=now,
            due_at=now,
        )
    ]


def access(*, user, company, link, now):
    """Tell a person that she may sign in, and for which firm; `link` leads to choosing a password
    and is empty for somebody who has one."""
    return [
        Message(
            kind="access",
            about=f"company:{company.pk}" if company else f"user:{user.pk}",
            version=int(now.timestamp()) // 60,  # twice in a minute is a double click
            recipient=user,
            to_address=user.email,
            language=user.language,
            template="companies/emails/access.html",
            context={
                "greeting": user.full_name,
                "company": company.legal_name if company else "",
                "link": link,
            },
            created_at=now,
            due_at=now,
        )
    ]


def colleague_invited(*, invitation, reader, link, now):
    """Invite somebody to act for a firm; `reader` is who signs in with the address, or None.

    `link` is a secret: it stays out of what staff can read (documents/letter.py).
    """
    return [
        Message(
            kind="colleague-invited",
            about=f"invitation:{invitation.pk}",
            version=invitation.letters,
            recipient=reader,
            to_address=invitation.email,
            language=reader.language if reader else invitation.invited_by.language,
            template="companies/emails/colleague_invited.html",
            context={
                "greeting": reader.full_name if reader else invitation.full_name,
                "company": invitation.company.legal_name,
                "inviter": str(invitation.invited_by),
                "is_owner": invitation.role == Membership.Role.OWNER,
                "valid_until": invitation.expires_at.isoformat(),
                "link": link,
            },
            created_at=now,
            due_at=now,
        )
    ]


def colleague_joined(*, membership, to, now):
    """Tell the owner who invited somebody that she came."""
    return [
        _to(
            to,
            "colleague-joined",
            about=f"company:{membership.company_id}",
            version=membership.pk,
            now=now,
            company=membership.company.legal_name,
            person=str(membership.user),
            address=membership.user.email,
            is_owner=membership.role == Membership.Role.OWNER,
        )
    ]


def asked_to_join(*, asked, owners, now):
    """Tell the owners of a firm who asks to act for it."""
    return [
        _to(
            owner,
            "asked-to-join",
            about=f"join-request:{asked.pk}",
            now=now,
            company=asked.company.legal_name,
            person=asked.user.full_name,
            address=asked.user.email,
        )
        for owner in owners
    ]


def join_answered(*, asked, now):
    """Tell somebody who asked to join a firm what it answered; a no does not even name the firm."""
    return [
        _to(
            asked.user,
            "join-answered",
            about=f"join-request:{asked.pk}",
            now=now,
            is_accepted=asked.accepted,
            company=asked.company.legal_name if asked.accepted else "",
            rfc=asked.company.rfc,
        )
    ]


def role_changed(*, membership, by, now):
    """Tell somebody that she is an owner of the firm now, or a member."""
    return [
        _to(
            membership.user,
            "role-changed",
            about=f"company:{membership.company_id}",
            version=int(now.timestamp()),
            now=now,
            company=membership.company.legal_name,
            is_owner=membership.role == Membership.Role.OWNER,
            by="CANACINTRA" if by.is_staff else str(by),
        )
    ]


def removed(*, company, user, now):
    """Tell somebody that she no longer acts for the firm."""
    return [
        _to(
            user,
            "removed",
            about=f"company:{company.pk}",
            version=int(now.timestamp()),
            now=now,
            company=company.legal_name,
        )
    ]


def _to(user, kind, *, about, now, version=1, **words):
    return Message(
        kind=kind,
        about=about,
        version=version,
        recipient=user,
        to_address=user.email,
        language=user.language,
        template=f"companies/emails/{kind.replace('-', '_')}.html",
        context={"greeting": user.full_name, **words},
        created_at=now,
        due_at=now,
    )
