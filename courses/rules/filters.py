"""What a visitor asks the catalogue for, read from the address and written back to it.

Whatever stands in an address is understood or ignored, never an error: addresses are edited by
hand, cut by messengers and tried by machines. What is ignored is told to the visitor.
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.rules.words import searched

MOST_AREAS = 30
MOST_PAGES = 999
HIGHEST_PRICE = 99_999
EARLIEST, LATEST = date(2020, 1, 1), date(2099, 12, 31)

# The choices of each filter: value in the address, words, and what it means.
HOURS = {
    "1-8": gettext_lazy("Up to 8 hours"),
    "9-16": gettext_lazy("9 to 16 hours"),
    "17-24": gettext_lazy("17 to 24 hours"),
    "25-999": gettext_lazy("More than 24 hours"),
}
SHIFTS = {
    "manana": gettext_lazy("Morning"),
    "tarde": gettext_lazy("Afternoon"),
    "noche": gettext_lazy("Evening"),
    "sabado": gettext_lazy("Saturday"),
}
SEATS = {1: gettext_lazy("At least one seat left"), 2: gettext_lazy("Two seats left or more")}
ORDERS = {
    "fecha": gettext_lazy("Next date"),
    "nombre": gettext_lazy("Name"),
    "precio": gettext_lazy("Price, lowest first"),
    "horas": gettext_lazy("Hours, shortest first"),
    "lugares": gettext_lazy("Most seats left"),
}


@dataclass(frozen=True)
class Filters:
    """A question to the catalogue. The names of the fields are those in the address."""

    q: str = ""
    area: tuple[str, ...] = ()
    horas: str = ""
    desde: date | None = None
    hasta: date | None = None
    turno: tuple[str, ...] = ()
    precio: int | None = None
    lugares: int = 0
    grupos: bool = False
    orden: str = ""
    pagina: int = 1

    @property
    def asks_for_runs(self):
        """Whether only courses with a fitting run answer."""
        return bool(
            self.grupos
            or self.desde
            or self.hasta
            or self.turno
            or self.precio is not None
            or self.lugares
        )

    @property
    def narrows(self):
        """Whether anything but the order and the page was chosen."""
        return self != Filters(orden=self.orden, pagina=self.pagina)

    def without(self, name, value=None):
        """The same question with one filter, or one value of it, taken back."""
        kept = (
            tuple(each for each in getattr(self, name) if each != value)
            if value is not None
            else next(field.default for field in fields(self) if field.name == name)
        )
        changes: dict[str, Any] = {name: kept, "pagina": 1}
        return replace(self, **changes)

    def on_page(self, number):
        return replace(self, pagina=number)

    def query(self):
        """Write the question as a query string, always in the same order, defaults left out."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if isinstance(value, tuple):
                pairs += [(field.name, each) for each in value]
            else:
                pairs.append((field.name, "1" if value is True else str(value)))
        return urlencode(pairs)

    def address(self, path):
        query = self.query()
        return f"{path}?{query}" if query else path


def read(parameters):
    """Read the filters from the parameters of an address (a mapping with `getlist`).

    Returns the filters and a list of sentences about what was not understood.
    """
    problems: list[str] = []
    since = _date(parameters, "desde", problems)
    until = _date(parameters, "hasta", problems)
    if since and until and since > until:
        since, until = until, since
    filters = Filters(
        q=searched(parameters),
        area=_areas(parameters),
        horas=_choice(parameters, "horas", HOURS),
        desde=since,
        hasta=until,
        turno=tuple(shift for shift in SHIFTS if shift in parameters.getlist("turno")),
        precio=_price(parameters, problems),
        lugares=int(_choice(parameters, "lugares", {str(seats): "" for seats in SEATS}) or 0),
        grupos=_last(parameters, "grupos") == "1",
        orden=_choice(parameters, "orden", ORDERS),
        pagina=_page(parameters),
    )
    return filters, problems


def _last(parameters, name):
    # A zero byte cannot be stored or compared by PostgreSQL.
    return (parameters.get(name) or "").replace("\x00", "")


def _choice(parameters, name, choices):
    value = _last(parameters, name)
    return value if value in choices else ""


def _areas(parameters):
    slugs = {slug for slug in parameters.getlist("area") if re.fullmatch(r"[a-z0-9-]{1,50}", slug)}
    return tuple(sorted(slugs)[:MOST_AREAS])


def _date(parameters, name, problems):
    text = _last(parameters, name).strip()
    if not text:
        return None
    spoken = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    try:
        if spoken:
            day = date(int(spoken[3]), int(spoken[2]), int(spoken[1]))
        else:
            day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        problems.append(
            _("“%(text)s” is not a date, so it is not used. Example: 2026-12-01.")
            % {"text": text[:20]}
        )
        return None
    return day


def _price(parameters, problems):
    text = _last(parameters, "precio").strip()
    if not text:
        return None
    digits = re.fullmatch(r"\$?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.[0-9]{1,2})?", text)
    if digits is None:
        problems.append(
            _("“%(text)s” is not a price, so it is not used. Example: 2500.") % {"text": text[:20]}
        )
        return None
    return min(int(digits[1].replace(",", "")), HIGHEST_PRICE)


def _page(parameters):
    text = _last(parameters, "pagina")
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return 1
    return min(max(int(text), 1), MOST_PAGES)
