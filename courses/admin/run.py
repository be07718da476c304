"""Groups with their meetings: the list that answers questions, and the page to change one."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from canacintra_portal import decisions
from companies.admin.columns import badge, bar, days_until, moment, to_list, two_lines
from companies.admin.workplace import Workplace
from companies.rules import readiness
from courses.admin import run_filters, run_steps, search
from courses.admin.run_form import (
    DEADLINES,
    MeetingForm,
    MeetingFormSet,
    MomentInput,
    RunForm,
    say_concerned,
)
from courses.models import CourseRun, Meeting
from courses.rules import phases
from enrollment import queries
from enrollment.models import EnrollmentRequest, Relocation
from enrollment.services import run_changes


class MeetingInline(admin.TabularInline):
    model = Meeting
    form = MeetingForm
    formset = MeetingFormSet
    fields = ["day", "begins", "ends"]
    verbose_name_plural = gettext_lazy("Meetings (time of Ciudad Juárez)")

    def get_extra(self, request, obj=None, **kwargs):
        """Empty rows, for those who work without JavaScript."""
        return 2 if obj and obj.starts_at else 4


@admin.register(CourseRun)
class CourseRunAdmin(Workplace):
    form = RunForm
    steps = (
        run_steps.Publish(),
        run_steps.CheckVenue(),
        run_steps.AnotherGroup(),
        run_steps.Cancel(),
    )
    history = ("requests", "relocations")
    asked_by_links = ("course__id__exact", "instructor__id__exact")
    trail = (Meeting,)
    inlines = (MeetingInline,)
    list_display = ["group", "begins", "where", "seats_and_queue", "shown_state"]
    list_filter = [
        run_filters.WhenFilter,
        run_filters.DecisionFilter,
        run_filters.SeatsFilter,
        run_filters.LocalPriorityFilter,
        "state",
        "course__area",
        "venue",
    ]
    list_select_related = ["course__area", "venue", "instructor"]
    search_fields = ["code", "course__name"]
    date_hierarchy = "starts_at"
    formfield_overrides = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput}
    }
    readonly_fields = ["shown_state", "seats", "ready", "links"]

    def get_fieldsets(self, request, obj=None):
        facts = ["code", "course", "kind"]
        room = [
            "venue",
            "instructor",
            "seat_limit",
            "company_seat_limit",
            "company_limit_reason",
            "accepts_moves_within_site",
        ]
        if obj:
            facts = ["shown_state", "seats", "ready", "links", *facts]
        sections = [
            (None, {"fields": facts}),
            (_("Room and seats"), {"fields": room}),
            (_("Price and deadlines"), {"fields": ["price", *DEADLINES]}),
        ]
        if obj and say_concerned(obj):
            sections.append((_("Before you change venue or dates"), {"fields": ["tell_everybody"]}))
        return sections

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(has_proposal=decisions.has_open_proposal())

    def get_search_results(self, request, queryset, search_term):
        named = search.names(search_term, "course__")
        if named is None:
            return queryset, False
        return queryset.filter(named | Q(code__icontains=search_term.strip())), False

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return {**initial, **run_steps.suggestions(request.GET)}

    def has_change_permission(self, request, obj=None):
        """Groups that are cancelled or over are history; a draft has none, and is mended."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or not allowed or obj.state == CourseRun.State.DRAFT:
            return allowed
        is_over = obj.ends_at is not None and obj.ends_at <= timezone.now()
        return obj.state != CourseRun.State.CANCELLED and not is_over

    def get_readonly_fields(self, request, obj=None):
        """What firms and their calendars know a published group by stays."""
        if obj is None or obj.state == CourseRun.State.DRAFT:
            return self.readonly_fields
        return ["code", "course", "kind", *self.readonly_fields]

    def view_on_site(self, obj):
        return None if obj.state == CourseRun.State.DRAFT else obj.get_absolute_url()

    # --- Changes go through the service, fields and meetings together ----------------------------

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            formset.save(commit=False)  # only to let the history tell what changed
        own = {field.name for field in CourseRun._meta.concrete_fields}
        changed = [name for name in form.changed_data if name in own] if change else []
        run_changes.edit(
            run=form.instance,
            changes={name: form.cleaned_data[name] for name in changed},
            meetings=formsets[0].periods(),
            by=request.user,
            now=timezone.now(),
        )

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("group"), ordering="code")
    def group(self, run):
        return two_lines(run.course.name, run.code)

    @admin.display(description=gettext_lazy("begins"), ordering="starts_at")
    def begins(self, run):
        if run.starts_at is None:
            return badge("failed", _("no dates"))
        return two_lines(moment(run.starts_at), days_until(run.starts_at, timezone.now()))

    @admin.display(description=gettext_lazy("venue and instructor"), ordering="venue__site")
    def where(self, run):
        return two_lines(run.venue, run.instructor)

    @admin.display(description=gettext_lazy("seats"), ordering="seats_taken")
    def seats(self, run):
        words = _("%(taken)s of %(capacity)s") % {
            "taken": run.seats_taken,
            "capacity": run.capacity,
        }
        return bar(run.seats_taken, run.capacity, words)

    @admin.display(description=gettext_lazy("seats"), ordering="seats_taken")
    def seats_and_queue(self, run):
        """The bar, who waits, and the proposal that would seat them."""
        if not run.seats_waiting:
            return self.seats(run)
        words = ngettext("%(n)s person waits", "%(n)s people wait", run.seats_waiting)
        queue = to_list(
            EnrollmentRequest,
            words % {"n": run.seats_waiting},
            run__id__exact=run.pk,
            wants="seats",
        )
        if run.has_proposal:
            proposal = to_list(
                Relocation, _("see the proposal"), run__id__exact=run.pk, state__exact="proposed"
            )
            queue = format_html("{} · {}", queue, proposal)
        return two_lines(self.seats(run), queue)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, run):
        """What is stored, and what the clock has made of a published group."""
        now, phase = timezone.now(), None
        if run.state == CourseRun.State.PUBLISHED:
            phase = phases.phase_of(run, now)
        if phase == phases.FINISHED:
            return badge(phase, _("finished"))
        if phase == phases.RUNNING:
            ends = _("ends on %(moment)s") % {"moment": moment(run.ends_at)}
            return two_lines(badge(phase, _("under way")), ends)
        state = badge(run.state, run.get_state_display())
        if run.has_local_priority(now):
            until = _("local firms first until %(moment)s") % {
                "moment": moment(run.local_priority_until)
            }
            return two_lines(state, until)
        if run.state == CourseRun.State.CANCELLED:
            return two_lines(state, run.cancel_reason)
        return state

    @admin.display(description=gettext_lazy("data for the DC-3"))
    def ready(self, run):
        """How many of those with a seat a constancia could be made for."""
        seated = list(queries.seated_in(run))
        if not seated:
            return "–"
        ready = sum(readiness.can_get_dc3(seat.technician, seat.company) for seat in seated)
        words = _("complete for %(ready)s of %(all)s") % {"ready": ready, "all": len(seated)}
        return badge("confirmed" if ready == len(seated) else "waiting", words)

    @admin.display(description=gettext_lazy("requests"))
    def links(self, run):
        return format_html(
            "{} · {}",
            to_list(EnrollmentRequest, _("All its requests"), run__id__exact=run.pk),
            to_list(Relocation, _("Changes of venue"), run__id__exact=run.pk),
        )
