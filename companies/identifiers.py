"""CURP and RFC: how they are cleaned, judged and masked."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.mx import curp as stdnum_curp
from stdnum.mx import rfc as stdnum_rfc

# SAT's generic RFCs stand for "general public" and "foreigner", never for a firm.
GENERIC_RFCS = {"XAXX010101000", "XEXX010101000"}


def clean(value):
    """Drop what people put between the characters (spaces, dashes, dots) and use capitals."""
    return re.sub(r"[\s.\-_/–—]", "", value or "").upper()


def validate_rfc(value):
    """Refuse what cannot be the RFC of a firm.

    The check digit is not judged: about 1.5 % of the RFCs in use fail it, which is why
    `rfc_needs_a_second_look` only asks.
    Raises ValidationError with the sentence for the person.
    """
    if value in GENERIC_RFCS:
        raise ValidationError(
            _("This is SAT's generic RFC. Type the RFC of the company."), code="generic"
        )
    if not stdnum_rfc.is_valid(value, validate_check_digits=False):
        raise ValidationError(
            _(
                "This is not a valid RFC. It has 3 or 4 letters, 6 digits of a date and 3 more"
                " characters, for example ABC010203XY9."
            ),
            code="form",
        )


def is_person_rfc(value):
    """Say whether the RFC is that of a person: four letters instead of the three of a company."""
    return bool(re.match(r"[A-ZÑ&]{4}", value))


def rfc_needs_a_second_look(value):
    """Say whether the RFC fails its check digit, so that the person is asked to compare it."""
    return not stdnum_rfc.is_valid(value, validate_check_digits=True)


def validate_curp(value):
    """Refuse a CURP whose form, date, state or check digit is wrong.

    Raises ValidationError with the sentence for the person.
    """
    if len(value) != 18 or not stdnum_curp.is_valid(
        _known_to_stdnum(value), validate_check_digits=False
    ):
        raise ValidationError(
            _(
                "This is not a valid CURP. It has 18 characters, for example"
                " XEXX010101HNEXXXA4: compare it with the CURP certificate."
            ),
            code="form",
        )
    if stdnum_curp.calc_check_digit(value[:17]) != value[17]:
        raise ValidationError(
            _("The last digit does not match the rest of the CURP: one character is mistyped."),
            code="check_digit",
        )


def birth_date(curp):
    """Read the birth date out of a valid CURP."""
    return stdnum_curp.get_birth_date(_known_to_stdnum(curp))


def birth_state_code(curp):
    """The two letters of the state of birth, NE for abroad; of catalogues.states()."""
    return curp[11:13]


def _known_to_stdnum(curp):
    # RENAPO also issues X for the sex, which the library does not know; the date stands elsewhere.
    return curp[:10] + "H" + curp[11:] if curp[10:11] == "X" else curp


def mask_curp(value):
    """Show enough of a CURP to recognise it and too little to use it."""
    return f"{value[:4]}••••••••••{value[-4:]}"
