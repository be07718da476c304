"""What the columns of an uploaded list hold, by their headers: any order, Spanish or English."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from companies import identifiers
from companies.rules.words import plain

FIELDS = {
    "curp": _("CURP"),
    "given_names": capfirst(_("given names")),
    "first_surname": capfirst(_("first surname")),
    "second_surname": capfirst(_("second surname")),
    "surnames": _("Both surnames in one cell"),
    "full_name": _("Whole name in one cell"),
    "email": capfirst(_("e-mail")),
    "job_title": capfirst(_("job title")),
    "occupation": capfirst(_("occupation")),
}
NAMES = ("given_names", "first_surname", "second_surname", "surnames", "full_name")

# As in `_words`: small letters without accents and signs.
_SAID = {
    "curp": "curp|clave unica de registro de poblacion|clave unica",
    "given_names": "nombre de pila|nombres de pila|given names|given name|first name|first names"
    "|forename|forenames|primer nombre",
    "first_surname": "apellido paterno|ap paterno|ap pat|a paterno|paterno|primer apellido"
    "|apellido 1|apellido1|1er apellido|first surname|paternal surname|first last name"
    "|fathers surname",
    "second_surname": "apellido materno|ap materno|ap mat|a materno|materno|segundo apellido"
    "|apellido 2|apellido2|2do apellido|second surname|maternal surname|second last name"
    "|mothers surname",
    "full_name": "nombre completo|nombre del trabajador|nombre del empleado|nombre del tecnico"
    "|nombre del colaborador|nombre y apellidos|nombres y apellidos|apellidos y nombre"
    "|apellidos y nombres|trabajador|empleado|colaborador|tecnico|full name|complete name"
    "|employee|employee name|worker|worker name|technician|nombre trabajador|nombre empleado",
    "email": "correo|correo electronico|email|e mail|mail|email address|correo e",
    "job_title": "puesto|puesto de trabajo|cargo|posicion|job title|job|position|title",
    "occupation": "ocupacion|ocupacion especifica|clave de ocupacion|occupation"
    "|specific occupation|catalogo nacional de ocupaciones|ocupacion cno|cno",
}
# What these mean depends on the other columns.
_NAME = frozenset(["nombre", "nombre s", "nombres", "name", "names"])
_SURNAME = frozenset(
    ["apellidos", "apellido", "last name", "last names", "surname", "surnames", "family name"]
)
_KNOWN = {words: name for name, said in _SAID.items() for words in said.split("|")}
_ALIKE = 86  # of 100; "apelido paterno" has 97
_SHORTEST_ALIKE = 5


@dataclass(frozen=True)
class Recognised:
    """A field or "" for each column. `is_sure` is False when a person should look at them."""

    columns: list[str]
    is_sure: bool


def recognise(headers, rows=()):
    """Say what each column holds, by its header; a CURP is also known by the look of `rows`.

    Unsure are a header that is only alike, a field that stands twice, and a list without CURP or
    without names.
    """
    said = [_words(header) for header in headers]
    columns = [_field_of(words) for words in said]
    alike = [_alike(words) if not columns[i] else "" for i, words in enumerate(said)]
    columns = [field or guess for field, guess in zip(columns, alike, strict=True)]
    has_second = "second_surname" in columns
    surname = "first_surname" if has_second else "surnames"
    columns = [surname if words in _SURNAME else f for f, words in zip(columns, said, strict=True)]
    has_surname = "first_surname" in columns or "surnames" in columns
    name = "given_names" if has_surname else "full_name"
    columns = [name if words in _NAME else f for f, words in zip(columns, said, strict=True)]
    if "curp" not in columns:
        columns = [f or _looks_like_curp(rows, i) for i, f in enumerate(columns)]
    once = list(_once(columns))
    is_sure = not any(alike) and once == columns and not missing(columns)
    return Recognised(once, is_sure)


def missing(columns):
    """The sentences for what a list of people needs and these columns do not have."""
    found = Counter(filter(None, columns))
    sentences: list = []
    if not found["curp"]:
        sentences.append(_("Say which column holds the CURP."))
    is_named = found["full_name"] or (
        found["given_names"] and (found["first_surname"] or found["surnames"])
    )
    if not is_named:
        sentences.append(
            _("Say where the names are: given names and surnames, or the whole name in one cell.")
        )
    twice = [FIELDS[field] for field, number in found.items() if number > 1]
    return sentences + [_("“%(field)s” is chosen for two columns.") % {"field": f} for f in twice]


def holds_a_person(headers):
    """Say whether the line of headers is a person already, because the file has no headers."""
    return any(looks_like_a_curp(header) for header in headers)


def looks_like_a_curp(text):
    """Say whether a cell has the form of a CURP, check digit aside."""
    return bool(re.fullmatch(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d", identifiers.clean(text)))


def _field_of(words):
    if words in _KNOWN:
        return _KNOWN[words]
    parts = words.split()
    if "curp" in parts:
        return "curp"
    return "email" if {"correo", "email"} & set(parts) else ""


def _alike(words):
    if len(words) < _SHORTEST_ALIKE or words in _NAME | _SURNAME:
        return ""
    found = process.extractOne(words, _KNOWN.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return _KNOWN[found[0]] if found else ""


def _looks_like_curp(rows, column):
    cells = [row[column] for row in rows[:50] if row[column]]
    return "curp" if cells and sum(map(looks_like_a_curp, cells)) * 2 >= len(cells) else ""


def _once(columns):
    seen = set()
    for field in columns:
        yield "" if field in seen else field
        seen.add(field)


def _words(header):
    return " ".join(re.findall(r"[a-z0-9]+", plain(header)))
