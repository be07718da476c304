"""The questions that staff ask of the list of groups."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canacintra_portal import decisions
from courses.models import CourseRun


class WhenFilter(admin.SimpleListFilter):
    """Groups that are over are history: they are shown when asked for, or searched for."""

    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [
            ("week", _("begins this week")),
            ("month", _("begins in the next four weeks")),
            ("now", _("under way")),
            ("over", _("already over")),
            ("all", _("everything")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        # The first choice of the others leaves the list whole: this one does not, and is shown.
        yield {**first, "display": _("not over yet"), "narrows": True}
        yield from others

    def queryset(self, request, runs):
        now = timezone.now()
        if self.value() == "week":
            return runs.filter(starts_at__gt=now, starts_at__lt=_next_monday(now))
        if self.value() == "month":
            return runs.filter(starts_at__gt=now, starts_at__lt=now + timedelta(weeks=4))
        if self.value() == "now":
            return runs.filter(starts_at__lte=now, ends_at__gt=now)
        if self.value() == "over":
            return runs.filter(ends_at__lte=now)
        if self.value() == "all" or request.GET.get("q"):
            return runs
        return runs.filter(Q(ends_at__gt=now) | Q(ends_at__isnull=True))


class SeatsFilter(admin.SimpleListFilter):
    title = gettext_lazy("seats")
    parameter_name = "seats"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("with a waiting list")),
            ("full", _("without a free seat")),
            ("left", _("with seats left")),
            ("nobody", _("nobody yet")),
        ]

    def queryset(self, request, runs):
        conditions = {
            "waiting": Q(seats_waiting__gt=0),
            "full": Q(seats_taken__gte=F("capacity")),
            "left": Q(seats_taken__lt=F("capacity")),
            "nobody": Q(seats_taken=0, seats_waiting=0),
        }
        return runs.filter(conditions.get(self.value() or "", Q()))


class DecisionFilter(admin.SimpleListFilter):
    title = gettext_lazy("needs a decision")
    parameter_name = "decision"

    def lookups(self, request, model_admin):
        return [
            ("room", _("more people than seats")),
            ("few", _("begins soon with few people")),
            ("dates", _("has no dates")),
        ]

    def queryset(self, request, runs):
        if self.value() == "room":
            return runs.filter(decisions.has_open_proposal())
        if self.value() == "few":
            few = decisions.runs_with_few_people(timezone.now())
            return runs.filter(pk__in=few.order_by().values("pk"))
        if self.value() == "dates":
            return runs.filter(starts_at__isnull=True).exclude(state=CourseRun.State.CANCELLED)
        return runs


class LocalPriorityFilter(admin.SimpleListFilter):
    title = gettext_lazy("local firms first")
    parameter_name = "local"

    def lookups(self, request, model_admin):
        return [
            ("now", _("in force today")),
            ("ended", _("no longer in force")),
            ("never", _("without this priority")),
        ]

    def queryset(self, request, runs):
        now = timezone.now()
        conditions = {
            "now": Q(local_priority_until__gt=now),
            "ended": Q(local_priority_until__lte=now),
            "never": Q(local_priority_until__isnull=True),
        }
        return runs.filter(conditions.get(self.value() or "", Q()))


def _next_monday(now):
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())
