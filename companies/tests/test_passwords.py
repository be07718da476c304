"""Length counts, signs do not, and what everybody would guess is refused."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from companies import passwords
from companies.models import User

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
