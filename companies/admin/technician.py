"""Technicians, to look up: their firm writes them, and only the firm and CAST see the CURP."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.columns import to_change
from companies.admin.steps import Step
from companies.admin.workplace import ReadOnly
from companies.models import Technician
from enrollment.services import forgetting


class Forget(Step):
    """An ARCO request that reached CANACINTRA: the person asks, not the firm."""

    name = "forget"
    label = gettext_lazy("Erase who this was")
    intro = gettext_lazy(
        "Name, CURP, e-mail and job title are erased for good, also from the history and the"
        " messages. The courses stay in the figures. There is no way back."
    )
    permission = "companies.delete_technician"
    is_grave = True

    def is_offered(self, technician, now):
        return technician.anonymised_at is None

    def act(self, technician, *, by, now):
        forgetting.forget_technician(technician=technician, by=by, now=now)
        return _("Who this was is erased. The courses stay in the figures.")


@admin.register(Technician)
class TechnicianAdmin(ReadOnly):
    steps = (Forget(),)
    list_display = ["full_name", "works_for", "masked", "job_title", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["company"]
    search_fields = ["given_names", "first_surname", "second_surname", "company__legal_name"]
    fields = ["full_name", "company", "masked", "job_title", "email", "is_active", "created_at"]

    @admin.display(description=gettext_lazy("technician"), ordering="first_surname")
    def full_name(self, technician):
        return technician.full_name

    @admin.display(description=gettext_lazy("company"), ordering="company__legal_name")
    def works_for(self, technician):
        return to_change(technician.company)

    @admin.display(description=gettext_lazy("CURP"))
    def masked(self, technician):
        return technician.masked_curp
