"""The member list of the chamber, as it was imported."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from companies.admin.columns import badge, moment, to_change, two_lines
from companies.admin.workplace import ReadOnly
from companies.models import ChamberMember, Company, DirectoryImport
from companies.name_order import InNameOrder


class ListedFilter(admin.SimpleListFilter):
    title = gettext_lazy("list")
    parameter_name = "listed"

    def lookups(self, request, model_admin):
        return [("now", _("member now")), ("gone", _("no longer in the list"))]

    def queryset(self, request, members):
        if self.value() in ("now", "gone"):
            return members.filter(gone_at__isnull=self.value() == "now")
        return members


class PortalFilter(admin.SimpleListFilter):
    title = gettext_lazy("in the portal")
    parameter_name = "portal"

    def lookups(self, request, model_admin):
        return [("yes", _("in the portal")), ("no", _("not yet in the portal"))]

    def queryset(self, request, members):
        firm = Exists(Company.objects.filter(rfc=OuterRef("rfc")))
        if self.value() == "yes":
            return members.filter(firm)
        if self.value() == "no":
            return members.exclude(firm)
        return members


@admin.register(ChamberMember)
class ChamberMemberAdmin(ReadOnly):
    change_list_template = "admin/directory_list.html"
    list_display = ["name_and_rfc", "state", "firm", "since"]
    list_filter = [ListedFilter, PortalFilter]
    search_fields = ["name", "rfc"]
    fields = ["name", "rfc", "state", "firm", "since", "last_import"]

    def changelist_view(self, request, extra_context=None):
        context = {"import_kind": DirectoryImport.Kind.MEMBERS, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_queryset(self, request):
        firms = Company.objects.filter(rfc=OuterRef("rfc"))
        return super().get_queryset(request).annotate(company_id=Subquery(firms.values("pk")[:1]))

    @admin.display(description=pgettext_lazy("chamber", "member"), ordering=InNameOrder("name"))
    def name_and_rfc(self, member):
        return two_lines(member.name, member.rfc)

    @admin.display(description=gettext_lazy("list"), ordering="gone_at")
    def state(self, member):
        if member.gone_at:
            return two_lines(badge("refused", _("no longer in the list")), moment(member.gone_at))
        return badge("approved", _("member now"))

    @admin.display(description=gettext_lazy("company in the portal"))
    def firm(self, member):
        if member.company_id is None:
            return _("not yet")
        return to_change(Company(pk=member.company_id), member.rfc)

    @admin.display(description=gettext_lazy("in the list since"), ordering="listed_at")
    def since(self, member):
        return moment(member.listed_at)
