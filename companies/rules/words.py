"""What people type, written so that it can be compared, at a price that nobody can drive up."""

import re
import unicodedata

LONGEST = 80  # characters of a search
MOST_WORDS = 8

MOST_MARKS = 30  # on one letter: Unicode's Stream-Safe Text Format, UAX #15; no language has ten
# Whatever is no letter, and the two letters that become marks: quick to look for, sorted out below.
_MAYBE_TOO_MANY = re.compile(rf"[\W\uff9e\uff9f]{{{MOST_MARKS + 1}}}")


def in_form(form, text):
    """Write `text` in a normal form of Unicode ("NFC", "NFKD"), in a time that grows as its length.

    Marks beyond the thirtieth on one letter are left out: putting the marks of a letter in order
    takes the square of their number, minutes for a form field that holds nothing else.
    """
    if text.isascii():
        return text
    if _MAYBE_TOO_MANY.search(text):
        text = "".join(_with_few_marks(text))
    return unicodedata.normalize(form, text)  # noqa: TID251  # this is the one place


def _with_few_marks(text):
    marks = 0
    for letter in text:
        parts = unicodedata.normalize("NFKD", letter)  # noqa: TID251  # of one letter
        marks = marks + len(parts) if unicodedata.combining(parts[0]) else 0
        if marks <= MOST_MARKS:
            yield letter


def plain(words):
    """Small letters without accents and without what cannot be printed."""
    if words.isascii() and words.isprintable():
        return words.lower()
    return "".join(
        letter
        for letter in in_form("NFD", words.lower())
        if letter.isprintable() and not unicodedata.combining(letter)
    )


def searched(parameters, name="q"):
    """Take what somebody searches for out of a form or an address: short, and on one line."""
    return " ".join(parameters.get(name, "")[:LONGEST].replace("\x00", "").split())


def few_words(typed):
    """Cut what is searched for into plain words, a few: each costs the database a condition."""
    return plain(typed[:LONGEST]).split()[:MOST_WORDS]
