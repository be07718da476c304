"""A worker that dies while a message leaves: really killed, with a mail server on a real socket."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings as portal

from companies.models import Message
from companies.services import delivery
from companies.tests.test_delivery import LATER, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.disaster]

DELIVER = (
    "import django; django.setup()\n"
    "from django.utils import timezone\n"
    "from companies.services.delivery import deliver_due\n"
    "deliver_due(now=timezone.now())"
)


def test_a_killed_worker_leaves_the_message_to_the_next_one(mail_server, portal_environ):
    # Given a worker in the middle of the second of three letters
    sent, interrupted, waiting = write(3)
    mail_server.stall_at = f"rcpt to:<{interrupted.to_address}>"
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", DELIVER],
        cwd=portal.BASE_DIR,
        env={**portal_environ, "EMAIL_URL": mail_server.url},
    )
    assert mail_server.is_stalling.wait(30)
    # When it is killed
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    mail_server.stall_at = ""
    # Then the letters that had left are sent, the others are due, and all leave once
    states = Message.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sent", "due", "due"]
    delivery.deliver_due(now=LATER)
    assert list(states.all()) == ["sent", "sent", "sent"]
    assert [letter["To"] for letter in mail_server.letters] == [
        message.to_address for message in (sent, interrupted, waiting)
    ]
