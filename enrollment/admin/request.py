"""Requests: their answer, their place in the queue, and what staff may do about them."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from canacintra_portal import wording
from companies.admin.columns import NOTHING, badge, moment, to_change, to_list, two_lines
from companies.admin.steps import ReasonForm, Step
from companies.admin.workplace import ReadOnly
from companies.models import Message
from enrollment import letters, queries
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.services import seats, waitlist

State = EnrollmentRequest.State


class MoveUp(Step):
    name = "move-up"
    label = gettext_lazy("Move up in the queue")
    intro = gettext_lazy(
        "This request is served before all others that wait for this group. Your reason is kept"
        " with your name."
    )
    permission = "enrollment.change_enrollmentrequest"
    form_class = ReasonForm

    def is_offered(self, request, now):
        by_hand = EnrollmentRequest.PriorityClass.BY_HAND
        return request.state in request.WANTING and request.priority_class != by_hand

    def act(self, request, *, by, now, reason):
        waitlist.move_up(request=request, reason=reason, by=by, now=now)
        return _("%(company)s is next in the queue.") % {"company": request.company}


class Cancel(Step):
    name = "cancel"
    label = gettext_lazy("Cancel the request")
    intro = gettext_lazy(
        "Its seats go to those who wait, in order, and the company reads your reason. It can send a"
        " new request."
    )
    permission = "enrollment.change_enrollmentrequest"
    form_class = ReasonForm
    template = "admin/cancel_request.html"
    is_grave = True

    def is_offered(self, request, now):
        has_begun = request.run.starts_at is not None and request.run.starts_at <= now
        return request.is_live and not has_begun

    def preview(self, request, now):
        return {
            "enrollments": request.enrollments.live().select_related("technician").order_by("pk")
        }

    def act(self, request, *, by, now, reason):
        seats.cancel(request=request, reason=reason, by=by, now=now)
        return _("The request of %(company)s is cancelled, and the company is told why.") % {
            "company": request.company
        }


class WantsFilter(admin.SimpleListFilter):
    title = gettext_lazy("in the queue")
    parameter_name = "wants"

    def lookups(self, request, model_admin):
        return [
            ("answer", _("waits for the first answer")),
            ("seats", _("wants seats")),
            ("hand", _("moved up by staff")),
        ]

    def queryset(self, request, requests):
        if self.value() == "answer":
            return requests.undecided()
        if self.value() == "seats":
            return requests.wanting_seats()
        if self.value() == "hand":
            return requests.filter(priority_class=EnrollmentRequest.PriorityClass.BY_HAND)
        return requests


class EnrollmentInline(admin.TabularInline):
    model = Enrollment
    extra = 0
    fields = readonly_fields = ("person", "shown_state", "confirmed", "ended", "change_reason")
    can_delete = False
    verbose_name_plural = gettext_lazy("technicians")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("technician")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("technician"))
    def person(self, enrollment):
        return to_change(enrollment.technician)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, enrollment):
        return badge(enrollment.state, enrollment.get_state_display())

    @admin.display(description=gettext_lazy("confirmed at"))
    def confirmed(self, enrollment):
        return moment(enrollment.confirmed_at)

    @admin.display(description=gettext_lazy("ended at"))
    def ended(self, enrollment):
        return moment(enrollment.ended_at)


@admin.register(EnrollmentRequest)
class EnrollmentRequestAdmin(ReadOnly):
    steps = (MoveUp(), Cancel())
    inlines = (EnrollmentInline,)
    asked_by_links = ("company__id__exact", "run__id__exact")
    view_on_site = False  # the page of a request is its company's alone
    list_display = ["firm", "group", "answer", "wanted", "asked", "priority"]
    list_filter = [WantsFilter, "state", "waiting_for", "priority_class", "together"]
    list_select_related = ["company", "run__course"]
    search_fields = [
        *("company__legal_name", "company__rfc", "run__code", "run__course__name"),
        "enrollments__technician__given_names",
        "enrollments__technician__first_surname",
        "enrollments__technician__second_surname",
    ]
    search_help_text = gettext_lazy("Company, RFC, group, course or technician")
    date_hierarchy = "requested_at"
    fieldsets = [
        (None, {"fields": ["company_link", "group_link", "answer", "position", "together"]}),
        (
            gettext_lazy("In the queue"),
            {"fields": ["priority", "priority_reason", "priority_by", "hold_until"]},
        ),
        (
            gettext_lazy("What it asked for"),
            {"fields": ["requested_at", "requested_by", "price", "messages"]},
        ),
        (
            gettext_lazy("Answered and ended"),
            {
                "fields": [
                    "decided_at",
                    "ended_at",
                    "ended_by",
                    "end_reason",
                    "was_cancelled_late",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("enrollments")

    def get_fieldsets(self, request, obj=None):
        """How and when it ended is asked only of a request that ended."""
        *sections, (title, answered) = super().get_fieldsets(request, obj)
        if obj is None or obj.ended_at is None:
            answered = {**answered, "fields": ["decided_at"]}
        elif obj.end_reason not in obj.CANCELLED_BY_SOMEBODY:
            answered = {**answered, "fields": answered["fields"][:-1]}
        return [*sections, (title, answered)]

    @admin.display(description=gettext_lazy("company"), ordering="company__legal_name")
    def firm(self, request):
        return two_lines(request.company.legal_name, request.company.municipality)

    @admin.display(description=gettext_lazy("group"), ordering="run__starts_at")
    def group(self, request):
        return two_lines(request.run.course.name, request.run.code)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def answer(self, request):
        state = badge(request.state, request.get_state_display())
        if request.waiting_for:
            reason = _("waits for %(what)s") % {"what": request.get_waiting_for_display()}
            return two_lines(state, reason)
        if request.end_reason:
            return two_lines(state, request.get_end_reason_display())
        return state

    @admin.display(description=gettext_lazy("asks for"))
    def wanted(self, request):
        number = request.seats_asked_for
        return ngettext("%(n)s seat", "%(n)s seats", number) % {"n": number}

    @admin.display(description=gettext_lazy("requested at"), ordering="requested_at")
    def asked(self, request):
        return moment(request.requested_at)

    @admin.display(description=gettext_lazy("priority"), ordering="priority_class")
    def priority(self, request):
        return request.get_priority_class_display()

    @admin.display(description=gettext_lazy("company"))
    def company_link(self, request):
        return to_change(request.company)

    @admin.display(description=gettext_lazy("group"))
    def group_link(self, request):
        return to_change(request.run)

    @admin.display(description=gettext_lazy("position in the queue"))
    def position(self, request):
        return queries.queue_positions(request.run).get(request.pk, NOTHING)

    @admin.display(description=gettext_lazy("price per person"))
    def price(self, request):
        total = wording.with_vat(request.unit_price, request.vat_rate)
        return two_lines(
            wording.say_price(request.unit_price),
            _("%(total)s with VAT") % {"total": wording.say_money(total)},
        )

    @admin.display(description=gettext_lazy("messages"))
    def messages(self, request):
        return to_list(Message, _("What was said about it"), about__exact=letters.about(request))
