"""Which passwords are refused: NIST SP 800-63B-4, 3.1.1.2, asks for a list and not for signs.

Length is judged by Django's MinimumLengthValidator, the list of common passwords is Django's too.
"""

import re
import unicodedata

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from companies.rules.words import in_form

SHORTEST = 12
LONGEST = 256
SHORTEST_WORD = 4
LEAST_OF_ONES_OWN = 6
# Whoever guesses for this portal tries these first.
WORDS_OF_THE_PORTAL = [
    "canacintra", "conalep", "cast", "ciudad", "juarez", "chihuahua", "mexico", "frontera",
    "curso", "cursos", "abierto", "abiertos", "tecnico", "tecnicos", "empresa", "portal",
    "capacitacion", "constancia", "password", "contrasena", "demo",
]  # fmt: skip
_KEYBOARD = ["0123456789" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"]
_ROWS = [row for line in _KEYBOARD for row in (line, line[::-1])]


def normalized(password):
    """Write the same letters in the same way, whatever keyboard they come from (3.1.1.2).

    What is longer than any password of ours comes back as it is: it is refused, or not the right
    one, whatever its form.
    """
    return password if len(password) > LONGEST else in_form("NFKC", password)


class OwnWordsValidator:
    """Refuses what is hardly more than words of the portal, of the person, or of the keyboard."""

    def validate(self, password, user=None):
        """Raise ValidationError where too little remains once the words to be expected are gone."""
        if len(password) < SHORTEST:
            return  # one sentence is enough
        rest = _plain(password)
        for word in sorted({*WORDS_OF_THE_PORTAL, *_words_of(user)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(set(rest)) < LEAST_OF_ONES_OWN - 1 or len(rest) < LEAST_OF_ONES_OWN:
            raise ValidationError(
                _("This is easy to guess: it is made of your data, the portal or repetition."),
                code="password_of_expected_words",
            )
        if any(rest in row for row in _ROWS):
            raise ValidationError(
                _("This is easy to guess: the keys stand side by side."), code="password_of_a_row"
            )
        words = re.findall(r"[a-z]+", rest)
        if len(words) == 1 and words[0] in CommonPasswordValidator().passwords:
            raise ValidationError(
                _("This is easy to guess: a common password with digits added."),
                code="password_too_common",
            )

    def get_help_text(self):
        return _("Not the name of the portal, of your firm or of yourself.")


def _words_of(user):
    """Name and address of the person, in parts that are long enough to be words."""
    if user is None:
        return []
    given = f"{user.email} {getattr(user, 'full_name', '')}"
    return [
        word for word in re.split(r"[^a-z0-9]+", _unaccented(given)) if len(word) >= SHORTEST_WORD
    ]


def _plain(password):
    return re.sub(r"[^a-z0-9]", "", _unaccented(password)) or password


def _unaccented(text):
    parts = in_form("NFKD", text.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))
