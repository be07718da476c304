"""Taking out all data of a firm, of a technician, or of oneself."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from canacintra_portal import exports
from companies.access import (
    CompanyRequest,
    act_for,
    company_required,
    owner_required,
    refuse_members,
)
from companies.models import Download, Technician
from companies.services import company_exports
from companies.services.downloads import note
from companies.views import attachment


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
@reauthentication_required
def export_company(request: CompanyRequest):
    """Let an owner ask for all data of the firm, and fetch them once they are ready."""
    now = timezone.now()
    if request.method == "POST":
        company_exports.ask(company=request.company, by=request.user, now=now)
        return redirect("companies:export_company")
    context = {
        "ready": company_exports.available(request.company, now=now),
        "waiting": request.company.exports.being_made().first(),
        "has_failed": company_exports.has_failed(request.company),
    }
    return render(request, "companies/export.html", context)


@require_safe
@owner_required
def export_progress(request: CompanyRequest):
    """Answer the page that waits: nothing while the data are gathered, then to load itself anew."""
    if request.company.exports.being_made().exists():
        return HttpResponse(status=204)
    return HttpResponseClientRefresh()


@require_safe
@owner_required
@reauthentication_required
def download_export(request: CompanyRequest, public_id):
    """Give an export of the firm while it is there."""
    now = timezone.now()
    ready = company_exports.available(request.company, now=now)
    export = get_object_or_404(ready, public_id=public_id)
    _note(Download.What.COMPANY, request, request.company.pk, export.people)
    return _file(export.content, _("company-data"))


@require_safe
@company_required
@reauthentication_required
def export_technician(request: CompanyRequest, pk):
    """Give an owner all that is kept of one technician, who asked for it."""
    known = Technician.objects.known().filter(company__in=request.companies)
    technician = get_object_or_404(known, pk=pk)
    act_for(request, technician.company_id)
    refuse_members(request)
    _note(Download.What.PERSON, request, technician.company_id, 1)
    return _file(exports.of_technician(technician, whole_curp=True), _("technician-data"))


@never_cache
@require_safe
@login_required
@reauthentication_required
def export_account(request: HttpRequest):
    """Give a person all that is kept of her account."""
    return _file(exports.of_user(request.user), _("my-data"))


def _note(what, request, company_id, people):
    note(
        what,
        about=f"company:{company_id}",
        form="zip",
        people=people,
        whole_curps=True,
        by=request.user,
        now=timezone.now(),
    )


def _file(content, name):
    return attachment.answer(bytes(content), f"{name}-{timezone.localdate():%Y-%m-%d}.zip")
