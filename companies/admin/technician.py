"""Technicians, to look up: their firm writes them, and only the firm and CAST see the CURP."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canacintra_portal import exports
from companies.admin.columns import to_change
from companies.admin.steps import Shortcut, Step
from companies.admin.workplace import ReadOnly
from companies.models import Download, Technician
from companies.services import downloads
from companies.views import attachment
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


class TakeOut(Shortcut):
    """For a person who asks CANACINTRA, and not her firm, what is kept of her."""

    name = "data"
    label = gettext_lazy("Download what is kept of this person")
    permission = "companies.view_technician"

    def is_offered(self, technician, now):
        return technician.anonymised_at is None

    def href(self, technician):
        return reverse("admin:companies_technician_data", args=[technician.pk])


@admin.register(Technician)
class TechnicianAdmin(ReadOnly):
    steps = (TakeOut(), Forget())
    list_display = ["full_name", "works_for", "masked", "job_title", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["company"]
    search_fields = ["given_names", "first_surname", "second_surname", "company__legal_name"]
    fields = ["full_name", "company", "masked", "job_title", "email", "is_active", "created_at"]

    def get_urls(self):
        data = path(
            "<int:pk>/data/",
            self.admin_site.admin_view(self.data_view),
            name="companies_technician_data",
        )
        return [data, *super().get_urls()]

    def data_view(self, request, pk):
        """Give staff what is kept of a person, with the CURP covered, and note it."""
        technician = self.get_object(request, pk)
        if technician is None or technician.anonymised_at:
            raise Http404
        if not self.has_view_permission(request, technician):
            raise PermissionDenied
        downloads.note(
            Download.What.PERSON,
            about=f"technician:{technician.pk}",
            form="zip",
            people=1,
            by=request.user,
            now=timezone.now(),
        )
        content = exports.of_technician(technician, whole_curp=False)
        return attachment.answer(content, f"{_('technician-data')}-{technician.pk}.zip")

    @admin.display(description=gettext_lazy("technician"), ordering="first_surname")
    def full_name(self, technician):
        return technician.full_name

    @admin.display(description=gettext_lazy("company"), ordering="company__legal_name")
    def works_for(self, technician):
        return to_change(technician.company)

    @admin.display(description=gettext_lazy("CURP"))
    def masked(self, technician):
        return technician.masked_curp
