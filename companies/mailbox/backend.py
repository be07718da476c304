"""The mail server of the demo: a table."""

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from companies.models import KeptMail


class KeepingBackend(BaseEmailBackend):
    """Keeps a copy of each e-mail for each of its addresses; nothing leaves the machine."""

    def send_messages(self, email_messages):
        kept = [
            KeptMail(
                to_address=address.lower(),
                subject=email.subject[:255],
                source=email.message().as_bytes(linesep="\r\n"),
            )
            for email in email_messages
            for address in email.recipients()
        ]
        with transaction.atomic():
            KeptMail.objects.bulk_create(kept)
        return len(email_messages)
