"""What people type about their firm and its technicians."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from companies import identifiers
from companies.models import Invitation, Membership, Technician


class CurpField(forms.CharField):
    """A CURP with spaces, dashes and small letters forgiven."""

    default_error_messages = {"required": _("Type the CURP.")}
    default_validators = [identifiers.validate_curp]

    def to_python(self, value):
        return identifiers.clean(super().to_python(value))


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

    class Meta:
        model = Technician
        fields = ["given_names", "first_surname", "second_surname", "curp", "email", "job_title"]
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
        return self.cleaned_data


class NewTechnicianForm(TechnicianForm):
    """A technician who is added while something else is filled in: no more than is needed now.

    The browser does not insist on these fields, because the page can be sent without them.
    """

    use_required_attribute = False

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
