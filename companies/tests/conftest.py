"""What tests of this floor share."""

import pytest
from django.utils import translation

from companies.services import delivery
from companies.tests.mail_server import MailServer


@pytest.fixture
def mail_server(settings, monkeypatch):
    """A mail server on a real socket, to which this process delivers."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    monkeypatch.setattr(delivery, "_quiet_until", None)
    yield server
    server.stop()


@pytest.fixture
def in_english():
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield
