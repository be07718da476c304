"""What staff correct about a firm, with the same rules as the pages of the firm."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from companies import catalogues, identifiers
from companies.models import Company
from companies.rules import municipalities, tax
from companies.sections.identity import RfcField

NOT_SAID = ("", _("not said"))


class CompanyForm(forms.ModelForm):
    tax_regime = forms.ChoiceField(label=_("Tax regime (régimen fiscal)"), required=False)
    cfdi_use = forms.ChoiceField(label=_("Use of the invoice (uso CFDI)"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    class Meta:
        model = Company
        fields = ("rfc",)
        field_classes = {"rfc": RfcField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        entries = {
            "tax_regime": catalogues.tax_regimes(),
            "cfdi_use": tax.all_uses(),
            "sector": catalogues.sectors(),
        }
        if "rfc" in self.fields:
            # With its spaces and dashes it may be longer than what is stored.
            self.fields["rfc"].widget.attrs.pop("maxlength", None)
        for name, listed in entries.items():
            if name in self.fields:  # who may only look has no fields
                choices = [(entry.code, f"{entry.code} · {entry.name}") for entry in listed]
                cast(forms.ChoiceField, self.fields[name]).choices = [NOT_SAID, *choices]

    def clean_municipality(self):
        return municipalities.canonical(self.cleaned_data["municipality"])

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for field, sentence in tax.reasons_against(
            regime=cleaned.get("tax_regime"),
            use=cleaned.get("cfdi_use"),
            is_person=identifiers.is_person_rfc(cleaned.get("rfc", "")),
        ):
            self.add_error(field, sentence)
        return cleaned
