"""Signing in and getting back in, in the words of the portal."""

import re

import pytest
from django.core import mail

from companies.accounts import SignInBackend
from companies.models import User
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

IN_ENGLISH = {"headers": {"accept-language": "en"}}


def ask_for_a_password(client, address):
    return client.post("/cuenta/password/reset/", {"email": address}, **IN_ENGLISH)


def test_hr_chooses_a_password_through_a_link_and_is_let_in(client):
    hr = MembershipFactory().user
    ask_for_a_password(client, hr.email)
    [letter] = mail.outbox
    assert letter.subject == "Choose your password for the open courses"
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    words = "warm-copper-41-sand"
    client.post(form, {"password1": words, "password2": words})
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
    assert mail.outbox[-1].to == ["nobody@ejemplo.invalid"]
    assert "/cuenta/signup/" in mail.outbox[-1].body


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
