"""The firm itself: its data, and which one somebody with several acts for."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from companies.access import CHOSEN, CompanyRequest, company_required


@require_safe
@company_required
def details(request: CompanyRequest):
    """Show what is known about the firm, and whom to write to when something changes."""
    people = request.company.memberships.select_related("user").order_by("user__full_name", "pk")
    context = {"people": people, "contact": settings.CONTACT_ADDRESS}
    return render(request, "companies/details.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def switch(request: CompanyRequest):
    """Choose the firm to act for, when there are several."""
    back = request.POST.get("next", request.GET.get("next", ""))
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("companies:dashboard")
    chosen = request.POST.get("company")
    own = {str(company.pk): company for company in request.companies}
    if chosen in own:
        request.session[CHOSEN] = own[chosen].pk
        return redirect(back)
    return render(request, "companies/switch.html", {"next": back, "is_unanswered": bool(chosen)})
