"""Tells whoever waits unusually long for an answer that the request is kept."""

from django.db import transaction

from companies.services import outbox
from enrollment import notifications, queries


@transaction.atomic
def write_due(*, now):
    """Write to everybody whose request was not answered within a minute that it is kept, once.

    Normally the answer comes within a second and there is nobody to write to. A request that is
    being answered at this moment is left alone. Returns how many messages are new.
    """
    late = queries.owed_a_receipt(asked_before=now - notifications.TIME_FOR_THE_ANSWER)
    return outbox.write(
        [
            message
            for request in late
            for message in notifications.received(request=request, now=now)
        ]
    )
