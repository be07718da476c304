"""Technicians, to look up: their firm writes them, and only the firm and CAST see the CURP."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies.admin.columns import to_change
from companies.admin.workplace import ReadOnly
from companies.models import Technician


@admin.register(Technician)
class TechnicianAdmin(ReadOnly):
    list_display = ["full_name", "works_for", "masked", "job_title", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["company"]
    search_fields = ["given_names", "first_surname", "second_surname", "company__legal_name"]
    fields = ["full_name", "company", "masked", "job_title", "email", "is_active", "created_at"]

    @admin.display(description=_("technician"), ordering="first_surname")
    def full_name(self, technician):
        return technician.full_name

    @admin.display(description=_("company"), ordering="company__legal_name")
    def works_for(self, technician):
        return to_change(technician.company)

    @admin.display(description=_("CURP"))
    def masked(self, technician):
        return technician.masked_curp
