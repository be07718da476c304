"""What the authorities list: tax regimes, sectors, occupations, states. Read once, from data/."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from companies.rules.words import few_words, plain

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Entry:
    """A line of a catalogue: `parent` is the code of the entry above, `words` help to find it."""

    code: str
    name: str
    parent: str = ""
    words: str = ""

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class TaxRegime(Entry):
    """A régimen fiscal of SAT, and for whom it is."""

    for_people: bool = False
    for_legal_entities: bool = False


@dataclass(frozen=True)
class CfdiUse(TaxRegime):
    """A uso CFDI of SAT; `regimes` are the codes of the receivers that may choose it."""

    regimes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stratum(Entry):
    """A head-count stratum of DENUE; `to` is None where it has no upper end."""

    since: int = 0
    to: int | None = None


@cache
def tax_regimes():
    """All régimenes fiscales, in the order of SAT."""
    return tuple(
        TaxRegime(row["code"], row["name"], **_whom(row))
        for row in rows_of("cfdi_regimen_fiscal.csv")
    )


def tax_regimes_for(*, is_person):
    """The regimes that a person, or otherwise a legal entity, can have."""
    return tuple(one for one in tax_regimes() if _is_for(one, is_person))


@cache
def all_cfdi_uses():
    """All usos CFDI, in the order of SAT."""
    return tuple(
        CfdiUse(
            row["code"],
            row["name"].rstrip("."),
            **_whom(row),
            regimes=frozenset(re.findall(r"\d{3}", row["receiver_regimes"])),
        )
        for row in rows_of("cfdi_uso_cfdi.csv")
    )


def cfdi_uses(*, regime, is_person):
    """The usos CFDI that a receiver with this regime may choose; none for an unknown regime."""
    return tuple(
        one for one in all_cfdi_uses() if regime in one.regimes and _is_for(one, is_person)
    )


@cache
def sectors():
    """SCIAN 2023: the sectors, each manufacturing subsector under "31-33".

    Besides the official description, words of the shop floor find them.
    """
    said = {row["code"]: row["words"] for row in rows_of("sector_words.csv")}
    above = [
        Entry(row["code"], row["title"], words=said.get(row["code"], ""))
        for row in rows_of("scian2023_sectores.csv")
    ]
    below = [
        Entry(
            row["code"],
            row["title"],
            "31-33",
            f"{row['description']} {said.get(row['code'], '')}",
        )
        for row in rows_of("scian2023_manufactura_subsectores.csv")
    ]
    return _in_order(above, below)


@cache
def occupations():
    """Catálogo Nacional de Ocupaciones as printed on the DC-3: each area before its sub-areas.

    A sub-area is also found by its area and by what people call the job every day.
    """
    rows = rows_of("dc3_ocupaciones.csv")
    names = {row["code"]: row["name"] for row in rows}
    everyday = {row["code"]: row["words"] for row in rows_of("occupation_words.csv")}
    return tuple(
        Entry(
            row["code"],
            row["name"],
            row["parent"],
            words=f"{names.get(row['parent'], '')} {everyday.get(row['code'], '')}".strip(),
        )
        for row in rows
    )


@cache
def sub_areas():
    """The occupations that a DC-3 may name: the sub-areas, each with the name of its area."""
    areas = {entry.code: entry.name for entry in occupations()}
    return tuple((entry, areas[entry.parent]) for entry in occupations() if entry.parent)


@cache
def states():
    """The states as a CURP writes them, such as CH for Chihuahua."""
    return tuple(Entry(row["curp_code"], row["name"]) for row in rows_of("curp_entidades.csv"))


@cache
def denue_strata():
    """Head counts as DENUE tells them, from the smallest."""
    return tuple(
        Stratum(
            row["code"],
            row["label"],
            since=int(row["min"]),
            to=int(row["max"]) if row["max"] else None,
        )
        for row in rows_of("denue_estratos.csv")
    )


def find(entries, code):
    """The entry with this code, or None."""
    return next((entry for entry in entries if entry.code == code), None)


def search(entries, words):
    """Those of `entries` that have every one of the words; first who has them in the name.

    Accents and plurals do not count, and the beginning of a word is enough. Nothing asked for
    finds nothing.
    """
    wanted = [_stem(word) for word in few_words(words)]
    if not wanted:
        return []
    named = [entry for entry in entries if _has(entry.code + " " + entry.name, wanted)]
    told = [entry for entry in entries if _has(f"{entry.code} {entry.name} {entry.words}", wanted)]
    return [*named, *(entry for entry in told if entry not in named)]


def rows_of(name):
    """The rows of a file of data/, each as a dictionary by column."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _has(text, stems):
    words = re.findall(r"[a-z0-9.-]+", plain(text))
    return all(any(word.startswith(stem) for word in words) for stem in stems)


def _stem(word):
    return re.sub(r"(es|s)$", "", word) if len(word) > 4 else word


def _whom(row):
    return {
        "for_people": row["physical_person"] == "1",
        "for_legal_entities": row["legal_entity"] == "1",
    }


def _is_for(entry, is_person):
    return entry.for_people if is_person else entry.for_legal_entities


def _in_order(above, below):
    return tuple(
        entry
        for parent in above
        for entry in [parent, *(b for b in below if b.parent == parent.code)]
    )
