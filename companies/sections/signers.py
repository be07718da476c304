"""Who signs the DC-3."""

from django.utils.translation import gettext_lazy as _

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
        if not workers_sign(self.facts):
            del self.fields["workers_representative"]

    @classmethod
    def rows(cls, facts):
        rows = super().rows(facts)
        return rows if workers_sign(facts) else rows[:1]


def workers_sign(facts):
    """Say whether the certificate of a company with these facts needs the workers' signature."""
    return readiness.needs_workers_signature(facts.get("head_count") or 0)
