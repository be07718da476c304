"""What the invoices need, as on the Constancia de Situación Fiscal."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from companies import catalogues, identifiers
from companies.models import Company
from companies.rules import invoice_name, tax
from companies.sections.section import FOR_INVOICES, LineField, Row, Section, wide


class Invoices(Section):
    slug = "facturacion"
    name = _("Invoices")
    question = _("What should the invoices say?")
    why = _(
        "Have the Constancia de Situación Fiscal of SAT at hand: an invoice is only accepted when"
        " these four agree with it."
    )
    template = "companies/sections/invoices.html"
    fragment, fragment_template = "cfdi-use", "companies/sections/_cfdi_use.html"
    needed = dict.fromkeys(
        ["invoice_name", "tax_regime", "cfdi_use", "tax_postal_code"], FOR_INVOICES
    )

    invoice_name = LineField(
        label=_("Name on invoices"),
        max_length=Company._meta.get_field("invoice_name").max_length,
        help_text=_(
            "In capitals and without “SA DE CV” or the like: that is how SAT keeps it, and"
            " otherwise it refuses the invoice. We propose it from the legal name; compare it."
        ),
        error_messages={"required": _("Type the name on invoices.")},
        widget=wide(autocapitalize="characters"),
    )
    tax_regime = forms.ChoiceField(
        label=_("Tax regime (régimen fiscal)"),
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose the tax regime.")),
    )
    cfdi_use = forms.ChoiceField(
        label=_("Use of the invoice (uso CFDI)"),
        help_text=_("For courses nearly always G03. Only what SAT allows with the tax regime."),
        error_messages={
            "required": _("Choose the use of the invoice."),
            "invalid_choice": _(
                "SAT does not allow this use with the tax regime chosen. Choose from the list: it"
                " fits now."
            ),
        },
    )
    tax_postal_code = forms.CharField(
        label=_("Postal code of the tax address"),
        max_length=20,
        help_text=_("5 digits; it may be another than that of the plant."),
        error_messages={"required": _("Type the postal code.")},
        widget=wide(inputmode="numeric"),
    )

    def prepare(self):
        proposed = {
            "invoice_name": invoice_name.propose(
                self.facts.get("legal_name", ""), is_person=self.is_person
            ),
            "tax_regime": tax.USUAL_REGIME[self.is_person],
        }
        for field, value in proposed.items():
            self.initial[field] = self.initial.get(field) or value
        regimes = catalogues.tax_regimes_for(is_person=self.is_person)
        self.choosing("tax_regime").choices = [(r.code, _coded(r)) for r in regimes]
        self.fields["tax_regime"].widget.attrs |= {
            "hx-get": "",
            "hx-include": "[name=cfdi_use]",
            "hx-target": f"#{self.fragment}",
        }
        regime = self["tax_regime"].value() or ""
        uses = tax.uses(regime=regime, is_person=self.is_person)
        self.choosing("cfdi_use").choices = [(use.code, _coded(use)) for use in uses]
        if self.initial.get("cfdi_use") not in [use.code for use in uses]:
            self.initial["cfdi_use"] = tax.usual_use(regime=regime, is_person=self.is_person)

    def clean_invoice_name(self):
        return invoice_name.propose(self.cleaned_data["invoice_name"], is_person=self.is_person)

    def clean_tax_postal_code(self):
        typed = re.sub(r"\s", "", self.cleaned_data["tax_postal_code"])
        if not re.fullmatch(r"[0-9]{5}", typed):
            raise forms.ValidationError(_("A postal code has 5 digits, for example 32000."))
        return typed

    @classmethod
    def rows(cls, facts):
        rows = super().rows(facts)
        is_person = identifiers.is_person_rfc(facts.get("rfc", ""))
        uses = tax.uses(regime=facts.get("tax_regime", ""), is_person=is_person)
        entries = {"tax_regime": catalogues.tax_regimes(), "cfdi_use": uses}
        for number, name in enumerate(cls.base_fields):
            entry = catalogues.find(entries.get(name, ()), facts.get(name))
            if entry:
                rows[number] = Row(rows[number].label, _coded(entry))
        return rows


def _coded(entry):
    return f"{entry.code} · {entry.name}"
