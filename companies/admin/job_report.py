"""What the background jobs did, to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.admin import about
from companies.admin.columns import badge, moment
from companies.admin.workplace import ReadOnly
from companies.models import JobReport


@admin.register(JobReport)
class JobReportAdmin(ReadOnly):
    list_display = ["when", "job", "matter", "line", "attention"]
    list_display_links = ["line"]
    list_filter = ["is_problem", "job"]
    search_fields = ["line", "about"]
    date_hierarchy = "at"

    @admin.display(description=_("when"), ordering="at")
    def when(self, report):
        return moment(report.at)

    @admin.display(description=_("what it is about"), ordering="about")
    def matter(self, report):
        return about.told(report.about)

    @admin.display(description=_("needs attention"), ordering="is_problem")
    def attention(self, report):
        return badge("failed", _("problem")) if report.is_problem else ""
