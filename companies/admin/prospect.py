"""The directory for outreach: who could use the portal and does not yet."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import catalogues
from companies.admin import prospect_steps as steps
from companies.admin.columns import NOTHING, badge, moment, to_change, two_lines
from companies.admin.prospect_filters import (
    InvitedFilter,
    ParkFilter,
    PortalFilter,
    SectorFilter,
    StratumFilter,
)
from companies.admin.workplace import ReadOnly
from companies.documents import directory_sheet
from companies.models import Download, Prospect
from companies.rules.words import few_words
from companies.services import downloads

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Prospect)
class ProspectAdmin(ReadOnly):
    steps = (
        steps.ConfirmMany(),
        steps.Invite(),
        steps.Contact(),
        steps.IsThisFirm(),
        steps.IsAnotherFirm(),
        steps.Silence(),
        steps.InviteMany(),
    )
    change_list_template = "admin/directory_list.html"
    list_display = ["firm", "people", "place", "reach", "state"]
    list_filter = [PortalFilter, InvitedFilter, SectorFilter, StratumFilter, ParkFilter, "source"]
    list_select_related = ["company", "maybe_company", "invited_by"]
    search_fields = ["search_text"]
    fieldsets = [
        (None, {"fields": ["legal_name", "trade_name", "state", "company_link"]}),
        (
            gettext_lazy("What the directory says"),
            {
                "fields": [
                    *("source", "source_id", "activity_and_sector", "people", "address", "place"),
                    *("phone", "email", "website", "last_import"),
                ]
            },
        ),
        (
            gettext_lazy("Our invitation"),
            {
                "fields": [
                    *("found_email", "found_contact", "invited_at", "invited_by"),
                    *("invited_address", "do_not_contact_reason"),
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_search_results(self, request, queryset, search_term):
        """All words, in any order, without minding accents or capitals."""
        for word in few_words(search_term):
            queryset = queryset.filter(
                Q(search_text__contains=word)
                | Q(found_email__contains=word)
                | Q(found_contact__plainly=word)
            )
        return queryset, False

    def steps_offered(self, request, obj):
        offered = super().steps_offered(request, obj)
        if obj.company_id or not obj.maybe_company_id:
            return offered
        return [(steps.on_page(step, obj), address) for step, address in offered]

    def get_urls(self):
        export = self.admin_site.admin_view(self.export)
        return [path("export/", export, name="companies_prospect_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        query = request.GET.urlencode()
        address = reverse("admin:companies_prospect_export") + (f"?{query}" if query else "")
        context = {"export_address": address, "import_kind": "denue", **(extra_context or {})}
        return super().changelist_view(request, context)

    def export(self, request):
        """Answer with the list as it is filtered and searched, as a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except admin.options.IncorrectLookupParameters:
            return redirect("admin:companies_prospect_changelist")
        rows = list(shown)
        downloads.note(
            Download.What.DIRECTORY,
            about="prospects",
            form="xlsx",
            people=len(rows),
            by=request.user,
            now=timezone.now(),
        )
        answer = HttpResponse(directory_sheet.draw(rows), content_type=XLSX)
        answer["Content-Disposition"] = 'attachment; filename="directorio.xlsx"'
        return answer

    @admin.display(description=gettext_lazy("firm"), ordering="plain_name")
    def firm(self, prospect):
        return two_lines(prospect, prospect.activity or prospect.trade_name)

    @admin.display(description=gettext_lazy("people"), ordering="stratum")
    def people(self, prospect):
        return prospect.stratum_words or NOTHING

    @admin.display(description=gettext_lazy("place"), ordering="industrial_park")
    def place(self, prospect):
        postal_code = _("postal code %(code)s") % {"code": prospect.postal_code}
        neighbourhood = prospect.address.rpartition(", ")[2]
        return two_lines(
            prospect.industrial_park.capitalize() or neighbourhood.capitalize() or NOTHING,
            postal_code if prospect.postal_code else "",
        )

    @admin.display(description=gettext_lazy("contact"), ordering="email")
    def reach(self, prospect):
        known = " · ".join(part for part in (prospect.found_contact, prospect.phone) if part)
        return two_lines(prospect.address_to_write_to or NOTHING, known)

    @admin.display(description=gettext_lazy("state"), ordering="invited_at")
    def state(self, prospect):
        if prospect.company:
            in_portal = badge("approved", _("in the portal"))
            return two_lines(in_portal, prospect.get_matched_by_display())
        if prospect.is_silenced:
            return two_lines(
                badge("refused", _("not to be written to")), prospect.do_not_contact_reason
            )
        if prospect.maybe_company:
            return two_lines(badge("few", _("perhaps in the portal")), prospect.maybe_company)
        if prospect.invited_at:
            return two_lines(badge("waiting", _("invitation sent")), moment(prospect.invited_at))
        return badge("", _("not invited yet"))

    @admin.display(description=gettext_lazy("company in the portal"))
    def company_link(self, prospect):
        if prospect.company:
            return to_change(prospect.company)
        if prospect.maybe_company:
            perhaps = to_change(prospect.maybe_company)
            return two_lines(perhaps, _("perhaps: the names are alike"))
        return NOTHING

    @admin.display(description=gettext_lazy("activity"))
    def activity_and_sector(self, prospect):
        sector = catalogues.find(catalogues.sectors(), prospect.sector)
        scian = f"{prospect.scian_class} · {sector}" if sector else prospect.scian_class
        return two_lines(prospect.activity or NOTHING, scian)
