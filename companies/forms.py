"""What people type about their firm and its technicians."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from companies import catalogues, identifiers
from companies.models import Invitation, Membership, Technician
from companies.rules.import_columns import FIELDS

NOT_USED = "-"


class CurpField(forms.CharField):
    """A CURP with spaces, dashes and small letters forgiven."""

    default_error_messages = {"required": _("Type the CURP.")}
    default_validators = [identifiers.validate_curp]

    def to_python(self, value):
        return identifiers.clean(super().to_python(value))


@dataclass(frozen=True)
class FoundOccupation:
    code: str
    name: str
    area: str
    is_chosen: bool


def occupations_found(words, chosen=""):
    """The sub-areas that the words find, the chosen one first and in any case; none without words.

    Searching shall never lose what was chosen before.
    """
    if not (words or "").strip():
        return []
    found = catalogues.search([entry for entry, _area in catalogues.sub_areas()], words)
    areas = {entry.code: (entry, area) for entry, area in catalogues.sub_areas()}
    codes = [code for code in [chosen, *(entry.code for entry in found)] if code in areas]
    return [
        FoundOccupation(code, areas[code][0].name, areas[code][1], code == chosen)
        for code in dict.fromkeys(codes)
    ]


class OccupationField(forms.ChoiceField):
    """A sub-area of the national catalogue of occupations, as the DC-3 asks for it.

    All stand in one list by areas; the page finds them by words, too (`companies:find_occupation`).
    """

    default_error_messages = {
        "invalid_choice": _("Choose one of the occupations of the catalogue.")
    }

    def __init__(self, **kwargs):
        super().__init__(choices=self.by_area, **kwargs)

    @staticmethod
    def by_area():
        groups: dict[str, list[tuple[str, str]]] = {}
        for entry, area in catalogues.sub_areas():
            groups.setdefault(area, []).append((entry.code, f"{entry.code} {entry.name}"))
        return [("", _("Not known yet")), *groups.items()]


class TechnicianForm(forms.ModelForm):
    """An employee. The CURP is judged while it is typed (`companies:check_curp`)."""

    curp = CurpField(
        label=_("CURP"),
        max_length=40,
        help_text=_("18 characters, for example XEXX010101HNEXXXA4. Spaces do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "off",
                "data-identifier": True,
                "hx-params": "curp",
                "hx-post": reverse_lazy("companies:check_curp"),
                "hx-sync": "this:replace",
                "hx-target": "#curp-verdict",
                "hx-trigger": "input changed delay:400ms",
                "spellcheck": "false",
            }
        ),
    )

    occupation = OccupationField(
        label=_("Occupation"),
        required=False,
        help_text=_("Of the national catalogue of occupations: the DC-3 names it."),
    )
    occupation_words = forms.CharField(
        label=_("Search the occupation"),
        required=False,
        max_length=80,
        help_text=_("For example welder, quality or forklift: words in Spanish find it."),
        widget=forms.TextInput(
            attrs={
                "aria-controls": "occupation-choice",
                "autocomplete": "off",
                "hx-get": reverse_lazy("companies:find_occupation"),
                "hx-include": "#occupation-choice",
                "hx-params": "occupation,occupation_words",
                "hx-sync": "this:replace",
                "hx-target": "#occupation-choice",
                "hx-trigger": "input changed delay:250ms",
                "type": "search",
            }
        ),
    )

    class Meta:
        model = Technician
        fields = [
            "given_names",
            "first_surname",
            "second_surname",
            "curp",
            "email",
            "job_title",
            "occupation",
        ]
        help_texts = {
            "given_names": _("As on the CURP, for example María Fernanda."),
            "email": _("With it we also tell the technician about date, place and changes."),
            "job_title": _("For example CNC operator."),
        }
        error_messages = {
            "given_names": {"required": _("Type the given names.")},
            "first_surname": {"required": _("Type the first surname.")},
        }
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": "off"})
            for name in ["given_names", "first_surname", "second_surname", "job_title"]
        } | {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def clean(self):
        for name in ("given_names", "first_surname", "second_surname", "job_title"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = " ".join(self.cleaned_data[name].split())
        words = self.cleaned_data.pop("occupation_words", "")
        # The Enter key in the search sends the form: nobody meant to store it by halves.
        if words and self.cleaned_data.get("occupation") == "":
            self.add_error(
                "occupation", _("Choose one of those found, or delete the words of the search.")
            )
        return self.cleaned_data

    @property
    def occupations_found(self):
        """What the words of the search find, for the page."""
        return occupations_found(self["occupation_words"].value(), self["occupation"].value())


class NewTechnicianForm(TechnicianForm):
    """A technician who is added while something else is filled in: no more than is needed now.

    The browser does not insist on these fields, because the page can be sent without them.
    """

    use_required_attribute = False
    occupation = None  # type: ignore[assignment]
    occupation_words = None  # type: ignore[assignment]

    class Meta(TechnicianForm.Meta):
        fields = ["given_names", "first_surname", "second_surname", "curp", "email"]

    @property
    def is_touched(self):
        """Say whether anything was typed."""
        return any(self.data.get(name, "").strip() for name in self.fields)


ROLES = [
    (Membership.Role.MEMBER, _("Member: enrolls technicians and follows the requests")),
    (Membership.Role.OWNER, _("Owner: also changes the company data and decides who acts for it")),
]


class InvitationForm(forms.Form):
    """A colleague to invite."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The invitation goes to this address and works only with it."),
        error_messages={"required": _("Type the e-mail of your colleague.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=_("Name"),
        max_length=Invitation._meta.get_field("full_name").max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=ROLES, initial=Membership.Role.MEMBER, widget=forms.RadioSelect
    )


class RoleForm(forms.Form):
    """The role of somebody who is in."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)


class ImportColumnsForm(forms.Form):
    """What each column of an uploaded list holds; `columns` are what was chosen, "" for nothing."""

    def __init__(self, *args, headers, columns, samples, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(NOT_USED, _("do not use")), *FIELDS.items()]
        for number, header in enumerate(headers):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=header or _("Column %(number)s, without header") % {"number": number + 1},
                choices=choices,
                initial=columns[number] or NOT_USED,
                help_text=" · ".join(samples[number]),
            )

    @property
    def columns(self):
        return [self.cleaned_data[name].replace(NOT_USED, "") for name in self.fields]
