"""Who teaches, and when next."""

from django.contrib import admin
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.columns import NOTHING, badge, moment, to_list
from companies.admin.workplace import Workplace
from courses.models import CourseRun, Instructor


@admin.register(Instructor)
class InstructorAdmin(Workplace):
    history = ("runs",)
    list_display = ["name", "coming_groups", "next_one", "volunteer", "is_active"]
    list_filter = ["is_active", "is_volunteer"]
    search_fields = ["name", "email"]

    def get_queryset(self, request):
        coming = Q(runs__starts_at__gt=timezone.now()) & ~Q(runs__state=CourseRun.State.CANCELLED)
        return (
            super()
            .get_queryset(request)
            .annotate(
                number_of_coming=Count("runs", filter=coming),
                next_at=Min("runs__starts_at", filter=coming),
            )
        )

    @admin.display(description=gettext_lazy("coming groups"), ordering="number_of_coming")
    def coming_groups(self, instructor):
        if not instructor.number_of_coming:
            return NOTHING
        return to_list(CourseRun, instructor.number_of_coming, instructor__id__exact=instructor.pk)

    @admin.display(description=gettext_lazy("next group begins"), ordering="next_at")
    def next_one(self, instructor):
        return moment(instructor.next_at)

    @admin.display(description=gettext_lazy("volunteer"), ordering="is_volunteer")
    def volunteer(self, instructor):
        return badge("few", _("volunteer graduate")) if instructor.is_volunteer else ""
