"""Whom a row of an uploaded list names, what is wrong with it, and what it would change."""

import re
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from companies import catalogues, identifiers
from companies.rules import full_names
from companies.rules.import_columns import NAMES
from companies.rules.words import plain

EXAMPLE_CURP = "XEXX010101HNEXXXA4"  # of the template; RENAPO's own example

NEW, CHANGED, RETURNS, SAME, BAD, EXAMPLE = "new", "changed", "returns", "same", "bad", "example"
STORED = (NEW, CHANGED, RETURNS)

REASONS = {
    "curp_missing": _("The CURP is missing."),
    "curp_form": _("%(value)s is not a valid CURP: it has 18 characters."),
    "curp_check_digit": _(
        "One character of the CURP %(value)s is mistyped: compare the last digit."
    ),
    "twice": _("The same CURP stands in row %(value)s already."),
    "given_names_missing": _("The given names are missing."),
    "first_surname_missing": _("The surname is missing."),
    "name_missing": _("The name is missing."),
    "name_undivided": _(
        "“%(value)s” cannot be divided into given names and surnames that fit the CURP. Write the"
        " surnames first, then a comma, then the given names; or compare the CURP."
    ),
    "name_strange": _("“%(value)s” does not look like a name."),
    "letters_lost": _("Letters of “%(value)s” were lost when the file was saved."),
    "too_long": _("“%(value)s” is too long."),
    "email": _("“%(value)s” is not an e-mail address."),
    "occupation": _(
        "“%(value)s” is not in the national catalogue of occupations. Use a code of the template,"
        " such as 04.1."
    ),
    "occupation_words": _(
        "“%(value)s” is not a name of the national catalogue of occupations: the occupation stays"
        " open, and you choose it on the page of the person."
    ),
    "formula": _(
        "The cell under “%(value)s” holds a formula. Copy the column and paste its values."
    ),
    "overlong": _(
        "The row has more cells than there are headers: a text with a comma needs quotation marks."
    ),
    "unlike": _("The name does not fit the CURP: compare them."),
    "unstorable": _("This row could not be stored. Add the person by hand."),
}
_LONGEST = {
    "given_names": 80,
    "first_surname": 80,
    "second_surname": 80,
    "job_title": 80,
    "email": 254,
}
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’´`-])*")
_LOST = re.compile("\ufffd|[ÃÂ][\u0080-\u00bf]|\\?\\?")


@dataclass(frozen=True)
class Person:
    """What a row says; "" where it says nothing."""

    curp: str = ""
    given_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    email: str = ""
    job_title: str = ""
    occupation: str = ""

    @property
    def full_name(self):
        return " ".join(filter(None, [self.given_names, self.first_surname, self.second_surname]))


@dataclass(frozen=True)
class Judged:
    """A row after reading: the person, and (code, value) of REASONS; without reasons it is good.

    `remarks` are (code, value) too, of what a person may want to look at.
    """

    person: Person
    reasons: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_example(self):
        return self.person.curp == EXAMPLE_CURP


def sentence(code, value=""):
    """The sentence of a reason, in the reader's language."""
    return str(REASONS[code]) % {"value": value}


def read(cells, columns, *, headers=(), formulas=(), is_overlong=False):
    """Judge one row by itself; whether the CURP stands twice, only the whole list knows."""
    said = dict.fromkeys(["curp", "email", "job_title", "occupation", *NAMES], "")
    said |= {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    reasons = [("formula", headers[i]) for i in sorted(formulas) if columns[i]]
    if is_overlong:
        reasons.append(("overlong", ""))
    curp = identifiers.clean(said["curp"])
    wrong_curp = _wrong_curp(curp)
    names, wrong_names = _names(said, "" if wrong_curp else curp)
    occupation = _occupation(said["occupation"])
    person = Person(
        curp=curp,
        email=said["email"],
        job_title=said["job_title"],
        occupation=occupation or "",
        **names,
    )
    reasons += [*wrong_curp, *wrong_names, *_wrong_texts(person)]
    remarks = []
    if occupation is None and any(letter.isdigit() for letter in said["occupation"]):
        reasons.append(("occupation", said["occupation"]))  # a code, and mistyped
    elif occupation is None:
        remarks.append(("occupation_words", said["occupation"]))
    if not reasons and not full_names.fits(curp, **names):
        remarks.append(("unlike", ""))
    return Judged(person, reasons, remarks)


def compare(person, known):
    """Return the verdict on a good row and what it would change, as (field, before, after).

    `known` is the technician with this CURP, or None. What the list does not say stays as it is;
    capitals, and accents that a payroll leaves out, are no change.
    """
    if known is None:
        return NEW, []
    changes = [
        (name, getattr(known, name), said)
        for name, said in asdict(person).items()
        if said and name != "curp" and _says_more(said, getattr(known, name))
    ]
    if not known.is_active:
        return RETURNS, changes
    return (CHANGED if changes else SAME), changes


def _says_more(said, known):
    if said.casefold() == known.casefold():
        return False
    return not (plain(said) == plain(known) and said.casefold() == plain(said))


def _wrong_curp(curp):
    if not curp:
        return [("curp_missing", "")]
    if curp == EXAMPLE_CURP:
        return []
    try:
        identifiers.validate_curp(curp)
    except ValidationError as error:
        return [(f"curp_{error.code}", curp[:40])]
    return []


def _names(said, curp):
    """Given names and surnames, divided by the CURP where they stand in one cell."""
    whole = said["full_name"]
    if said["surnames"] and said["given_names"]:
        whole = f"{said['surnames']}, {said['given_names']}"
    if not whole:
        names = {name: said[name] for name in NAMES[:3]}
        if said["surnames"]:
            names["first_surname"] = said["surnames"]
        if not any(names.values()):
            return names, [("name_missing", "")]
        return names, [(f"{name}_missing", "") for name in NAMES[:2] if not names[name]]
    found = full_names.divided(whole, curp) if curp else None
    if found is None and said["surnames"] and curp:
        # The CURP may be an exception; two words are two surnames.
        words = said["surnames"].split()
        if len(words) <= 2:
            found = (said["given_names"], words[0], " ".join(words[1:]))
    if found is None:
        shown = whole.replace(", ", " ")
        return (
            {"given_names": shown, "first_surname": "", "second_surname": ""},
            [("name_undivided", shown)] if curp else [],
        )
    return dict(zip(NAMES[:3], found, strict=True)), []


def _wrong_texts(person):
    reasons = []
    for name, longest in _LONGEST.items():
        text = getattr(person, name)
        if _LOST.search(text):
            reasons.append(("letters_lost", text[:60]))
        elif len(text) > longest:
            reasons.append(("too_long", f"{text[:60]}…"))
        elif name in NAMES and text and not _NAME.fullmatch(text):
            reasons.append(("name_strange", text[:60]))
    if person.email and not _is_email(person.email):
        reasons.append(("email", person.email[:60]))
    return reasons


def _is_email(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=500)
def _occupation(said):
    """The code of what was said, "" for nothing, None for what a DC-3 cannot name.

    A code may come as a number (4.1), and with its name beside it.
    """
    if not said:
        return ""
    nameable = [entry for entry, _area in catalogues.sub_areas()]
    code = re.match(r"\d{1,2}\.\d(?!\d)", said)
    if code:
        found = catalogues.find(nameable, code[0].zfill(4))
        return found.code if found else None
    named = [entry.code for entry in nameable if plain(entry.name) == plain(said)]
    return named[0] if len(named) == 1 else None
