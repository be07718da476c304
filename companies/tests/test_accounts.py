"""Signing in and getting back in, in the words of the portal."""

import re

import pytest
from django.core import mail

from companies.accounts import SignInBackend
from companies.documents import letter
from companies.models import Message, User
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

IN_ENGLISH = {"headers": {"accept-language": "en"}}


def drawn():
    """The letters in the outbox, as they will leave."""
    return [letter.compose(message) for message in Message.objects.order_by("pk")]


def ask_for_a_password(client, address):
    return client.post("/cuenta/password/reset/", {"email": address}, **IN_ENGLISH)


def test_hr_chooses_a_password_through_a_link_and_is_let_in(client):
    hr = MembershipFactory(user__language="en").user
    ask_for_a_password(client, hr.email)
    [email] = drawn()
    assert email.subject == "Choose your password for the open courses"
    link = re.search(r"http://127.0.0.1:8000(\S+key\S+)", email.body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    words = "warm-copper-41-sand"
    client.post(form, {"password1": words})
    client.post("/cuenta/login/", {"login": hr.email, "password": words})
    hr.refresh_from_db()
    assert hr.check_password(words)


def test_an_unknown_address_gets_the_same_answer_and_a_letter_that_helps(client):
    known = ask_for_a_password(client, UserFactory().email)
    unknown = ask_for_a_password(client, "nobody@ejemplo.invalid")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    of_known, of_unknown = drawn()
    assert of_unknown.to == ["nobody@ejemplo.invalid"]
    assert "/cuenta/signup/" in of_unknown.body
    assert "/cuenta/password/reset/key/" in of_known.body


def test_no_letter_about_an_account_leaves_inside_a_request(client):
    ask_for_a_password(client, UserFactory().email)
    assert mail.outbox == []


def test_a_link_that_opens_an_account_is_covered_once_it_has_left(client):
    ask_for_a_password(client, UserFactory().email)
    message = Message.objects.get()
    email = letter.compose(message)
    assert "/key/" in email.body
    assert "/key/" not in message.text + message.html
    assert letter.HIDDEN in message.text


def test_links_lead_to_the_portal_whatever_host_the_request_claims(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/cuenta/password/reset/", {"email": UserFactory().email}, HTTP_HOST="evil.invalid")
    assert "evil" not in drawn()[0].body


def test_two_clicks_in_a_minute_send_one_letter(client):
    known = UserFactory().email
    for _click in range(2):
        ask_for_a_password(client, known)
    assert Message.objects.count() == 1


def test_the_signed_in_person_comes_with_what_the_header_needs(django_assert_num_queries):
    hr = MembershipFactory().user
    coordinator = UserFactory(cast=True)
    with django_assert_num_queries(2):
        loaded = [SignInBackend().get_user(user.pk) for user in (hr, coordinator)]
    assert [(user.is_company_user, user.is_cast) for user in loaded] == [
        (True, False),
        (False, True),
    ]


def test_somebody_whose_account_is_gone_or_closed_is_nobody():
    closed = UserFactory(is_active=False)
    assert SignInBackend().get_user(closed.pk) is None
    assert SignInBackend().get_user(User.objects.order_by("-pk").first().pk + 1) is None
