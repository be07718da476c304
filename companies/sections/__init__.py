"""What a firm says about itself, in sections: a page each when it registers, and again when it
corrects its data. `progress.py` puts the pages of a registration in order."""

from companies.sections.identity import LegalName, Rfc
from companies.sections.plant import Plant, Sector, Staff
from companies.sections.section import Section
from companies.sections.signers import Signers
from companies.sections.tax import Invoices

SECTIONS: tuple[type[Section], ...] = (Rfc, LegalName, Invoices, Plant, Sector, Staff, Signers)


def by_slug(slug):
    """The section whose address ends like this, or None."""
    return next((section for section in SECTIONS if section.slug == slug), None)


__all__ = ["SECTIONS", "Section", "by_slug"]
