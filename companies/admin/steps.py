"""Steps: what staff do with one object. Each is a button on its page and calls one service."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Step(ABC):
    """A step is offered while it makes sense, asks what it needs on a page in between, and acts.

    The page in between also answers a direct address. With `asks` false the button acts at once.
    With `in_list` the step is an action of the list, too: `companies.admin.list_steps` says how.

    `act(obj, by=, now=, **answers)` calls the service and says what happened in one sentence. It
    raises Refused.
    """

    name: str
    label: "_StrOrPromise"
    intro: "_StrOrPromise" = ""
    permission: str
    act: ClassVar[Callable[..., str]]
    form_class: type[forms.Form] = forms.Form
    template = "admin/step.html"
    list_template = "admin/step_in_list.html"
    asks = True
    in_list = False
    is_grave = False
    is_main = False  # what most people open the page for

    @abstractmethod
    def is_offered(self, obj, now):
        """Tell whether the step makes sense for the object as it is."""

    def why_not(self, obj, now):
        """Say what speaks against taking the step with `obj`, as far as it is known beforehand."""
        return ""

    def reason_against(self, obj, now):
        """Say why the step is not taken with `obj`; empty where nothing is known against it."""
        reason = self.why_not(obj, now)
        if reason or self.is_offered(obj, now):
            return reason
        return _("“%(step)s” is no longer possible here.") % {"step": self.label}

    def preview(self, obj, now):
        """Say who is affected: more context for the page in between."""
        return {}

    def preview_list(self, objects, now):
        """Say who is affected when many are chosen: `objects` is a queryset."""
        return {}

    def form_for(self, obj, data):
        """The form of the page in between, sent with `data` or new: it may know what `obj` is."""
        return self.form_class(data)


class Shortcut(Step):
    """A step that only leads elsewhere: `href` says where."""

    @abstractmethod
    def href(self, obj):
        """Say where it leads."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,  # as much as each reason in the database takes
        widget=forms.Textarea(attrs={"rows": 3}),
    )
