"""A name in one cell: where the surnames end, told by the letters of the CURP.

Source: Instructivo Normativo para la asignación de la CURP, DOF 18 October 2021.
"""

import re
from itertools import combinations

from companies.rules.words import in_form

_PARTICLES = frozenset(
    ["DA", "DAS", "DE", "DEL", "DER", "DI", "DIE", "DD", "EL", "LA", "LAS", "LE", "LES", "LOS"]
) | {"MAC", "MC", "VAN", "VON", "Y"}
_PASSED_OVER = frozenset(["MARIA", "MA", "M", "JOSE", "J"])  # before a further given name
_VOWELS = "AEIOU"


def fits(curp, *, given_names, first_surname, second_surname):
    """Say whether the letters of the CURP come from this name.

    People whose name was changed, or whose CURP is an exception, do not fit: a reason to look
    again, never to refuse.
    """
    first, second = _main_word(first_surname), _main_word(second_surname)
    given = _given_word(given_names)
    if not first or not given:
        return False
    vowel = next((letter for letter in first[1:] if letter in _VOWELS), "X")
    return (
        curp[0] == first[0]
        and curp[1] in (vowel, "X")  # X also where the four letters would be a rude word
        and curp[2] == (second[:1] or "X")
        and curp[3] == given[0]
        and curp[13:16] == _consonant(first) + _consonant(second) + _consonant(given)
    )


def divided(full_name, curp):
    """Return given names, first and second surname, or None when the CURP fits no division.

    Both orders are tried, as payrolls write surnames first; a comma says where they end. Of several
    divisions that fit, the one with the shortest surnames is taken.
    """
    before, comma, after = full_name.partition(",")
    if comma:
        surnames, given = _tokens(before), _tokens(after)
        found = [(given, *pair) for pair in _surnames(surnames)]
    else:
        tokens = _tokens(full_name)
        found = []
        for cut in range(1, len(tokens)):
            found += [(tokens[cut:], *pair) for pair in _surnames(tokens[:cut])]
            found += [(tokens[:cut], *pair) for pair in _surnames(tokens[cut:])]
    names = [tuple(" ".join(part) for part in parts) for parts in found if parts[0] and parts[1]]
    fitting = [
        (given, first, second)
        for given, first, second in names
        if fits(curp, given_names=given, first_surname=first, second_surname=second)
    ]
    return min(fitting, key=lambda name: len(name[1]) + len(name[2]), default=None)


def _surnames(tokens):
    """Every way to make one or two surnames of the tokens."""
    yield tokens, []
    for (cut,) in combinations(range(1, len(tokens)), 1):
        yield tokens[:cut], tokens[cut:]


def _tokens(text):
    """Words, each together with the particles before it: "de la Cruz" is one."""
    tokens: list[str] = []
    begun: list[str] = []
    for word in text.split():
        begun.append(word)
        if _capitals(word) not in _PARTICLES:
            tokens.append(" ".join(begun))
            begun = []
    if begun:
        tokens.append(" ".join(begun))
    return tokens


def _main_word(surname):
    words = _capitals(surname).split()
    return next((word for word in words if word not in _PARTICLES), "".join(words[:1]))


def _given_word(names):
    words = [word for word in _capitals(names).split() if word not in _PARTICLES]
    if len(words) > 1 and words[0] in _PASSED_OVER:
        return words[1]
    return "".join(words[:1])


def _consonant(word):
    return next((letter for letter in word[1:] if letter not in _VOWELS), "X")


def _capitals(text):
    """Capitals without accents; Ñ counts as X, as in a CURP."""
    text = in_form("NFC", text.upper()).replace("Ñ", "X")
    plain = in_form("NFD", text)
    return re.sub(r"[^A-Z ]", "", re.sub(r"[-/]", " ", plain))
