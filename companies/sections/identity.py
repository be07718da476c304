"""Who the firm is: its RFC and its legal name."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from companies import identifiers
from companies.models import Company
from companies.sections.section import LineField, Row, Section, wide


class RfcField(forms.CharField):
    """An RFC with spaces, dashes and small letters forgiven."""

    default_error_messages = {"required": _("Type the RFC.")}

    def to_python(self, value):
        return identifiers.clean(super().to_python(value))


class Rfc(Section):
    slug = "rfc"
    name = _("RFC")
    question = _("What is the RFC of the company?")
    why = _(
        "It is printed on every DC-3 certificate and on the invoices. We also see by it whether"
        " the company is already here."
    )

    template = "companies/sections/rfc.html"

    rfc = RfcField(
        label=_("RFC"),
        max_length=40,
        validators=[identifiers.validate_rfc],
        help_text=_(
            "12 characters for a company, 13 for a person; for example EJE010203AB1. Spaces and"
            " dashes do not matter."
        ),
        widget=wide(
            **{
                "autocapitalize": "characters",
                "data-identifier": True,
                "hx-params": "rfc",
                "hx-post": reverse_lazy("companies:check_rfc"),
                "hx-sync": "this:replace",
                "hx-target": "#rfc-verdict",
                "hx-trigger": "input changed delay:400ms",
                "spellcheck": "false",
            }
        ),
    )

    @classmethod
    def rows(cls, facts):
        rfc = facts.get("rfc", "")
        note = _("RFC of a person") if identifiers.is_person_rfc(rfc) else _("RFC of a company")
        if identifiers.rfc_needs_a_second_look(rfc):
            note = _("The last character is unusual: compare it with the constancia of SAT.")
        return [Row(cls.base_fields["rfc"].label or "", rfc, note=note)]


class LegalName(Section):
    slug = "razon-social"
    name = _("Legal name")
    question = _("What is the company called?")
    why = _("The whole legal name, as it is printed on the DC-3 certificate.")

    legal_name = LineField(
        label=_("Legal name"),
        max_length=Company._meta.get_field("legal_name").max_length,
        help_text=_("For example Maquinados Ejemplo del Norte, S.A. de C.V."),
        error_messages={"required": _("Type the legal name.")},
        widget=wide(autocomplete="organization"),
    )

    def prepare(self):
        if self.is_person:
            self.fields["legal_name"].label = _("Full name")
            self.fields["legal_name"].help_text = _(
                "Given names and surnames of the person whose RFC it is."
            )
