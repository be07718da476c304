"""One function per message about a firm. Each returns unsaved rows for the outbox."""

from companies.models import Message


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
