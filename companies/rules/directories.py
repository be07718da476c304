"""What a row of an uploaded list of firms says, and whether it can be taken over."""

import re
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from companies import catalogues, identifiers
from companies.rules.matching import plain_name, words_of
from companies.rules.words import plain

# Chihuahua and Juárez in the catalogue of INEGI.
STATE, MUNICIPALITY = 8, 37
JUAREZ = "Juárez"

NEW, KNOWN, TWICE = "new", "known", "twice"
NO_RFC, WRONG_RFC = "no-rfc", "wrong-rfc"
ELSEWHERE, NAMELESS, BROKEN = "elsewhere", "nameless", "broken"
TAKEN_OVER = (NEW, KNOWN)


@dataclass
class Row:
    """One row of a file: `number` as the spreadsheet shows it, `values` as they would be stored."""

    number: int
    verdict: str
    values: dict
    note: str = ""

    def as_json(self):
        return vars(self)


def member_row(number, cells, known):
    """Judge a row of the chamber's list: `known` are the RFCs of the list so far."""
    rfc = identifiers.clean(cells.get("rfc", ""))
    values = {"rfc": rfc[:40], "name": _line(cells.get("name", ""))[:200] or rfc[:40]}
    if not rfc:
        return Row(number, NO_RFC, values)
    try:
        identifiers.validate_rfc(rfc)
    except ValidationError as error:
        return Row(number, WRONG_RFC, values, " ".join(error.messages))
    note = ""
    if identifiers.rfc_needs_a_second_look(rfc):
        note = _("The last character of the RFC is unusual: please compare it.")
    return Row(number, KNOWN if rfc in known else NEW, values, note)


def retc_row(number, cells, known):
    """Judge a row of the RETC; it has no key of its own in every edition, the name serves."""
    legal_name = _line(cells.get("legal_name", ""))[:200]
    if _is_elsewhere_by_name(cells.get("municipality", "")):
        return Row(number, ELSEWHERE, {"legal_name": legal_name})
    values = {
        "source_id": (cells.get("source_id") or words_of(legal_name))[:200],
        "legal_name": legal_name,
        "trade_name": "",
        "activity": _line(cells.get("activity") or cells.get("retc_sector", ""))[:250],
        "stratum": "",
        "address": "",
        "municipality": JUAREZ,
        "industrial_park": _park(cells.get("industrial_park", "")),
        **dict.fromkeys(["phone", "email", "website"], ""),
    }
    return _listed(number, values, cells, known)


def denue_row(number, cells, known):
    """Judge a row of INEGI's directory; only Juárez is taken over."""
    trade_name, legal_name = (
        _line(cells.get(key, ""))[:200] for key in ("trade_name", "legal_name")
    )
    here = (_number(cells.get("state_key")), _number(cells.get("municipality_key")))
    if here != (STATE, MUNICIPALITY):
        return Row(number, ELSEWHERE, {"legal_name": legal_name or trade_name})
    values = {
        "source_id": cells.get("source_id", "").strip()[:200],
        "legal_name": legal_name,
        "trade_name": trade_name,
        "activity": _line(cells.get("activity", ""))[:250],
        "stratum": _stratum(cells.get("stratum", "")),
        "address": _address(cells),
        "municipality": _line(cells.get("municipality", ""))[:80] or JUAREZ,
        "industrial_park": _denue_park(cells),
        "phone": _line(cells.get("phone", ""))[:60],
        "email": _email(cells.get("email", "")),
        "website": _line(cells.get("website", ""))[:150].lower(),
    }
    return _listed(number, values, cells, known)


def broken_row(number, why):
    """A row of which nobody knows what it says."""
    return Row(number, BROKEN, {}, why)


def judged(rows):
    """Mark rows whose key an earlier row has: the first one counts."""
    seen: dict[str, int] = {}
    for row in rows:
        key = row.values.get("rfc") or row.values.get("source_id")
        if row.verdict not in TAKEN_OVER or key is None:
            continue
        if key in seen:
            row.verdict = TWICE
            row.note = _("The same as row %(number)s.") % {"number": seen[key]}
        else:
            seen[key] = row.number
    return rows


@cache
def sector_of(scian_class):
    """The SCIAN sector of a class, such as "31-33" for 332710; empty where there is none."""
    for sector in catalogues.sectors():
        first, _dash, last = sector.code.partition("-")
        if not sector.parent and first <= scian_class[:2] <= (last or first):
            return sector.code
    return ""


def _listed(number, values, cells, known):
    values["scian_class"] = re.sub(r"\D", "", cells.get("scian_class", ""))[:6]
    values["sector"] = sector_of(values["scian_class"]) if values["scian_class"] else ""
    values["postal_code"] = _postal_code(cells.get("postal_code", ""))
    values["plain_name"] = plain_name(values["legal_name"]) or plain_name(values["trade_name"])
    searched = ("legal_name", "trade_name", "activity", "industrial_park", "address", "email")
    values["search_text"] = plain(" ".join(values[name] for name in searched))
    if not values["source_id"] or not (values["legal_name"] or values["trade_name"]):
        return Row(number, NAMELESS, values)
    return Row(number, KNOWN if values["source_id"] in known else NEW, values)


def _line(text):
    return " ".join(text.split())


def _number(text):
    try:
        return int(float(text or ""))
    except (ValueError, OverflowError):
        return None


def _is_elsewhere_by_name(municipality):
    return words_of(municipality) not in ("", "juarez", "ciudad juarez")


def _postal_code(text):
    digits = re.sub(r"\.0+$|\D", "", text)
    return digits.zfill(5) if 4 <= len(digits) <= 5 else ""


def _email(text):
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


@cache
def _stratum(words):
    """The code of the head-count stratum that INEGI says in words: "11 a 30 personas"."""
    wanted = words_of(words)
    return next((one.code for one in catalogues.denue_strata() if words_of(one.name) == wanted), "")


def _address(cells):
    street = _line(f"{cells.get('street_kind', '')} {cells.get('street', '')}")
    number = _line(f"{_whole(cells.get('number', ''))} {cells.get('letter', '')}")
    inside = _line(cells.get("inside", ""))
    parts = [
        _line(f"{street} {number}"),
        inside and f"int. {inside}",
        _line(cells.get("colony", "")),
    ]
    return ", ".join(part for part in parts if part)[:250]


def _whole(number):
    """A number of a house that a spreadsheet made a decimal of; INEGI writes 0 for none."""
    number = re.sub(r"\.0+$", "", number.strip())
    return "" if number == "0" else number


def _park(name):
    return _line(name)[:120].upper()


def _denue_park(cells):
    kind = words_of(cells.get("park_kind", ""))
    return _park(cells.get("park", "")) if "industrial" in kind or "parque" in kind else ""
