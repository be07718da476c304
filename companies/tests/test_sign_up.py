"""Anybody may open an account with an address that she reads; nobody learns who has one."""

import re
import time
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from argon2 import PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.documents import letter
from companies.forms_account import SignUpForm
from companies.models import Consent, Message, User
from companies.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP = "/cuenta/signup/"
ALICIA = {
    "full_name": "Alicia Ríos",
    "email": "alicia@maquinados.invalid",
    "password1": "arena tibia y tres gatos",
}


def sign_up(client, **changes):
    return client.post(SIGN_UP, ALICIA | changes)


def link_in(message):
    return re.search(r"http://127.0.0.1:8000(\S+confirm-email\S+)", letter.compose(message).body)[1]


def without_the_asker(page, email):
    """A page as everybody would see it."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return page.replace(email, "")


def test_who_signs_up_confirms_the_address_and_is_signed_in(client):
    assert sign_up(client).url == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert (user.full_name, user.email, user.language) == (
        ALICIA["full_name"],
        ALICIA["email"],
        "es-mx",
    )
    assert user.check_password(ALICIA["password1"])
    assert "_auth_user_id" not in client.session

    message = Message.objects.get()
    assert (message.kind, message.to_address) == ("confirm-address", ALICIA["email"])
    assert message.due_at == message.created_at
    answer = client.post(link_in(message))
    assert answer.url == reverse("desk")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get().verified


def test_the_link_confirms_in_another_browser_but_signs_nobody_in_there(client):
    sign_up(client)
    elsewhere = Client()
    answer = elsewhere.post(link_in(Message.objects.get()))
    assert answer.url == reverse("account_login")
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" not in elsewhere.session


def test_looking_at_the_link_confirms_nothing(client):
    """Mail programs open links to look for harm."""
    sign_up(client)
    assert client.get(link_in(Message.objects.get())).status_code == 200
    assert not EmailAddress.objects.get().verified


def test_without_the_letter_the_password_opens_nothing(client):
    sign_up(client)
    elsewhere = Client()
    answer = elsewhere.post(
        "/cuenta/login/", {"login": ALICIA["email"], "password": ALICIA["password1"]}
    )
    assert answer.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in elsewhere.session


def test_messages_speak_the_language_of_the_page(client):
    client.post(SIGN_UP, ALICIA, headers={"accept-language": "en"})
    assert User.objects.get().language == "en"
    assert letter.compose(Message.objects.get()).subject == "Confirm your e-mail address"


def test_a_name_that_is_an_advertisement_is_not_sent_to_anybody(client):
    sign_up(client, full_name="Gane dinero en https://malo.invalid")
    email = letter.compose(Message.objects.get())
    assert "malo.invalid" not in email.subject + email.body + email.alternatives[0].content


def test_a_known_address_gets_the_same_answer_and_its_owner_a_letter(client):
    owner = UserFactory()
    pages, letters = [], []
    for browser, email in [(client, ALICIA["email"]), (Client(), owner.email)]:
        answer = browser.post(SIGN_UP, ALICIA | {"email": email}, follow=True)
        pages.append((answer.redirect_chain, without_the_asker(answer, email)))
        letters.append(Message.objects.filter(to_address=email))
    assert pages[0] == pages[1]
    assert [found.count() for found in letters] == [1, 1]
    assert letters[1].get().kind == "account-exists"
    assert "reset/key" not in letter.compose(letters[1].get()).body
    assert User.objects.filter(email=owner.email).get().check_password(ALICIA["password1"]) is False


def test_every_door_spends_one_hash_whether_the_address_is_known_or_not(client):
    """What takes long is the hash; the rest is a few statements."""
    known, unknown = UserFactory(), "nadie@ejemplo.invalid"
    known.set_password("otra frase bien larga")
    known.save()
    for address, words in [
        (SIGN_UP, {"full_name": "X", "password1": "arena tibia y tres gatos"}),
        ("/cuenta/login/", {"password": "equivocada"}),
    ]:
        spent = []
        for email in (known.email, unknown):
            with (
                patch.object(
                    PasswordHasher, "hash", autospec=True, side_effect=fake_hash
                ) as hashed,
                patch("argon2.PasswordHasher.verify", return_value=False) as verified,
            ):
                Client().post(address, {**words, "email": email, "login": email})
            spent.append(hashed.call_count + verified.call_count)
        assert spent[0] == spent[1]


def test_the_clock_does_not_tell_who_has_an_account():
    owner = UserFactory()
    taken = {owner.email: [], "x{}@ejemplo.invalid": []}
    for turn in range(8):
        for email, times in taken.items():
            began = time.perf_counter()
            Client().post(SIGN_UP, ALICIA | {"email": email.format(turn)})
            times.append(time.perf_counter() - began)
    known, unknown = (min(times) for times in taken.values())
    assert 0.4 < known / unknown < 2.5


def test_who_was_quicker_by_a_blink_has_the_account(client):
    """Two forms at once: the second finds the address taken only when it writes."""
    UserFactory(email=ALICIA["email"])
    with patch.object(SignUpForm, "validate_unique_email", lambda form, value: value):
        answer = sign_up(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert Message.objects.get().kind == "account-exists"


def test_an_address_that_somebody_typed_and_never_confirmed_keeps_nobody_out(client):
    other = UserFactory()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    EmailAddress.objects.create(user=other, email=ALICIA["email"])
    sign_up(client)
    assert Message.objects.get().kind == "confirm-address"
    assert User.objects.filter(email=ALICIA["email"]).exists()


@pytest.mark.parametrize("wrong", [{"full_name": ""}, {"password1": "corta"}])
def test_a_form_that_is_refused_cancels_nobodys_change_of_address(client, wrong):
    other = UserFactory()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    EmailAddress.objects.create(user=other, email=ALICIA["email"])
    assert sign_up(client, **wrong).status_code == 200
    assert EmailAddress.objects.filter(user=other, email=ALICIA["email"]).exists()
    sign_up(client)
    assert EmailAddress.objects.get(email=ALICIA["email"]).user.full_name == ALICIA["full_name"]


def test_signing_up_with_a_known_address_stores_nothing_but_the_letter(client):
    owner = UserFactory()
    before = [User.objects.count(), EmailAddress.objects.count(), Consent.objects.count()]
    sign_up(client, email=owner.email)
    assert [User.objects.count(), EmailAddress.objects.count(), Consent.objects.count()] == before
    assert [message.to_address for message in Message.objects.all()] == [owner.email]
    owner.refresh_from_db()
    assert owner.full_name != ALICIA["full_name"]


def test_a_known_address_takes_as_many_statements_as_a_new_one(client):
    owner = UserFactory()
    sign_up(client, email="primera@ejemplo.invalid")  # so that everything is read once
    spent = []
    for email in (owner.email, "nadie@ejemplo.invalid"):
        with CaptureQueriesContext(connection) as asked:
            sign_up(Client(), email=email)
        spent.append(len(asked))
    assert abs(spent[0] - spent[1]) <= 3


def test_the_notice_of_privacy_stands_where_the_data_are_given(client):
    assert reverse("privacy") in client.get(SIGN_UP).text.partition("<form")[2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_name": ""},
        {"full_name": "Ali\x00cia"},
        {"email": "no-es-correo"},
        {"email": "a@" + "b" * 250 + ".invalid"},
        {"password1": "corta"},
        {"password1": "x" * 300},
    ],
)
def test_what_cannot_be_is_refused_with_the_rest_kept(client, wrong):
    page = sign_up(client, **wrong)
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == wrong.keys()
    assert not User.objects.exists()
    assert not Message.objects.exists()


def fake_hash(hasher, secret, *, salt=None):
    return "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"
