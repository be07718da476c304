"""One function per message about a firm. Each returns unsaved rows for the outbox."""

from django.conf import settings

from companies.models import Message


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


def company_approved(*, company, users, now):
    """Tell the HR people of a firm that its requests can be confirmed from now on."""
    return [
        Message(
            kind="company-approved",
            about=f"company:{company.pk}",
            recipient=user,
            to_address=user.email,
            language=user.language,
            template="companies/emails/company_approved.html",
            context={"greeting": user.full_name, "company": company.legal_name},
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
