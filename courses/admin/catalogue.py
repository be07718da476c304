"""The catalogue: areas and courses."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.admin.columns import NOTHING, badge, to_list, two_lines
from companies.admin.workplace import Workplace
from courses.admin import search
from courses.models import Area, Course, CourseRun


class Addressed(Workplace):
    """The address is suggested from the name, and stays: links and bookmarks lead to it."""

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return ["slug", *readonly] if obj else readonly

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)


@admin.register(Area)
class AreaAdmin(Addressed):
    history = ("courses",)
    list_display = ["name_es", "name_en", "courses_shown"]
    search_fields = ["name_es", "name_en"]
    prepopulated_fields = {"slug": ["name_es"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_courses=Count("courses"))

    @admin.display(description=gettext_lazy("courses"), ordering="number_of_courses")
    def courses_shown(self, area):
        return to_list(Course, area.number_of_courses, area__id__exact=area.pk)


class HoursFilter(admin.SimpleListFilter):
    title = gettext_lazy("hours")
    parameter_name = "hours"

    def lookups(self, request, model_admin):
        return [("missing", _("without hours")), ("set", _("with hours"))]

    def queryset(self, request, courses):
        if self.value() in ("missing", "set"):
            return courses.filter(hours__isnull=self.value() == "missing")
        return courses


@admin.register(Course)
class CourseAdmin(Addressed):
    history = ("runs",)
    list_display = ["name_and_area", "hours", "coming_groups", "visibility"]
    list_filter = ["is_published", HoursFilter, "area"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["groups"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "area", "hours", "is_published", "groups"]}),
        (gettext_lazy("What the page says"), {"fields": ["audience", "objective"]}),
        (gettext_lazy("Constancia"), {"fields": ["thematic_area", "competency_standard"]}),
    ]

    def get_queryset(self, request):
        coming = Q(runs__state=CourseRun.State.PUBLISHED, runs__starts_at__gt=timezone.now())
        return (
            super()
            .get_queryset(request)
            .select_related("area")
            .annotate(number_of_coming=Count("runs", filter=coming))
        )

    def get_search_results(self, request, queryset, search_term):
        named = search.names(search_term)
        return (queryset if named is None else queryset.filter(named)), False

    @admin.display(description=gettext_lazy("course"), ordering="sort_key")
    def name_and_area(self, course):
        return two_lines(course.name, course.area)

    @admin.display(description=gettext_lazy("coming groups"), ordering="number_of_coming")
    def coming_groups(self, course):
        if not course.number_of_coming:
            return NOTHING
        words = ngettext("%(count)s group", "%(count)s groups", course.number_of_coming)
        words %= {"count": course.number_of_coming}
        return to_list(CourseRun, words, course__id__exact=course.pk)

    @admin.display(description=gettext_lazy("catalogue"), ordering="is_published")
    def visibility(self, course):
        if course.is_published:
            return badge("published", _("in the catalogue"))
        return badge("hidden", _("not in the catalogue"))

    @admin.display(description=gettext_lazy("groups"))
    def groups(self, course):
        if course.pk is None:
            return NOTHING
        return to_list(CourseRun, _("All its groups"), course__id__exact=course.pk, when="all")
