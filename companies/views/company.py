"""The firm itself: its data, and which one somebody with several acts for."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies import sent_forms, way_back
from companies.access import CHOSEN, CompanyRequest, company_required, owner_required
from companies.refusals import Refused
from companies.rules import size
from companies.sections import SECTIONS, by_slug, progress
from companies.sections.identity import Rfc
from companies.services import prospects
from companies.views.section_pages import section_page, typed_in
from enrollment.services import company_changes


@require_safe
@company_required
def details(request: CompanyRequest):
    """Show what is known about the firm and what is missing; its owners correct it by sections."""
    facts = progress.facts_of(request.company)
    parts = [(section, section.rows(facts), section != Rfc) for section in SECTIONS]
    lacking = [section for section, rows, _fixed in parts if any(row.lacking for row in rows)]
    context = {
        "parts": parts,
        "lacking": lacking,
        "is_kept_out": size.is_kept_out(request.company),
        "contact": settings.CONTACT_ADDRESS,
    }
    return render(request, "companies/details.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def edit_details(request: CompanyRequest, slug):
    """Correct one section of the firm's data, on the page on which it was registered."""
    section = by_slug(slug)
    if section is None or section == Rfc:
        raise Http404
    facts = progress.facts_of(request.company)
    context = {"number": None, "back": reverse("companies:details")}
    if request.method != "POST":
        return section_page(
            request, section, facts=facts, typed=section.typed_for(facts), **context
        )
    form = section(request.POST, facts=facts)
    if form.is_valid():
        try:
            return sent_forms.once(
                request,
                purpose=f"edit-details-{slug}-{request.company.pk}",
                content=typed_in(form),
                act=lambda: _store(request, form),
            )
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
    return section_page(request, section, facts=facts, form=form, **context)


def _store(request, form):
    changes = form.changes()
    company = company_changes.edit_own(company=request.company, changes=changes)
    if {"legal_name", "invoice_name"} & set(changes):
        prospects.recognise(company=company, now=timezone.now())
    messages.success(request, _("“%(section)s” is stored.") % {"section": form.name})
    return reverse("companies:details")


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def switch(request: CompanyRequest):
    """Choose the firm to act for, when there are several."""
    home = reverse("companies:dashboard")
    chosen = request.POST.get("company")
    own = {str(company.pk): company for company in request.companies}
    if chosen in own:
        request.session[CHOSEN] = own[chosen].pk
        return way_back.go(request, home)
    context = {"next": way_back.wanted(request, home), "is_unanswered": bool(chosen)}
    return render(request, "companies/switch.html", context)
