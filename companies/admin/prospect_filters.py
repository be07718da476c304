"""The questions that staff ask of the directory for outreach."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import catalogues
from companies.models import Prospect

PARKS_NAMED = 25


class PortalFilter(admin.SimpleListFilter):
    """Who is in the portal already is shown when asked for, or searched for."""

    title = gettext_lazy("in the portal")
    parameter_name = "portal"

    def lookups(self, request, model_admin):
        return [
            ("perhaps", _("perhaps in the portal: to be confirmed")),
            ("in", _("in the portal")),
            ("all", _("everything")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield {**first, "display": _("not yet in the portal")}
        yield from others

    def queryset(self, request, prospects):
        if self.value() == "perhaps":
            return prospects.perhaps_in_the_portal()
        if self.value() == "in":
            return prospects.filter(company__isnull=False)
        if self.value() == "all" or request.GET.get("q") or request.GET.get("invited"):
            return prospects
        return prospects.outside_the_portal()


class InvitedFilter(admin.SimpleListFilter):
    title = gettext_lazy("invitation")
    parameter_name = "invited"

    def lookups(self, request, model_admin):
        return [
            ("possible", _("can be invited: has an e-mail, was not written to")),
            ("yes", _("was invited")),
            ("answered", _("was invited and answered")),
            ("unanswered", _("was invited and did not answer")),
            ("silent", _("is not to be written to")),
        ]

    def queryset(self, request, prospects):
        answered = Q(company__isnull=False) | Q(said_so_themselves=True)
        if self.value() == "possible":
            return prospects.filter(
                invited_at__isnull=True, do_not_contact_at__isnull=True, company__isnull=True
            ).exclude(email="", found_email="")
        if self.value() == "yes":
            return prospects.invited()
        if self.value() == "answered":
            return prospects.invited().filter(answered)
        if self.value() == "unanswered":
            return prospects.invited().exclude(answered)
        if self.value() == "silent":
            return prospects.not_to_be_written_to()
        return prospects


class SectorFilter(admin.SimpleListFilter):
    title = gettext_lazy("sector")
    parameter_name = "sector"

    def lookups(self, request, model_admin):
        return [
            (one.code, f"{one.code} {one.name}") for one in catalogues.sectors() if not one.parent
        ]

    def queryset(self, request, prospects):
        return prospects.filter(sector=self.value()) if self.value() else prospects


class StratumFilter(admin.SimpleListFilter):
    title = gettext_lazy("people who work there")
    parameter_name = "people"

    def lookups(self, request, model_admin):
        return [*((one.code, one.name) for one in catalogues.denue_strata()), ("?", _("unknown"))]

    def queryset(self, request, prospects):
        if not self.value():
            return prospects
        return prospects.filter(stratum="" if self.value() == "?" else self.value())


class ParkFilter(admin.SimpleListFilter):
    """The parks with the most firms; the others are found by searching."""

    title = gettext_lazy("industrial park")
    parameter_name = "park"

    def lookups(self, request, model_admin):
        parks = (
            Prospect.objects.exclude(industrial_park="")
            .values_list("industrial_park")
            .annotate(firms=Count("pk"))
            .order_by("-firms", "industrial_park")[:PARKS_NAMED]
        )
        return [(park, park.capitalize()) for park in sorted(park for park, _firms in parks)]

    def queryset(self, request, prospects):
        return prospects.filter(industrial_park=self.value()) if self.value() else prospects
