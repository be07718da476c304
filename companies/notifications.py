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
