"""What an HR person sends about a request: who, together or not, what to give up."""

from typing import cast

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from companies.models import Technician
from companies.prepared import Given, IsOneOf, Prepared
from companies.refusals import Refused
from companies.rules.words import searched
from enrollment.models import Enrollment, EnrollmentRequest

LONGEST_ID = 18


_chosen = Prepared(
    lambda: Technician.objects.filter(
        IsOneOf(F("pk"), Given("ids")), company=Given("company")
    ).order_by("pk")
)


class RequestForm(forms.Form):
    """The last page of enrolling. `technician` comes once or twice and is read by `chosen_in`.

    `terms` are the price, dates and place that the page showed; who sends no page sends none.
    """

    together = forms.ChoiceField(
        label=gettext_lazy("If only one seat is left when your turn comes"),
        choices=EnrollmentRequest.Together,
        widget=forms.RadioSelect,
    )
    terms = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, technicians=()):
        together = data.get("together") if data else None
        data = {"together": together or "split", "terms": data.get("terms", "") if data else ""}
        super().__init__(data)
        if len(technicians) > 1:
            first, second = technicians[:2]
            self.fields["together"].widget.choices = [
                (
                    EnrollmentRequest.Together.SPLIT,
                    _("%(first)s takes it, %(second)s waits for the next one")
                    % {"first": first.given_names, "second": second.given_names},
                ),
                (EnrollmentRequest.Together.BOTH, _("Both or none: we wait for two seats")),
            ]


def ids_in(data):
    """The chosen ids in their order, as strings; what cannot be an id is kept, to be refused."""
    return data.getlist("technician")


def chosen_in(data, *, company):
    """Load the technicians of `company` who were chosen, in their order, in one statement.

    Raises Refused when somebody among them is not of the company.
    """
    ids = ids_in(data)
    possible = [int(pk) for pk in ids if pk.isdecimal() and len(pk) <= LONGEST_ID]
    own = {
        str(technician.pk): technician for technician in _chosen(company=company.pk, ids=possible)
    }
    if any(pk not in own for pk in ids):
        raise Refused(_("One of the technicians does not work for your company."))
    return [own[pk] for pk in ids]


class CancelForm(forms.Form):
    """Which enrollments of a request are given up: all that are live, or one of them.

    An enrollment that ended meanwhile is still accepted here, so that a second click is answered
    like the first; the service refuses what is really too late.
    """

    what = forms.ChoiceField(
        label=gettext_lazy("What do you want to cancel?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you want to cancel.")},
    )

    def __init__(self, *args, enrollments, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(enrollment.pk): enrollment for enrollment in enrollments}
        live = [e for e in enrollments if e.state in e.LIVE]
        *others, last = [str(enrollment.technician) for enrollment in live] or [""]
        names = _("%(words)s and %(last)s") % {"words": ", ".join(others), "last": last}
        whole = ("all", _("Both: %(names)s") % {"names": names})
        what = cast(forms.ChoiceField, self.fields["what"])
        what.choices = [*((pk, pk) for pk in self.by_id), whole]
        what.widget.choices = [
            *((e.pk, _("Only %(name)s") % {"name": e.technician}) for e in live),
            whole,
        ]

    @property
    def enrollment(self):
        """The one enrollment that is given up; None stands for the whole request."""
        return self.by_id.get(self.cleaned_data["what"])

    @property
    def done(self):
        if self.enrollment is None:
            return _("The request is cancelled.")
        return _("%(name)s no longer takes part.") % {"name": self.enrollment.technician}


class RequestFilter:
    """What the list of requests shows: a kind of state, and words. It stands in the address."""

    KINDS = {
        "": (pgettext_lazy("requests", "All"), None),
        "waiting": (pgettext_lazy("requests", "Waiting"), EnrollmentRequest.WANTING),
        "confirmed": (pgettext_lazy("requests", "Confirmed"), ("confirmed", "partial")),
        "ended": (pgettext_lazy("requests", "Cancelled"), ("cancelled", "refused")),
    }

    def __init__(self, data):
        self.kind = data.get("show", "") if data.get("show") in self.KINDS else ""
        self.words = searched(data)
        self.is_by_course = data.get("sort") == "course"

    @property
    def order(self):
        """Newest request first, or the group that begins first."""
        return ["run__starts_at", "pk"] if self.is_by_course else ["-requested_at", "-pk"]

    @property
    def is_set(self):
        return bool(self.kind or self.words)

    @property
    def links(self):
        """Each kind with its name and whether it is the one shown."""
        return [(kind, name, kind == self.kind) for kind, (name, _states) in self.KINDS.items()]

    @property
    def states(self):
        return self.KINDS[self.kind][1]


class ReasonForm(forms.Form):
    """Why CAST changes a roster: the company reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The company reads it in our message."),
        max_length=Enrollment._meta.get_field("change_reason").max_length,
        error_messages={"required": gettext_lazy("Say why: the company will read it.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self):
        return " ".join(self.cleaned_data["reason"].split())
