"""The outbox: messages are rows, written with the change they tell and delivered afterwards."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from companies import jobs, message_kinds
from companies.documents import letter
from companies.models import JobReport, Message
from companies.refusals import Refused
from companies.services import reports

DELIVER = "companies.deliver_due"
State = Message.State


class OutsideTransactionError(RuntimeError):
    """A message was about to be written apart from the change it tells."""

    def __init__(self):
        super().__init__("Write messages inside the transaction of the change they tell.")


def write(messages):
    """Keep unsaved messages for delivery, in one statement, and ring for those due at once.

    A message that was written before (same kind, about, version and address) is left as it is, so
    that whoever runs twice tells once. Returns how many are new. Raises OutsideTransactionError
    where the change could be lost and the message kept, or the other way round.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    if not messages:
        return 0
    inserted = []

    def count(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        inserted.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(count):
        Message.objects.bulk_create(messages, ignore_conflicts=True)
    if any(message.due_at <= message.created_at for message in messages):
        jobs.ring(DELIVER)
    return sum(inserted)


def supersede(*, kind, abouts):
    """Withdraw messages of `kind` that are not sent yet, because a newer one says more.

    One that is leaving at this very moment is left alone: waiting for a mail server here would
    keep the caller's locks.
    """
    waiting = Message.objects.filter(kind=kind, about__in=abouts, state=State.DUE)
    free = waiting.select_for_update(skip_locked=True).order_by("pk").values("pk")
    Message.objects.filter(pk__in=free).update(state=State.SUPERSEDED)


def reason_against_resending(message):
    """Say why a message cannot leave again; empty for one that can."""
    if not message.context:
        return _("What this message said was erased: there is nothing to send again.")
    if message.state == State.SUPERSEDED:
        return _("A newer message said more than this one: there is nothing to send again.")
    if letter.has_covered_link(message):
        return _(
            "The secret link of this message was forgotten when it left: there is nothing to send"
            " again. Whoever asks for a link once more gets a new one."
        )
    return ""


@transaction.atomic
def resend(*, message, by, now):
    """Make a message due again, whether it was sent, failed, or waits for its next attempt.

    It is drawn anew from what it was written with, and gets a new Message-ID, so that mail programs
    do not take it for the copy they have. Raises Refused for one that cannot be said again
    (`reason_against_resending`). Returns the message as stored.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    if reason := reason_against_resending(message):
        raise Refused(reason)
    message.state, message.sent_at, message.due_at = State.DUE, None, now
    message.attempts, message.last_error = 0, ""
    message.resends += 1
    message.save(update_fields=["state", "sent_at", "due_at", "attempts", "last_error", "resends"])
    reports.write(
        JobReport.Job.MESSAGES,
        about=f"message:{message.pk}",
        line=lambda: (
            _("%(who)s sends the message “%(kind)s” to %(address)s again.")
            % {
                "who": by,
                "kind": message_kinds.name_of(message.kind),
                "address": message.to_address,
            }
        ),
        now=now,
    )
    jobs.ring(DELIVER)
    return message
