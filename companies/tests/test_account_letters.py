"""Whoever's account changes is told, in the look of every other letter and in the own language."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.test import RequestFactory

from companies.accounts import CHANGES
from companies.documents import letter
from companies.models import Message
from companies.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def adapter():
    request = RequestFactory().get("/")
    with request_context(request):
        yield get_adapter(request)


@pytest.mark.parametrize("occasion", CHANGES)
@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_every_change_has_words_and_a_way_out(adapter, occasion, language):
    user = UserFactory(language=language)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    adapter.send_notification_mail(occasion, user, {"to_email": "nueva@ejemplo.invalid"})
    message = Message.objects.get()
    email = letter.compose(message)
    assert (message.recipient, message.language) == (user, language)
    assert email.to == [user.email]
    assert len(email.subject) > 10
    assert "/cuenta/password/reset/" in email.body
    assert "<html" in email.alternatives[0].content


def test_a_change_of_address_is_told_to_the_old_one_and_names_the_new(adapter):
    user = UserFactory(email="nueva@ejemplo.invalid")
    adapter.send_notification_mail(
        "account/email/email_changed",
        user,
        {"from_email": "vieja@ejemplo.invalid", "to_email": user.email},
        email="vieja@ejemplo.invalid",
    )
    email = letter.compose(Message.objects.get())
    assert email.to == ["vieja@ejemplo.invalid"]
    assert user.email in email.body
