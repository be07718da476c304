"""Which régimen fiscal and uso CFDI go together (SAT, catalogues of CFDI 4.0)."""

from django.utils.translation import gettext as _

from companies import catalogues

# Receipts of payments and of wages: no invoice for a course carries them.
NOT_FOR_COURSES = {"CP01", "CN01"}
USUAL_REGIME = {True: "612", False: "601"}  # by: is it a person
USUAL_USE = "G03"


def uses(*, regime, is_person):
    """The usos CFDI that make sense for the invoice of a course, for a receiver like this."""
    every = catalogues.cfdi_uses(regime=regime, is_person=is_person)
    return [use for use in every if use.code not in NOT_FOR_COURSES]


def all_uses():
    """Every use that an invoice for a course can have, for whomever."""
    return [use for use in catalogues.all_cfdi_uses() if use.code not in NOT_FOR_COURSES]


def usual_use(*, regime, is_person):
    """The use that firms choose most, or the first that their regime allows; empty without one."""
    codes = [use.code for use in uses(regime=regime, is_person=is_person)]
    return USUAL_USE if USUAL_USE in codes else next(iter(codes), "")


def reasons_against(*, regime, use, is_person):
    """Pairs of the field and the sentence, for a regime and use that SAT would refuse."""
    if regime and regime not in [
        one.code for one in catalogues.tax_regimes_for(is_person=is_person)
    ]:
        whose = _("This tax regime is for companies, and the RFC is that of a person.")
        if not is_person:
            whose = _("This tax regime is for people, and the RFC is that of a company.")
        yield "tax_regime", whose
    elif regime and use and use not in [u.code for u in uses(regime=regime, is_person=is_person)]:
        yield "cfdi_use", _("SAT does not allow this use together with the tax regime chosen.")
