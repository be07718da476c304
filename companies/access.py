"""Who may act for which firm: every page of a firm begins here."""

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from companies import kept_forms
from companies.models import Company, Membership, Registration, User
from companies.prepared import Given, Prepared

CHOSEN = "company_id"
WANTED = "wanted_page"  # what somebody without a firm had opened: offered once she has one

_firms_of = Prepared(
    lambda: (
        Company.objects.of(Given("user_id"))
        .annotate(acting_role=F("memberships__role"))
        .order_by("legal_name", "pk")
    )
)


class CompanyRequest(HttpRequest):
    """A request of somebody who acts for a firm. `companies` are all firms of this person, each
    with the `acting_role` that she has there; `is_owner` speaks of `company`."""

    company: Company
    companies: list[Company]
    is_owner: bool
    htmx: HtmxDetails


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in, whether she acts for a firm or not."""

    user: User
    htmx: HtmxDetails


class OwnersOnly(PermissionDenied):
    """Somebody who is a member of the firm asked for what its owners decide."""


def company_required(view):
    """Let only people in who act for a firm, and set `request.company` and `request.companies`.

    Visitors sign in first; what they had typed is kept. Who acts for no firm is told so. Who acts
    for several chooses one. The answers are never kept by a cache: they are personal.
    """

    @wraps(view)
    def for_company(request, *args, **kwargs):
        try:
            response = _turned_away(request) or view(request, *args, **kwargs)
        except OwnersOnly:
            response = render(request, "companies/owners_only.html", status=403)
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


def owner_required(view):
    """Let only people in who decide for the firm; a member reads who does.

    For a page of the firm itself. What belongs to one of several firms is loaded first: then
    `act_for` and `refuse_members`, as in views/team.py.
    """

    @company_required
    @wraps(view)
    def for_owner(request, *args, **kwargs):
        refuse_members(request)
        return view(request, *args, **kwargs)

    return for_owner


def refuse_members(request):
    """Raise OwnersOnly unless the person is an owner of the firm that she acts for."""
    if not request.is_owner:
        raise OwnersOnly


def act_for(request, company_id, *, is_remembered=True):
    """Make one of the person's own firms the one that the pages speak of from now on.

    What a page asks for by itself is not remembered: another tab may speak of another firm.
    """
    if request.company and company_id == request.company.pk:
        return
    _choose(request, next(own for own in request.companies if own.pk == company_id))
    if is_remembered:
        request.session[CHOSEN] = company_id


def ask_to_sign_in(request):
    """Send a visitor to the sign-in page and afterwards back, with what was typed in the form."""
    back = request.get_full_path()
    if request.method == "POST":
        back = request.path
        if kept_forms.keep(request):
            is_kept = _("Your session had ended. Sign in: what you typed is still there.")
            is_lost = _("Your session had ended. Sign in and choose the file again.")
            messages.info(request, is_lost if request.FILES else is_kept)
    if request.htmx:
        back = _page_shown(request) or reverse("companies:dashboard")
        query = urlencode({"next": back})
        return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    return redirect_to_login(back)


def _page_shown(request):
    """The path of the page on which htmx asks; None where its header holds no address of ours."""
    try:
        return request.htmx.current_url_abs_path
    except ValueError:  # no address at all, such as "http://["
        return None


def _turned_away(request):
    """Find the firm of the request; answer the person when there is none, or none is chosen."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    request.companies = _firms_of(user_id=request.user.pk)
    own = {company.pk: company for company in request.companies}
    chosen = request.session.get(CHOSEN)
    if chosen is not None and chosen not in own:
        return _no_longer(request, chosen)
    if not own:
        if request.method == "GET" and not request.htmx:
            request.session[WANTED] = request.get_full_path()
        has_begun = Registration.objects.filter(user=request.user).exists()
        return render(request, "companies/no_company.html", {"has_begun": has_begun}, status=403)
    only = request.companies[0] if len(own) == 1 else None
    _choose(request, only or own.get(chosen))
    if request.method == "POST" and kept_forms.FIRM in request.POST:
        # The page that was sent spoke of one firm; another may have been chosen in another tab.
        meant = next((pk for pk in own if str(pk) == request.POST[kept_forms.FIRM]), None)
        if meant is None:
            return _no_longer(request, chosen)
        act_for(request, meant)
    if request.company is None and request.path != reverse("companies:switch"):
        back = request.get_full_path()
        if request.method == "POST":
            back = request.path
            kept_forms.keep(request)
        return redirect(f"{reverse('companies:switch')}?{urlencode({'next': back})}")
    return None


def _choose(request, company):
    request.company = company
    request.is_owner = bool(company) and company.acting_role == Membership.Role.OWNER


def _no_longer(request, chosen):
    """Say that the person's place in the firm ended while she worked; her other firms stay."""
    former = None
    if chosen is not None and not any(own.pk == chosen for own in request.companies):
        del request.session[CHOSEN]
        former = Company.objects.filter(pk=chosen).first()
    said = _("You no longer act for %(company)s.") % {"company": former or _("this company")}
    if request.method == "POST":
        said = f"{said} {_('What you sent was not stored.')}"
    messages.warning(request, said)
    home = reverse("companies:dashboard")
    return HttpResponseClientRedirect(home) if request.htmx else redirect(home)
