"""CURP and RFC as tables. The CURPs are computed, the RFCs invented; none belongs to anybody."""

import pytest
from django.core.exceptions import ValidationError
from stdnum.mx.curp import calc_check_digit

from companies.identifiers import (
    clean,
    mask_curp,
    rfc_needs_a_second_look,
    validate_curp,
    validate_rfc,
)

CURP = "PEXJ800115HCHBBB03"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        (" pexj-800115 hchbbb03 ", CURP),
        ("abc 010203 xy9", "ABC010203XY9"),
        ("abc–010203–xy9", "ABC010203XY9"),
        ("", ""),
        (None, ""),
    ],
)
def test_spaces_dashes_and_small_letters_are_forgiven(typed, cleaned):
    assert clean(typed) == cleaned


@pytest.mark.parametrize("rfc", ["ABC010203XY9", "ÑAB010203XY9", "A&B010203XY9", "PEXJ800115AB1"])
def test_rfc_of_company_or_person_is_accepted(rfc):
    validate_rfc(rfc)


@pytest.mark.parametrize(
    "rfc", ["", "ABC", "ABC019903XY9", "ABC010203XY", "XAXX010101000", "XEXX010101000", CURP]
)
def test_what_is_no_rfc_of_a_company_is_refused(rfc):
    with pytest.raises(ValidationError):
        validate_rfc(rfc)


def test_wrong_check_digit_of_an_rfc_only_asks_for_a_second_look():
    validate_rfc("GODE561231GR9")
    assert rfc_needs_a_second_look("GODE561231GR9")
    assert not rfc_needs_a_second_look("GODE561231GR8")


def test_curp_is_accepted():
    validate_curp(CURP)


@pytest.mark.parametrize(
    ("curp", "code"),
    [
        ("", "form"),
        ("PEXJ800115HCHBBB0", "form"),
        ("PEXJ801315HCHBBB03", "form"),
        ("PEXJ800115HZZBBB03", "form"),
        ("PEXJ800115QCHBBB03", "form"),
        ("PEXJ800115HCHBBB06", "check_digit"),
        ("PEXJ800116HCHBBB03", "check_digit"),
    ],
)
def test_wrong_curp_is_refused_for_what_is_wrong(curp, code):
    with pytest.raises(ValidationError) as refusal:
        validate_curp(curp)
    assert refusal.value.code == code


def test_curp_with_x_for_the_sex_is_accepted():
    body = "PEXJ800115XCHBBB0"
    validate_curp(body + calc_check_digit(body))


def test_masked_curp_shows_the_ends_only():
    assert mask_curp(CURP) == "PEXJ••••••••••BB03"
