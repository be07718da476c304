"""The voluntary purposes of the privacy notice, asked one by one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.rules import notices


class VoluntaryPurposes(forms.MultipleChoiceField):
    """Boxes that nobody has ticked beforehand. For sign-up and for "My data"."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(
            choices=[(purpose, notices.VOLUNTARY[purpose]) for purpose in notices.CURRENT.asks],
            required=False,
            **{
                "label": _("If you wish"),
                "help_text": _("None of this is needed for a seat. You can change it at any time."),
                **options,
            },
        )


class ConsentForm(forms.Form):
    voluntary = VoluntaryPurposes()
