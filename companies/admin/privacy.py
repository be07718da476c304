"""What staff answer for: who took personal data out, and who agreed to what."""

from django.contrib import admin
from django.db.models import BigIntegerField, Case, OuterRef, Subquery, When
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _

from canacintra_portal.history import places
from companies.admin import about
from companies.admin.columns import moment, to_change
from companies.admin.workplace import ReadOnly
from companies.models import Company, Consent, Download
from companies.rules import notices

FORMS = {
    "page": _("on the screen"),
    "pdf": "PDF",
    "xlsx": "Excel",
    "csv": "CSV",
    "zip": "ZIP",
}
# The number behind "company:" in what a download is about; none where it is about something else.
OF_A_COMPANY = Case(
    When(about__startswith="company:", then=Cast(Substr("about", 9), BigIntegerField())),
    default=None,
    output_field=BigIntegerField(),
)


@admin.register(Download)
class DownloadAdmin(ReadOnly):
    list_display = ["when", "what", "matter", "format", "people", "whole_curps", "who"]
    list_display_links = ["what"]
    list_filter = ["what", "whole_curps"]
    list_select_related = ["by"]
    search_fields = ["about", "by__email", "by__full_name"]
    date_hierarchy = "at"

    @admin.display(description=_("when"), ordering="at")
    def when(self, download):
        return moment(download.at)

    def get_queryset(self, request):
        firm = Company.objects.filter(pk=OuterRef("company_id")).values("legal_name")
        return (
            super()
            .get_queryset(request)
            .annotate(company_id=OF_A_COMPANY)
            .annotate(company_name=Subquery(firm))
        )

    @admin.display(description=_("what it is about"), ordering="about")
    def matter(self, download):
        return about.told(download.about, download.company_name)

    @admin.display(description=_("form"), ordering="form")
    def format(self, download):
        return FORMS.get(download.form, download.form)

    @admin.display(description=_("who"), ordering="by")
    def who(self, download):
        return to_change(download.by)


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["when", "person", "version", "agreed", "through"]
    list_display_links = ["version"]
    list_filter = ["version"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__full_name"]
    date_hierarchy = "given_at"

    @admin.display(description=_("when"), ordering="given_at")
    def when(self, consent):
        return moment(consent.given_at)

    @admin.display(description=_("person"), ordering="user")
    def person(self, consent):
        return to_change(consent.user)

    @admin.display(description=_("agreed to"))
    def agreed(self, consent):
        return ", ".join(str(notices.VOLUNTARY[purpose]) for purpose in consent.accepted) or "—"

    @admin.display(description=_("through which page"), ordering="page")
    def through(self, consent):
        return places.page(consent.page)
