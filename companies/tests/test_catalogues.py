"""The catalogues of the authorities: whole, and found by what people type."""

import pytest

from canacintra_portal.testing.effort import little_work
from companies import catalogues


def test_the_catalogues_are_whole():
    assert len(catalogues.tax_regimes()) == 19
    assert len(catalogues.sectors()) == 20 + 21
    assert len(catalogues.occupations()) == 11 + 55
    assert len(catalogues.states()) == 33
    assert len(catalogues.denue_strata()) == 7


@pytest.mark.parametrize(
    "entries", [catalogues.sectors(), catalogues.occupations()], ids=["sectors", "occupations"]
)
def test_each_entry_stands_under_its_parent(entries):
    above = None
    for entry in entries:
        if entry.parent:
            assert entry.parent == above
        else:
            above = entry.code


def test_a_legal_entity_has_no_regime_of_people():
    codes = {one.code for one in catalogues.tax_regimes_for(is_person=False)}
    assert "601" in codes
    assert "605" not in codes


@pytest.mark.parametrize(
    ("regime", "is_person", "use", "is_valid"),
    [
        ("601", False, "G03", True),
        ("612", True, "D01", True),
        ("601", False, "D01", False),
        ("605", True, "G03", False),
        ("605", True, "CN01", True),
        ("626", False, "G03", True),
        ("999", False, "G03", False),
    ],
)
def test_only_pairs_of_regime_and_use_that_sat_accepts(regime, is_person, use, is_valid):
    uses = catalogues.cfdi_uses(regime=regime, is_person=is_person)
    assert (use in {one.code for one in uses}) == is_valid


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("plasticos", "326"),
        ("PLÁSTICO", "326"),
        ("332", "332"),
        ("tornillo", "332"),
        ("comercio menor", "46"),
        ("construccion", "23"),
    ],
)
def test_a_sector_is_found_without_accents_and_by_its_description(words, first):
    assert first in [entry.code for entry in catalogues.search(catalogues.sectors(), words)][:3]


def test_nothing_asked_for_finds_nothing():
    assert catalogues.search(catalogues.sectors(), "  ") == []
    assert catalogues.search(catalogues.sectors(), "xyzzy") == []


def test_find_answers_none_for_an_unknown_code():
    assert catalogues.find(catalogues.occupations(), "04.1").name == "Mecánica"
    assert catalogues.find(catalogues.occupations(), "99") is None


@pytest.mark.parametrize("words", ["soldador " * 50_000, "a" + "\u0300\u0316" * 50_000])
def test_a_search_without_end_costs_no_more_than_a_short_one(words):
    with little_work():
        catalogues.search(catalogues.occupations(), words)
