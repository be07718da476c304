"""What all sections have in common."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from companies import identifiers

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FOR_INVOICES = _("Without it there is no invoice.")
FOR_DC3 = _("Without it there is no valid DC-3 certificate.")


@dataclass(frozen=True)
class Row:
    """A line of a summary: `value` as people read it; `lacking` says what fails while it is empty,
    `note` what follows from it."""

    label: "_StrOrPromise"
    value: str
    lacking: "_StrOrPromise" = ""
    note: "_StrOrPromise" = ""


class Section(forms.Form):
    """One group of questions. `facts` are the fields of the company that are known already, by
    name: what is asked here depends on some of them.

    A section holds no rule of its own; what it asks becomes `changes()`, fields of the company.
    """

    do_not_call_in_templates = True  # pages also speak of sections that nobody fills in there

    slug: ClassVar[str]
    name: ClassVar["_StrOrPromise"]  # as a heading, among the others
    question: ClassVar["_StrOrPromise"]  # as the heading of its page
    why: "_StrOrPromise" = ""
    needed: ClassVar[dict[str, "_StrOrPromise"]] = {}  # what fails without a field, by its name
    template: ClassVar[str] = "companies/sections/plain.html"
    before_template: ClassVar[str] = ""  # what stands before the form, such as a search
    fragment: ClassVar[str] = ""  # id of the part of the page that follows what is chosen
    fragment_template: ClassVar[str] = ""

    def __init__(self, data=None, *, facts, **kwargs):
        self.facts = facts
        super().__init__(data, **kwargs)
        self.initial = dict(self.initial)
        self.prepare()

    def prepare(self):
        """Fit the questions to what is known."""

    def choosing(self, name):
        """The field with this name, which asks to choose."""
        return cast(forms.ChoiceField, self.fields[name])

    @property
    def is_person(self):
        return identifiers.is_person_rfc(self.facts.get("rfc", ""))

    @classmethod
    def typed_for(cls, facts):
        """What would be typed in this section for a company with these facts."""
        return {name: facts[name] for name in cls.base_fields if name in facts}

    def changes(self) -> dict[str, Any]:
        """The fields of the company that follow from a valid section."""
        return dict(self.cleaned_data)

    @classmethod
    def rows(cls, facts):
        """The section as lines of a summary, for a company with these facts."""
        return [
            Row(
                label=field.label or "",
                value=str(facts.get(name) or ""),
                lacking="" if facts.get(name) else cls.needed.get(name, ""),
            )
            for name, field in cls.base_fields.items()
        ]


class LineField(forms.CharField):
    """One line of text; spaces that slipped in are put right."""

    def to_python(self, value):
        return " ".join((super().to_python(value) or "").split())


def wide(**attrs):
    """A text box without the browser's suggestions from other pages."""
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})
