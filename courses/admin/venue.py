"""Rooms: how many people they seat, what they cost, who is in them."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from canacintra_portal import wording
from companies import jobs
from companies.admin.columns import NOTHING, badge, to_list, two_lines
from companies.admin.workplace import Workplace
from courses.models import CourseRun, Venue
from enrollment.services import room_changes

NAMED = 5  # more are counted


class VenueForm(forms.ModelForm):
    cost_per_hour = forms.DecimalField(
        label=gettext_lazy("Cost per hour"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        initial=0,
        help_text=gettext_lazy("In MXN."),
    )

    keeps_groups = forms.BooleanField(
        label=gettext_lazy("Its coming groups stay in it"), required=False
    )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        goes_out_of_use = self.initial.get("is_active") and cleaned.get("is_active") is False
        if goes_out_of_use and not cleaned.get("keeps_groups"):
            coming = list(coming_in(self.instance, timezone.now()))
            if coming:
                self.add_error("keeps_groups", say_who_stays(coming))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        return cleaned

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        too_full = (
            CourseRun.objects.filter(
                venue=self.instance.pk, seats_taken__gt=capacity, ends_at__gt=timezone.now()
            )
            .exclude(state=CourseRun.State.CANCELLED)
            .select_related("course")
            .order_by("-seats_taken", "pk")
            .first()
        )
        if too_full:
            raise forms.ValidationError(
                _(
                    "%(group)s has %(taken)s confirmed people in this room. Move that group first;"
                    " nobody who is confirmed loses the seat."
                )
                % {"group": too_full, "taken": too_full.seats_taken}
            )
        return capacity


def coming_in(venue, now):
    """Groups that are not over and have their meetings in the room, the soonest first."""
    return (
        CourseRun.objects.filter(venue=venue, ends_at__gt=now)
        .exclude(state=CourseRun.State.CANCELLED)
        .select_related("course")
        .order_by("starts_at", "pk")
    )


def say_who_stays(runs):
    """Name the groups that a room out of use still has."""
    named = [f"{run} ({wording.say_period(run.starts_at, run.ends_at)})" for run in runs[:NAMED]]
    if len(runs) > NAMED:
        more = len(runs) - NAMED
        named.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return ngettext(
        "%(count)s group is still going to meet in this room: %(groups)s. It stays there unless you"
        " give it another venue. Tick the box and save again to put the room out of use.",
        "%(count)s groups are still going to meet in this room: %(groups)s. They stay there unless"
        " you give them another venue. Tick the box and save again to put the room out of use.",
        len(runs),
    ) % {"count": len(runs), "groups": "; ".join(named)}


@admin.register(Venue)
class VenueAdmin(Workplace):
    form = VenueForm
    history = ("runs",)
    list_display = ["room", "capacity", "equipment", "owner", "cost", "coming_groups", "in_use"]
    list_filter = ["is_active", "is_own", ("site", admin.AllValuesFieldListFilter)]
    search_fields = ["name", "site", "equipment", "address"]
    readonly_fields = ["groups"]
    fieldsets = [
        (
            None,
            {
                "fields": ["site", "name", "capacity", "equipment", "is_active", "groups"],
                "description": gettext_lazy(
                    "A new capacity reaches every coming group in this room at once: more seats"
                    " are given to the waiting list, in order."
                ),
            },
        ),
        (gettext_lazy("Cost"), {"fields": ["is_own", "cost_per_hour"]}),
        (
            gettext_lazy("How to get there"),
            {"fields": ["address", "directions", "latitude", "longitude"]},
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """Ask whether groups may stay only where the room is about to go out of use."""
        (facts_title, facts), *others = super().get_fieldsets(request, obj)
        if obj and obj.is_active and request.method == "POST" and "is_active" not in request.POST:
            fields = list(facts["fields"])
            fields.insert(fields.index("is_active") + 1, "keeps_groups")
            facts = {**facts, "fields": fields}
        return [(facts_title, facts), *others]

    def get_queryset(self, request):
        coming = Q(runs__ends_at__gt=timezone.now()) & ~Q(runs__state=CourseRun.State.CANCELLED)
        return super().get_queryset(request).annotate(number_of_coming=Count("runs", filter=coming))

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            jobs.ring("enrollment.check_all_venues")
        elif form.changed_data:
            own = {field.name for field in Venue._meta.concrete_fields}
            changed = [name for name in form.changed_data if name in own]
            changes = {name: form.cleaned_data[name] for name in changed}
            room_changes.edit(venue=obj, changes=changes, now=timezone.now())

    @admin.display(description=gettext_lazy("room"), ordering="site")
    def room(self, venue):
        return two_lines(venue.name, venue.site)

    @admin.display(description=gettext_lazy("belongs to"), ordering="is_own")
    def owner(self, venue):
        return _("CANACINTRA") if venue.is_own else _("a partner")

    @admin.display(description=gettext_lazy("cost per hour"), ordering="cost_per_hour")
    def cost(self, venue):
        return wording.say_money(venue.cost_per_hour) if venue.cost_per_hour else NOTHING

    @admin.display(description=gettext_lazy("coming groups"), ordering="number_of_coming")
    def coming_groups(self, venue):
        if not venue.number_of_coming:
            return NOTHING
        words = ngettext("%(count)s group", "%(count)s groups", venue.number_of_coming)
        words %= {"count": venue.number_of_coming}
        return to_list(CourseRun, words, venue__id__exact=venue.pk)

    @admin.display(description=gettext_lazy("in use"), ordering="is_active")
    def in_use(self, venue):
        return badge("published", _("in use")) if venue.is_active else badge("off", _("out of use"))

    @admin.display(description=gettext_lazy("groups"))
    def groups(self, venue):
        if venue.pk is None:
            return NOTHING
        return to_list(CourseRun, _("All its groups"), venue__id__exact=venue.pk, when="all")
