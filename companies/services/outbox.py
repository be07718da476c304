"""The outbox: messages are rows, written with the change they tell and delivered afterwards."""

from django.db import connection

from companies import jobs
from companies.models import Message

DELIVER = "companies.deliver_due"


class OutsideTransactionError(RuntimeError):
    """A message was about to be written apart from the change it tells."""

    def __init__(self):
        super().__init__("Write messages inside the transaction of the change they tell.")


def write(messages):
    """Keep unsaved messages for delivery, in one statement, and ring for those due at once.

    A message that was written before (same kind, about, version and address) is left as it is, so
    that whoever runs twice tells once. Raises OutsideTransactionError where the change could be
    lost and the message kept, or the other way round.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    if not messages:
        return
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    if any(message.due_at <= message.created_at for message in messages):
        jobs.ring(DELIVER)


def supersede(*, kind, abouts):
    """Withdraw messages of `kind` that are not sent yet, because a newer one says more.

    One that is leaving at this very moment is left alone: waiting for a mail server here would
    keep the caller's locks.
    """
    waiting = Message.objects.filter(kind=kind, about__in=abouts, state=Message.State.DUE)
    free = waiting.select_for_update(skip_locked=True).order_by("pk").values("pk")
    Message.objects.filter(pk__in=free).update(state=Message.State.SUPERSEDED)
