"""Micro, small, medium or large, by the official score.

Source: Acuerdo por el que se establece la estratificación de las micro, pequeñas y medianas
empresas, DOF 30 June 2009: score = workers x 10 % + annual sales in million MXN x 90 %, compared
with the combined limit of each size.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import catalogues

MICRO, SMALL, MEDIUM, LARGE = "micro", "small", "medium", "large"
NAMES = {
    MICRO: gettext_lazy("micro"),
    SMALL: gettext_lazy("small"),
    MEDIUM: gettext_lazy("medium"),
    LARGE: gettext_lazy("large"),
}

INDUSTRY, COMMERCE, SERVICES = "industria", "comercio", "servicios"
COMMERCE_SECTORS = {"43", "46"}
INDUSTRY_SECTORS = {"11", "21", "22", "23", "31-33"}

WEIGHT_OF_WORKERS, WEIGHT_OF_SALES = Decimal("0.1"), Decimal("0.9")


@dataclass(frozen=True)
class Size:
    """A size with what it follows from: `measure` is the score, or the head count where the sales
    are not known; `limit` is the most that this size may have, for a large firm what it exceeds."""

    name: str
    measure: Decimal
    limit: Decimal
    is_score: bool

    @property
    def is_large(self):
        return self.name == LARGE

    @property
    def why(self):
        """Say in one sentence what the size follows from."""
        sentences = {
            (True, False): _(
                "The score of workers and sales is %(measure)s; the limit is %(limit)s."
            ),
            (True, True): _("The score of workers and sales is %(measure)s, above %(limit)s."),
            (False, False): _("%(measure)s people work there; the limit is %(limit)s."),
            (False, True): _("%(measure)s people work there, more than %(limit)s."),
        }
        told = {"measure": number_format(self.measure), "limit": number_format(self.limit)}
        return sentences[self.is_score, self.is_large] % told


@dataclass(frozen=True)
class _Limit:
    name: str
    people: Decimal
    score: Decimal


def classify(*, head_count, sector="", annual_sales=None):
    """Find the size of a firm. `sector` is a SCIAN code, manufacturing where it is not known;
    `annual_sales` is in million MXN. Without sales the number of people decides."""
    is_score = annual_sales is not None
    measure = Decimal(head_count)
    if annual_sales is not None:
        measure = (measure * WEIGHT_OF_WORKERS + annual_sales * WEIGHT_OF_SALES).normalize()
    limits = _limits(kind_of(sector))
    for limit in limits:
        highest = limit.score if is_score else limit.people
        if measure <= highest:
            return Size(limit.name, measure, highest, is_score)
    return Size(LARGE, measure, highest, is_score)


def of(company):
    """The size of a firm of the portal."""
    return classify(
        head_count=company.head_count, sector=company.sector, annual_sales=company.annual_sales
    )


def is_kept_out(company):
    """Say whether the firm is too large for open courses, and nobody let it in all the same."""
    return company.large_admitted_at is None and of(company).is_large


def range_of(name, kind):
    """Between what a firm of this kind has the size: above the first and up to the second, None
    where nothing ends it; once for the number of people and once for the score."""
    limits = _limits(kind)
    sizes = [*(limit.name for limit in limits), LARGE]
    number = sizes.index(name)
    below = limits[number - 1] if number else _Limit("", Decimal(-1), Decimal(-1))
    own = limits[number] if number < len(limits) else None
    people = (below.people, own.people if own else None)
    return people, (below.score, own.score if own else None)


def kind_of(sector):
    """Industry, commerce or services: what the limits distinguish."""
    if not sector or sector in INDUSTRY_SECTORS or sector.startswith("3"):
        return INDUSTRY
    return COMMERCE if sector in COMMERCE_SECTORS else SERVICES


@cache
def _limits(kind):
    sizes = {"micro": MICRO, "pequeña": SMALL, "mediana": MEDIUM}
    return [
        _Limit(sizes[row["size"]], Decimal(row["workers_max"]), Decimal(row["combined_cap"]))
        for row in catalogues.rows_of("mipyme_estratificacion.csv")
        if row["sector"] == "todos" or kind in row["sector"]
    ]
