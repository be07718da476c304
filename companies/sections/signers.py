"""Who signs the DC-3."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from companies import identifiers
from companies.models import Company
from companies.rules import readiness
from companies.sections.section import FOR_DC3, LineField, Section, wide


class Signers(Section):
    slug = "firmas"
    name = _("Signatures of the DC-3")
    question = _("Who signs the DC-3 certificates?")
    why = _(
        "Every certificate names the people who sign it for the company. You can leave this for"
        " later; a course can begin without it, a certificate cannot be made."
    )
    template = "companies/sections/signers.html"
    needed = {"legal_representative": FOR_DC3, "workers_representative": FOR_DC3}

    legal_representative = LineField(
        label=_("Employer or legal representative"),
        required=False,
        max_length=Company._meta.get_field("legal_representative").max_length,
        help_text=_("Given names and surnames."),
        widget=wide(),
    )
    workers_representative = LineField(
        label=_("Representative of the workers"),
        required=False,
        max_length=Company._meta.get_field("workers_representative").max_length,
        help_text=_("Of the joint commission for training, which firms above 50 people have."),
        widget=wide(),
    )

    def prepare(self):
        if self.is_person:
            self.fields["legal_representative"].help_text = _(
                "Only if somebody signs for the person whose RFC it is."
            )
        if not workers_sign(self.facts):
            del self.fields["workers_representative"]

    @classmethod
    def rows(cls, facts):
        employer, workers = super().rows(facts)
        if identifiers.is_person_rfc(facts.get("rfc", "")):
            employer = replace(employer, lacking="")  # who is the firm herself signs herself
        return [employer, workers] if workers_sign(facts) else [employer]


def workers_sign(facts):
    """Say whether the certificate of a company with these facts needs the workers' signature."""
    return readiness.needs_workers_signature(facts.get("head_count") or 0)
