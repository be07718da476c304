"""Proposed changes of venue: who gains, what it costs, one click to accept."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.admin.columns import NOTHING, badge, cost_difference, moment, to_change, two_lines
from companies.admin.steps import Shortcut, Step
from companies.admin.workplace import ReadOnly
from courses.admin.run_steps import second_group
from enrollment import queries
from enrollment.models import Relocation
from enrollment.services import venue_check

State, Kind = Relocation.State, Relocation.Kind


class Decision(Step):
    """What staff decide about a proposal, once."""

    permission = "enrollment.change_relocation"

    def why_not(self, relocation, now):
        if relocation.decided_at is None:
            return ""
        return _("Decided already: %(state)s, %(moment)s (%(who)s).") % {
            "state": relocation.get_state_display(),
            "moment": moment(relocation.decided_at),
            "who": relocation.decided_by or _("by itself"),
        }


class Accept(Decision):
    name = "accept"
    label = gettext_lazy("Accept the move")
    intro = gettext_lazy(
        "The group moves, those who wait get the new seats in order, and everybody is told the new"
        " address with a new calendar entry. It all happens at once."
    )
    template = "admin/accept_relocation.html"

    def is_offered(self, relocation, now):
        return relocation.state == State.PROPOSED and relocation.kind == Kind.LARGER_VENUE

    def preview(self, relocation, now):
        run = relocation.run
        return {
            "relocation": relocation,
            "cost": cost_difference(relocation.extra_cost),
            "gaining": venue_check.preview(relocation=relocation, now=now),
            "concerned": queries.with_enrollments(
                run.requests.live().select_related("company").order_by("requested_at", "pk")
            ),
        }

    def act(self, relocation, *, by, now):
        venue_check.accept(relocation=relocation, by=by, now=now)
        return _("%(group)s moved to %(venue)s. Everybody concerned is told.") % {
            "group": relocation.run,
            "venue": relocation.to_venue,
        }


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note on the decision"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Decline(Decision):
    name = "decline"
    label = gettext_lazy("Leave it as it is")
    intro = gettext_lazy(
        "The group stays where it is, and those who wait stay in the queue. The same proposal comes"
        " back only when more people want to come."
    )
    form_class = NoteForm

    def is_offered(self, relocation, now):
        return relocation.state == State.PROPOSED

    def act(self, relocation, *, by, now, note):
        venue_check.decline(relocation=relocation, by=by, note=note, now=now)
        return _("%(group)s stays in %(venue)s.") % {
            "group": relocation.run,
            "venue": relocation.run.venue,
        }


class SecondGroup(Shortcut):
    name = "second-group"
    label = gettext_lazy("Prepare a second group")
    permission = "courses.add_courserun"

    def is_offered(self, relocation, now):
        return relocation.state == State.PROPOSED

    def href(self, relocation):
        return second_group(relocation.run)


@admin.register(Relocation)
class RelocationAdmin(ReadOnly):
    steps = (Accept(), SecondGroup(), Decline())
    asked_by_links = ("run__id__exact",)
    list_display = ["group", "proposal", "people", "gain", "cost", "shown_state"]
    list_filter = ["state", "kind"]
    list_select_related = ["run__course", "run__venue", "from_venue", "to_venue", "decided_by"]
    search_fields = ["run__code", "run__course__name", "from_venue__name", "to_venue__name"]
    date_hierarchy = "proposed_at"
    fieldsets = [
        (None, {"fields": ["group_link", "proposal", "people", "gain", "cost"]}),
        (
            gettext_lazy("Decision"),
            {"fields": ["shown_state", "proposed_at", "decided_at", "decided_by", "decision_note"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description=gettext_lazy("group"), ordering="run__code")
    def group(self, relocation):
        return two_lines(relocation.run.course.name, relocation.run.code)

    @admin.display(description=gettext_lazy("group"))
    def group_link(self, relocation):
        return to_change(relocation.run)

    @admin.display(description=gettext_lazy("proposal"), ordering="kind")
    def proposal(self, relocation):
        if relocation.to_venue is None:
            return two_lines(relocation.get_kind_display(), relocation.from_venue)
        return two_lines(f"→ {relocation.to_venue}", relocation.from_venue)

    @admin.display(description=gettext_lazy("people who want to come"), ordering="demand")
    def people(self, relocation):
        return relocation.demand

    @admin.display(description=gettext_lazy("seats gained"), ordering="seats_gained")
    def gain(self, relocation):
        if not relocation.seats_gained:
            return NOTHING
        words = ngettext("%(n)s seat", "%(n)s seats", relocation.seats_gained)
        return words % {"n": relocation.seats_gained}

    @admin.display(description=gettext_lazy("extra cost"), ordering="extra_cost")
    def cost(self, relocation):
        return cost_difference(relocation.extra_cost) if relocation.to_venue else NOTHING

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, relocation):
        state = badge(relocation.state, relocation.get_state_display())
        if not relocation.decided_at:
            return state
        who = relocation.decided_by or _("by itself")
        return two_lines(state, f"{moment(relocation.decided_at)} · {who}")
