"""Firms: who waits for approval, who acts for them, who works there."""

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies import identifiers
from companies.admin.columns import NOTHING, badge, moment, to_change, to_list, two_lines
from companies.admin.company_filters import ApprovalFilter, PlaceFilter, SizeFilter
from companies.admin.company_form import CompanyForm
from companies.admin.company_people import PeopleInline, store
from companies.admin.company_steps import AdmitLarge, Approve, Invite, Refuse
from companies.admin.workplace import Workplace
from companies.models import Company, Invitation, JoinRequest, Membership, Technician
from companies.name_order import InNameOrder
from companies.rules import size
from companies.services import prospects
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.services import approval, company_changes


class TechnicianInline(admin.TabularInline):
    """The firm writes this list itself."""

    model = Technician
    extra = 0
    fields = readonly_fields = ("person", "masked", "job_title", "is_active")
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("name"))
    def person(self, technician):
        return to_change(technician, technician.full_name)

    @admin.display(description=gettext_lazy("CURP"))
    def masked(self, technician):
        return technician.masked_curp


@admin.register(Company)
class CompanyAdmin(Workplace):
    form = CompanyForm
    steps = (Approve(), Refuse(), AdmitLarge(), Invite())
    history = ("requests", "technicians", "memberships", "invitations", "join_requests")
    trail = (Membership, Technician, Invitation, JoinRequest, EnrollmentRequest, Enrollment)
    inlines = (PeopleInline, TechnicianInline)
    list_display = [
        "name_and_rfc",
        "approval",
        "place",
        "people",
        "requests_waiting",
        "created",
    ]
    list_filter = [ApprovalFilter, PlaceFilter, SizeFilter]
    search_fields = ["legal_name", "rfc", "memberships__user__email"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["legal_name", "rfc", "address", "municipality"]}),
        (
            gettext_lazy("Size"),
            {
                "fields": [
                    *("head_count", "technician_head_count", "sector", "annual_sales"),
                    *("size_class", "admission"),
                ]
            },
        ),
        (
            gettext_lazy("Invoices"),
            {"fields": ["invoice_name", "tax_regime", "cfdi_use", "tax_postal_code"]},
        ),
        (
            gettext_lazy("Signatures of the DC-3"),
            {"fields": ["legal_representative", "workers_representative"]},
        ),
        (
            gettext_lazy("In the portal"),
            {"fields": ["approval", "created_at", "links"]},
        ),
    ]
    readonly_fields = ("size_class", "admission", "approval", "created_at", "links")

    def get_queryset(self, request):
        waiting = Count("requests", filter=Q(requests__state__in=EnrollmentRequest.WANTING))
        return (
            super()
            .get_queryset(request)
            .select_related("approved_by", "refused_by")
            .annotate(waiting=waiting)
        )

    def save_model(self, request, obj, form, change):
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            company_changes.edit(company=obj, changes=changes)
        else:
            super().save_model(request, obj, form, change)
        if not change or {"rfc", "legal_name"} & set(form.changed_data):
            prospects.recognise(company=obj, now=timezone.now())
            approval.approve_if_member(company=obj, now=timezone.now())
        if "rfc" in form.changed_data and identifiers.rfc_needs_a_second_look(obj.rfc):
            self.message_user(
                request,
                _("The last character of the RFC %(rfc)s is unusual: please compare it.")
                % {"rfc": obj.rfc},
                messages.WARNING,
            )

    def save_formset(self, request, form, formset, change):
        if formset.model is Membership:
            store(formset, by=request.user, now=timezone.now())
        else:
            super().save_formset(request, form, formset, change)

    @admin.display(description=gettext_lazy("company"), ordering=InNameOrder("legal_name"))
    def name_and_rfc(self, company):
        return two_lines(company.legal_name, company.rfc)

    @admin.display(description=gettext_lazy("approval"), ordering="approved_at")
    def approval(self, company):
        if company.is_refused:
            return two_lines(
                badge("refused", _("not approved")),
                f"{moment(company.refused_at)} · {company.refused_by} · {company.refusal_reason}",
            )
        if not company.is_approved:
            return badge("pending", _("waits for approval"))
        return two_lines(
            badge("approved", _("approved")),
            f"{moment(company.approved_at)} · {company.approved_by}",
        )

    @admin.display(description=gettext_lazy("plant"), ordering="municipality")
    def place(self, company):
        return company.municipality

    @admin.display(description=gettext_lazy("people, size"), ordering="head_count")
    def people(self, company):
        technicians = ngettext(
            "%(count)s technician", "%(count)s technicians", company.technician_head_count
        ) % {"count": company.technician_head_count}
        counted = format_html("{} · {}", company.head_count, self.size_name(company))
        return two_lines(counted, technicians)

    def size_name(self, company):
        if size.is_kept_out(company):
            return badge("pending", _("large, and not let in"))
        return size.NAMES[size.of(company).name]

    @admin.display(description=gettext_lazy("size"))
    def size_class(self, company):
        if company.pk is None:
            return NOTHING
        return two_lines(self.size_name(company), size.of(company).why)

    @admin.display(description=gettext_lazy("let in although large"))
    def admission(self, company):
        if company.large_admitted_at is None:
            return NOTHING
        return two_lines(
            company.large_admission_reason,
            f"{moment(company.large_admitted_at)} · {company.large_admitted_by}",
        )

    @admin.display(description=gettext_lazy("requests that wait"), ordering="waiting")
    def requests_waiting(self, company):
        return company.waiting or NOTHING

    @admin.display(description=gettext_lazy("registered"), ordering="created_at")
    def created(self, company):
        return moment(company.created_at)

    @admin.display(description=gettext_lazy("requests"))
    def links(self, company):
        if company.pk is None:
            return NOTHING
        return to_list(EnrollmentRequest, _("All its requests"), company__id__exact=company.pk)
