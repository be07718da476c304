"""Where the firm works, at what, and with how many people."""

import re
from dataclasses import replace

from django import forms
from django.template.defaultfilters import floatformat
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from companies import catalogues
from companies.models import Company
from companies.models.company import LOCAL_MUNICIPALITY
from companies.rules import municipalities, size
from companies.sections.section import LineField, Row, Section, wide

ELSEWHERE = "otro"
LARGEST_COUNT = 100_000

# What most plants of Juárez do, shown before anything is searched for.
USUAL_SECTORS = ("332", "333", "334", "335", "336", "326", "81", "54")


class Plant(Section):
    slug = "planta"
    name = _("Plant")
    question = _("Where is the plant?")
    why = _(
        "Where the technicians work. Open courses are made for the firms of Juárez: in groups that"
        " say so, they are seated first."
    )

    address = LineField(
        label=_("Street, number and neighbourhood or industrial park"),
        max_length=Company._meta.get_field("address").max_length,
        help_text=_("For example Calle del Ejemplo 123, Parque Industrial Muestra."),
        error_messages={"required": _("Type the address of the plant.")},
        widget=wide(autocomplete="street-address"),
    )
    municipality = forms.ChoiceField(
        label=_("Municipality of the plant"),
        choices=[(name, name) for name in municipalities.NEARBY]
        + [(ELSEWHERE, _("Another municipality"))],
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose the municipality.")),
    )
    other_municipality = LineField(
        label=_("If another: municipality and state"),
        max_length=Company._meta.get_field("municipality").max_length,
        required=False,
        help_text=_("For example Torreón, Coahuila."),
        widget=wide(),
    )

    def prepare(self):
        # What decides who comes first in a queue stays as CANACINTRA found it.
        if self.facts.get("approved_at"):
            del self.fields["municipality"], self.fields["other_municipality"]
            self.why = _(
                "Where the technicians work. The municipality decides who comes first in a group:"
                " CANACINTRA changes it after looking at it."
            )

    @classmethod
    def typed_for(cls, facts):
        typed = {name: facts[name] for name in ["address", "municipality"] if name in facts}
        if typed.get("municipality", LOCAL_MUNICIPALITY) not in municipalities.NEARBY:
            typed |= {
                "municipality": ELSEWHERE,
                "other_municipality": facts["municipality"],
            }
        return typed

    def clean(self):
        is_elsewhere = self.cleaned_data.get("municipality") == ELSEWHERE
        if is_elsewhere and not self.cleaned_data.get("other_municipality"):
            self.add_error("other_municipality", _("Type the municipality."))
        return self.cleaned_data

    def changes(self):
        changes = {"address": self.cleaned_data["address"]}
        chosen = self.cleaned_data.get("municipality")
        if chosen == ELSEWHERE:
            chosen = municipalities.canonical(self.cleaned_data["other_municipality"])
        return changes | ({"municipality": chosen} if chosen else {})

    @classmethod
    def rows(cls, facts):
        address, municipality, _other = super().rows(facts)
        is_local = facts.get("municipality") == LOCAL_MUNICIPALITY
        note = _("Firms of Juárez come first where a group says so.") if is_local else ""
        return [address, Row(municipality.label, municipality.value, note=note)]


class Sector(Section):
    slug = "giro"
    name = _("Sector")
    question = _("What does the company do?")
    why = _(
        "INEGI's classification (SCIAN). By it we suggest courses, and it counts for the size of"
        " the company."
    )

    template = "companies/sections/sector.html"
    before_template = "companies/sections/_sector_search.html"
    fragment, fragment_template = "sector-results", "companies/sections/_sector_results.html"

    sector = forms.ChoiceField(
        label=_("Sector"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], _("Choose the sector that comes closest.")
        ),
    )

    def __init__(self, data=None, *, words="", **kwargs):
        self.words = words
        super().__init__(data, **kwargs)

    def prepare(self):
        self.choosing("sector").choices = [(one.code, one.name) for one in catalogues.sectors()]
        chosen = self["sector"].value()
        self.found = catalogues.search(catalogues.sectors(), self.words)
        shown = self.found or [
            one for one in catalogues.sectors() if one.code in USUAL_SECTORS or self.words
        ]
        first = [one for one in catalogues.sectors() if one.code == chosen and one not in shown]
        self.choosing("sector").widget.choices = [
            (one.code, f"{one.name} ({one.code})") for one in [*first, *shown]
        ]

    @classmethod
    def rows(cls, facts):
        entry = catalogues.find(catalogues.sectors(), facts.get("sector"))
        value = f"{entry.name} ({entry.code})" if entry else ""
        return [Row(cls.base_fields["sector"].label or "", value)]


class CountField(forms.IntegerField):
    """A number of people; "1,200" is one."""

    default_error_messages = {"invalid": _("Type a whole number, for example 35.")}

    def to_python(self, value):
        return super().to_python(without_separators(value))


class MillionsField(forms.DecimalField):
    """An amount with or without commas between the thousands, as Mexico writes them."""

    default_error_messages = {"invalid": _("Type a number, for example 12.5.")}

    def to_python(self, value):
        return super().to_python(without_separators(value))


def without_separators(value):
    """Take out what stands between thousands; a comma that stands elsewhere is a decimal point."""
    if not isinstance(value, str):
        return value
    bare = re.sub(r"[\s$]", "", value)
    between_thousands = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", bare)
    return bare.replace(",", "" if between_thousands else ".")


class Staff(Section):
    slug = "personal"
    name = _("People")
    question = _("How many people work there?")
    why = _(
        "All plants of the company together, everybody who is on the payroll. By it we know whether"
        " the company is micro, small, medium or large; open courses are for the first three."
    )

    template = "companies/sections/staff.html"

    head_count = CountField(
        label=_("People who work in the company"),
        min_value=1,
        max_value=LARGEST_COUNT,
        error_messages={"required": _("Type how many people work in the company.")},
        widget=wide(inputmode="numeric"),
    )
    technician_head_count = CountField(
        label=_("Of them, technicians"),
        min_value=1,
        max_value=LARGEST_COUNT,
        help_text=_("Operators, maintenance, quality and others who might come to a course."),
        error_messages={"required": _("Type how many of them are technicians.")},
        widget=wide(inputmode="numeric"),
    )
    annual_sales = MillionsField(
        label=_("Sales of a year, in million pesos"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_(
            "For example 12.5. The official size looks at sales, too; without them we go by the"
            " number of people."
        ),
        widget=wide(inputmode="decimal"),
    )

    def prepare(self):
        live = {
            "hx-post": reverse_lazy("companies:check_size"),
            "hx-include": "closest form",
            "hx-params": "sector,head_count,annual_sales",
            "hx-sync": "closest form:replace",
            "hx-target": "#size-verdict",
            "hx-trigger": "input changed delay:400ms",
        }
        for name in ["head_count", "annual_sales"]:
            self.fields[name].widget.attrs |= live

    def clean(self):
        people = self.cleaned_data.get("head_count")
        technicians = self.cleaned_data.get("technician_head_count")
        if people and technicians and technicians > people:
            self.add_error(
                "technician_head_count",
                _("There cannot be more technicians than people in the company."),
            )
        return self.cleaned_data

    @classmethod
    def rows(cls, facts):
        rows = super().rows(facts)
        if facts.get("annual_sales") is not None:
            rows[-1] = replace(rows[-1], value=floatformat(facts["annual_sales"], -2))
        if facts.get("head_count"):
            found = size_of(facts)
            rows.append(Row(_("Size"), str(size.NAMES[found.name]).capitalize(), note=found.why))
        return rows


def size_of(facts):
    """The official size of a company with these facts; `head_count` is known."""
    return size.classify(
        head_count=facts["head_count"],
        sector=facts.get("sector", ""),
        annual_sales=facts.get("annual_sales"),
    )
