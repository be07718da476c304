"""Words that people type are written so that they can be compared."""

import pytest

from companies.rules.words import plain


@pytest.mark.parametrize(
    ("words", "without_accents"),
    [
        ("Íñigo MUÑOZ", "inigo munoz"),
        ("José\x00Luis", "joseluis"),
        ("", ""),
    ],
)
def test_plain_words(words, without_accents):
    assert plain(words) == without_accents
