"""The text of one cell: what a person would read there."""

import datetime as dt
import re
import unicodedata

from companies.rules.words import in_form

LONGEST_CELL = 2_000

# How Excel writes a control character inside a text.
_ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-F]_")


def clean(text):
    """One line of composed characters, without what nobody sees: zero-width and control characters.

    Direction marks go too: they turn a name around for the eye, not for the machine. A cell that is
    too long keeps the form of its letters: its table is refused.
    """
    if not text.isprintable():
        text = "".join(
            " " if letter.isspace() else letter
            for letter in text
            if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
        )
    if len(text) <= LONGEST_CELL:
        text = in_form("NFC", text)
    if "_x00" in text:
        text = _ESCAPED_CONTROL.sub(" ", text)
    return " ".join(text.split())


def spoken(value, number_format="General"):
    """The value of a cell as typed: 01234 for a postal code, 32500 and not 32500.0."""
    match value:
        case None:
            return ""
        case str():
            return clean(value)
        case bool():
            return str(value).upper()
        case dt.datetime():
            return str(value.date() if value.time() == dt.time() else value)
        case float() if value.is_integer():
            return _number(int(value), number_format)
        case int():
            return _number(value, number_format)
        case _:
            return str(value)


def _number(value, number_format):
    # "00000" shows the zeros that a postal code begins with, and that Excel does not store.
    width = len(number_format) if set(number_format) == {"0"} else 0
    return str(value).zfill(width)
