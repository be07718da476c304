"""Words that people type are written so that they can be compared."""

import unicodedata

import pytest

from canacintra_portal.testing.effort import little_work
from companies.rules.words import LONGEST, few_words, in_form, plain, searched


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


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("marks", ["\u0300\u0316", "\u0300\uff9e", "\u0f71\u0f73", "\u0344\u0316"])
def test_marks_without_end_cost_no_more_than_letters(form, marks):
    with little_work():
        written = in_form(form, "a" + marks * 50_000 + "b")
    assert written[-1] == "b"
    assert len(written) < 200


@pytest.mark.parametrize("form", ["NFC", "NFKD"])
@pytest.mark.parametrize(
    "text",
    [
        "José Núñez de la Peña y Güémez",
        "a" + "\u0300\u0316" * 15 + "b" + "\u0301" * 30,
        "Ñ" + "- " * 100 + "é",
        "ｱﾞｱﾟ" * 40,
        "각" * 50,
    ],
)
def test_what_people_write_is_normalised_as_ever(form, text):
    assert in_form(form, text) == unicodedata.normalize(form, text)  # noqa: TID251


def test_a_search_is_short():
    assert searched({"q": "  Ana\x00 \n Ríos "}) == "Ana Ríos"
    assert searched({}) == ""
    assert searched({"words": "x" * 90}, "words") == "x" * LONGEST
    assert few_words("Ñandú  GÜERO") == ["nandu", "guero"]
    assert few_words("a b c d e f g h i j") == ["a", "b", "c", "d", "e", "f", "g", "h"]
    with little_work():
        assert few_words("a" + "\u0300\u0316" * 50_000) == ["a"]
