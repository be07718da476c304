"""Sends what is due in the outbox. Runs in a worker, never in a web request."""

import smtplib
import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.core import mail
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import message_kinds
from companies.documents import letter
from companies.models import JobReport, Message
from companies.services import reports

log = structlog.get_logger(__name__)

ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)  # doubled each time: the eighth attempt is two hours later
PAUSE_OF_THE_SERVER = timedelta(seconds=30)
PAUSE_OF_COMPLAINTS = timedelta(minutes=15)
# A worker that sends answers nobody: after a batch the others in its queue have their turn.
LETTERS_OF_A_BATCH = 50
SECONDS_OF_A_BATCH = 5

# The same number on every machine: whoever holds this lock of the database is the one who sends.
LOCK = 7_245_510_311

_quiet_until = None


class ServerUnreachableError(Exception):
    """No connection to the mail server: no message is to blame."""


@dataclass
class Delivery:
    """What one batch did. `failure` says why it ended early, when the mail server is the reason."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    failure: str = ""
    has_more: bool = False

    @property
    def handled(self):
        return self.sent + self.postponed + self.failed


def deliver_due(*, now, limit=LETTERS_OF_A_BATCH):
    """Send up to `limit` messages that are due, over one connection, and commit after each.

    Each row is locked while it leaves, and rows that another worker has locked are skipped: safe
    on several workers. One of them sends at a time, and another returns at once, so that letters
    never keep all workers from other jobs. A message that the server refuses is due again later,
    with growing pauses, and fails for good after ATTEMPTS. Where the server itself is the trouble
    the batch ends, no message loses an attempt, and this process leaves the server alone for
    PAUSE_OF_THE_SERVER, so that workers are not kept from other jobs. Writes a line for staff.
    Returns a Delivery.
    """
    global _quiet_until
    delivery = Delivery()
    if _quiet_until and now < _quiet_until:
        return delivery
    stop_at = time.monotonic() + SECONDS_OF_A_BATCH
    post = mail.get_connection()
    try:
        while _deliver_next(post, delivery, now) and not delivery.failure:
            if delivery.handled >= limit or time.monotonic() > stop_at:
                delivery.has_more = Message.objects.due(now).exists()
                break
    except ServerUnreachableError as error:
        delivery.failure = str(error)
    finally:
        post.close()
    _quiet_until = now + PAUSE_OF_THE_SERVER if delivery.failure else None
    _report(delivery, now)
    return delivery


@transaction.atomic
def _deliver_next(post, delivery, now):
    """Send one message and store what became of it; False when none is due, or another worker is
    sending."""
    if not _is_the_only_one():
        return False
    message = (
        Message.objects.due(now)
        .select_for_update(skip_locked=True)
        .order_by("due_at", "pk")
        .first()
    )
    if message is None:
        return False
    try:
        email = letter.compose(message)
    except Exception as error:
        log.exception("message_not_drawn", message=message.pk)
        _postpone(message, error, delivery, now)
        return True
    _open(post)
    try:
        post.send_messages([email])
    except Exception as error:  # each kind of mail server has errors of its own
        if _is_trouble_of_the_server(error):
            delivery.failure = _say(error)
        if _is_refused_by_the_server(error):
            message.due_at, message.last_error = now + FIRST_PAUSE, _say(error)
            message.save(update_fields=["due_at", "last_error"])
            delivery.postponed += 1
        else:
            _postpone(message, error, delivery, now)
        return True
    message.state, message.sent_at, message.last_error = Message.State.SENT, now, ""
    message.attempts += 1
    letter.cover_link(message)
    drawn = ["subject", "text", "html", "context"]
    message.save(update_fields=["state", "sent_at", "last_error", "attempts", *drawn])
    delivery.sent += 1
    return True


def _is_the_only_one():
    """Take the lock of whoever sends until the transaction ends, as it also does when a worker is
    killed. Between two messages another worker may take it, and goes on with what is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _open(post):
    try:
        post.open()
    except OSError as error:  # smtplib's errors are OSErrors too
        raise ServerUnreachableError(_say(error)) from error


def _is_trouble_of_the_server(error):
    """Tell a server in trouble, where the next message would fare no better, from a message that
    it does not take."""
    return _is_refused_by_the_server(error) or (
        isinstance(error, OSError)
        and not isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError))
    )


def _is_refused_by_the_server(error):
    """The server says itself that it takes nothing now (or nothing from us): RFC 5321, 4.2.1.

    A connection that breaks is none of these: a message that breaks it must run out of attempts.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 400 <= error.smtp_code < 500
    return isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError))


def _postpone(message, error, delivery, now):
    """Count an attempt: later again, or never."""
    message.attempts += 1
    message.last_error = _say(error)
    if message.attempts < ATTEMPTS:
        message.due_at = now + FIRST_PAUSE * 2 ** (message.attempts - 1)
        delivery.postponed += 1
    else:
        message.state = Message.State.FAILED
        delivery.failed += 1
        reports.write(
            JobReport.Job.MESSAGES,
            about=f"message:{message.pk}",
            line=lambda: (
                _("The message “%(kind)s” to %(address)s could not be sent: %(error)s")
                % {
                    "kind": message_kinds.name_of(message.kind),
                    "address": message.to_address,
                    "error": message.last_error,
                }
            ),
            now=now,
            is_problem=True,
        )
    message.save(update_fields=["state", "attempts", "due_at", "last_error"])


def _say(error):
    return f"{type(error).__name__}: {error}"[:500]


def _report(delivery, now):
    if delivery.sent or delivery.postponed:
        reports.write(JobReport.Job.MESSAGES, line=lambda: _line_about(delivery), now=now)
    if delivery.failure and not _complained_lately(now):
        reports.write(
            JobReport.Job.MESSAGES,
            about="mail-server",
            line=lambda: (
                _("The mail server takes no messages; they wait for it. It says: %(error)s")
                % {"error": delivery.failure}
            ),
            now=now,
            is_problem=True,
        )


def _line_about(delivery):
    parts = []
    if delivery.sent:
        words = ngettext("%(n)s message sent", "%(n)s messages sent", delivery.sent)
        parts.append(words % {"n": delivery.sent})
    if delivery.postponed:
        words = ngettext(
            "%(n)s message will be tried again",
            "%(n)s messages will be tried again",
            delivery.postponed,
        )
        parts.append(words % {"n": delivery.postponed})
    return f"{', '.join(parts)}."


def _complained_lately(now):
    return JobReport.objects.filter(
        job=JobReport.Job.MESSAGES, about="mail-server", at__gt=now - PAUSE_OF_COMPLAINTS
    ).exists()
