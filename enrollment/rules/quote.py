"""What a firm pays for its seats."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Quote:
    """Amounts in MXN; `vat_percent` as it is said, 8 or 16."""

    people: int
    unit_price: Decimal
    subtotal: Decimal
    vat_percent: Decimal
    vat: Decimal
    total: Decimal


def quote(*, unit_price, people, vat_rate):
    """Add up the price of `people` seats with VAT, rounded to the cent once, on the whole."""
    subtotal = unit_price * people
    vat = (subtotal * Decimal(vat_rate)).quantize(CENT, ROUND_HALF_UP)
    percent = Decimal(vat_rate) * 100
    percent = percent.quantize(Decimal(1)) if percent == int(percent) else percent.normalize()
    return Quote(people, unit_price, subtotal, percent, vat, subtotal + vat)
