"""What seats cost."""

from decimal import Decimal

import pytest

from enrollment.rules.quote import Quote, quote


@pytest.mark.parametrize(
    ("unit_price", "people", "vat_rate", "expected"),
    [
        ("2400.00", 2, "0.08", ("4800.00", "8", "384.00", "5184.00")),
        ("2400.00", 1, "0.16", ("2400.00", "16", "384.00", "2784.00")),
        ("0.00", 2, "0.08", ("0.00", "8", "0.00", "0.00")),
        # Rounded once on the whole: 2 x 33.33 x 8 % is 5.33, not 2 x 2.67.
        ("33.33", 2, "0.08", ("66.66", "8", "5.33", "71.99")),
        ("0.05", 1, Decimal("0.1"), ("0.05", "10", "0.01", "0.06")),
    ],
)
def test_quote(unit_price, people, vat_rate, expected):
    subtotal, percent, vat, total = map(Decimal, expected)

    found = quote(unit_price=Decimal(unit_price), people=people, vat_rate=vat_rate)

    assert found == Quote(people, Decimal(unit_price), subtotal, percent, vat, total)
    assert f"{found.vat_percent:f}" == expected[1]
