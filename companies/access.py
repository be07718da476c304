"""Who may act for which firm: every page of a firm begins here."""

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from companies import kept_forms
from companies.models import Company
from companies.prepared import Prepared

CHOSEN = "company_id"

_firms_of = Prepared(lambda user_id: Company.objects.of(user_id).order_by("legal_name", "pk"))


class CompanyRequest(HttpRequest):
    """A request of somebody who acts for a firm. `companies` are all firms of this person."""

    company: Company
    companies: list[Company]
    htmx: HtmxDetails


def company_required(view):
    """Let only people in who act for a firm, and set `request.company` and `request.companies`.

    Visitors sign in first; what they had typed is kept. Who acts for no firm is told so. Who acts
    for several chooses one. The answers are never kept by a cache: they are personal.
    """

    @wraps(view)
    def for_company(request, *args, **kwargs):
        response = _turned_away(request) or view(request, *args, **kwargs)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return for_company


def person_required(view):
    """Let only people in who are signed in, whether they act for a firm or not."""

    @wraps(view)
    def for_person(request, *args, **kwargs):
        is_known = request.user.is_authenticated
        response = view(request, *args, **kwargs) if is_known else ask_to_sign_in(request)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return for_person


def act_for(request, company_id):
    """Make one of the person's own firms the one that the pages speak of from now on."""
    if company_id == request.company.pk:
        return
    request.company = next(own for own in request.companies if own.pk == company_id)
    request.session[CHOSEN] = company_id


def ask_to_sign_in(request):
    """Send a visitor to the sign-in page and afterwards back, with what was typed in the form."""
    back = request.get_full_path()
    if request.method == "POST":
        back = request.path
        if kept_forms.keep(request):
            messages.info(
                request, _("Your session had ended. Sign in: what you typed is still there.")
            )
    if request.htmx:
        back = request.htmx.current_url_abs_path or reverse("companies:dashboard")
        query = urlencode({"next": back})
        return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    return redirect_to_login(back)


def _turned_away(request):
    """Find the firm of the request; answer the person when there is none, or none is chosen."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    request.companies = _firms_of(request.user.pk)
    if not request.companies:
        return render(request, "companies/no_company.html", status=403)
    if len(request.companies) == 1:
        request.company = request.companies[0]
        return None
    chosen = request.session.get(CHOSEN)
    request.company = next((own for own in request.companies if own.pk == chosen), None)
    if request.company is None and request.path != reverse("companies:switch"):
        back = request.get_full_path()
        if request.method == "POST":
            back = request.path
            kept_forms.keep(request)
        return redirect(f"{reverse('companies:switch')}?{urlencode({'next': back})}")
    return None
