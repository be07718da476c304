"""Length counts, signs do not, and what everybody would guess is refused."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from canacintra_portal.testing.effort import little_work
from companies import passwords
from companies.documents import letter
from companies.models import Message, User
from companies.tests.factories import UserFactory

PERSON = User(email="alicia.rios@maquinados.invalid", full_name="Alicia Ríos")


@pytest.mark.parametrize(
    "password",
    [
        "arena tibia y tres gatos",
        "correct horse battery staple",
        "mi tecnico favorito baila cumbia",
        "nuevemillones",  # small letters alone are enough
        "ñandú güero y ánfora",
        "砂漠の朝はとても静かです",
        "x7 gato " * 8,  # 64 characters
        "q9 nube " * 32,  # 256 characters
        "la-correcta-12",
    ],
)
def test_long_and_ones_own_is_enough(password):
    validate_password(password, PERSON)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("nube y sol", "password_too_short"),
        ("canacintra-2026", "password_of_expected_words"),
        ("Canacintra Juárez 1", "password_of_expected_words"),
        ("CursosAbiertos!", "password_of_expected_words"),
        ("alicia.rios@maquinados", "password_of_expected_words"),
        ("AliciaRíos-2026", "password_of_expected_words"),
        ("aaaaaaaaaaaaaaaa", "password_of_expected_words"),
        ("121212121212", "password_of_expected_words"),
        ("012345678901", "password_of_a_row"),
        ("zyxwvutsrqponm", "password_of_a_row"),
        ("abcdefghijklmn", "password_of_a_row"),
        ("superman-12345", "password_too_common"),
    ],
)
def test_what_everybody_would_guess_is_refused(password, code):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, PERSON)
    assert code in [error.code for error in refused.value.error_list]


def test_the_same_letters_are_the_same_password_whatever_the_keyboard():
    assert passwords.normalized("cafe\u0301 \uff21") == passwords.normalized("café A")


def test_without_a_person_the_words_of_the_portal_are_still_known():
    with pytest.raises(ValidationError):
        validate_password("cast-conalep-26", None)


MARKS = "a" + "\u0300\u0316" * 50_000


def test_a_password_of_nothing_but_marks_keeps_its_form_and_costs_nothing():
    with little_work():
        assert passwords.normalized(MARKS) == MARKS
        with pytest.raises(ValidationError):
            validate_password(MARKS, User(email="a@b.invalid", full_name=MARKS))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("account_login", ["password"]),
        ("account_signup", ["password1"]),
        ("account_change_password", ["oldpassword", "password1"]),
        ("account_reauthenticate", ["password"]),
    ],
)
def test_no_page_works_on_a_password_without_end(client, page, fields):
    alicia = UserFactory()
    if page not in ("account_login", "account_signup"):
        client.force_login(alicia)
    url = reverse(page)
    client.get(url)  # so that the templates are read
    sent = dict.fromkeys(fields, MARKS)
    with little_work():
        answer = client.post(
            url, {"login": alicia.email, "email": "x@y.invalid", "full_name": "X", **sent}
        )
    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.django_db
def test_no_link_to_choose_a_password_works_on_one_without_end(client):
    alicia = UserFactory()
    client.post(reverse("account_reset_password"), {"email": alicia.email})
    link = re.search(r"http://127.0.0.1:8000(\S+)", letter.compose(Message.objects.get()).body)[1]
    page = client.get(link, follow=True)
    with little_work():
        answer = client.post(page.redirect_chain[-1][0], {"password1": MARKS})
    assert "password1" in answer.context["form"].errors
