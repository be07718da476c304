"""The size of a firm by the official score (DOF 30 June 2009)."""

from decimal import Decimal

import pytest

from companies.rules.size import classify


@pytest.mark.parametrize(
    ("head_count", "sector", "sales", "size", "measure", "limit"),
    [
        (10, "332", None, "micro", "10", "10"),
        (11, "332", None, "small", "11", "50"),
        (50, "", None, "small", "50", "50"),
        (51, "31-33", None, "medium", "51", "250"),
        (250, "23", None, "medium", "250", "250"),
        (251, "332", None, "large", "251", "250"),
        (30, "46", None, "small", "30", "30"),
        (31, "43", None, "medium", "31", "100"),
        (101, "46", None, "large", "101", "100"),
        (100, "54", None, "medium", "100", "100"),
        (101, "54", None, "large", "101", "100"),
        # The example of the source: 30 workers and 40 million are 3 + 36.
        (30, "332", "40", "small", "39", "95"),
        (10, "332", "4", "micro", "4.6", "4.6"),
        (10, "332", "4.01", "small", "4.609", "95"),
        (20, "46", "102", "medium", "93.8", "235"),
        (251, "332", "200", "medium", "205.1", "250"),
        (100, "332", "300", "large", "280", "250"),
    ],
)
def test_size_follows_from_the_score_or_the_people(head_count, sector, sales, size, measure, limit):
    found = classify(head_count=head_count, sector=sector, annual_sales=sales and Decimal(sales))
    assert (found.name, found.measure, found.limit) == (size, Decimal(measure), Decimal(limit))
    assert found.is_score == (sales is not None)
    assert found.is_large == (size == "large")


@pytest.mark.parametrize("sales", [None, Decimal(40), Decimal(4000)])
@pytest.mark.parametrize("head_count", [30, 300])
def test_every_size_says_why_with_its_figures(head_count, sales):
    size = classify(head_count=head_count, sector="332", annual_sales=sales)
    assert str(size.limit) in size.why
    assert str(int(size.measure)) in size.why.replace(",", "")
