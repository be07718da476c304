"""What staff answer for: who took personal data out, and who agreed to what."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.admin.columns import moment, to_change
from companies.admin.workplace import ReadOnly
from companies.models import Consent, Download
from companies.rules import notices


@admin.register(Download)
class DownloadAdmin(ReadOnly):
    list_display = ["when", "what", "about", "form", "people", "whole_curps", "who"]
    list_display_links = ["what"]
    list_filter = ["what", "whole_curps"]
    list_select_related = ["by"]
    search_fields = ["about", "by__email", "by__full_name"]
    date_hierarchy = "at"

    @admin.display(description=_("when"), ordering="at")
    def when(self, download):
        return moment(download.at)

    @admin.display(description=_("who"), ordering="by")
    def who(self, download):
        return to_change(download.by)


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["when", "person", "version", "agreed", "page"]
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
        return " ".join(str(notices.VOLUNTARY[purpose]) for purpose in consent.accepted) or "—"
