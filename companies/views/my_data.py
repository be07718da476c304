"""My data: what a person has agreed to, and what she may do about her data."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies import way_back
from companies.access import ask_to_sign_in
from companies.forms_consent import ConsentForm
from companies.rules import notices
from companies.services import consents

PAGE = "companies:my_data"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest):
    """Show the notice that holds and the voluntary purposes, and keep what she answers."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    former = request.user.consents.first()
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"voluntary": former.accepted if former else []},
    )
    if request.method == "POST" and form.is_valid():
        consents.give(
            user=request.user,
            version=notices.CURRENT.version,
            voluntary=form.cleaned_data["voluntary"],
            page=PAGE,
            now=timezone.now(),
        )
        messages.success(request, _("Your answer is stored."))
        return way_back.go(request, reverse(PAGE))
    context = {
        "form": form,
        "notice": notices.CURRENT,
        "former": former,
        "is_current": former is not None and former.version in notices.answered_by(),
        "firms": request.user.memberships.select_related("company").order_by("company__legal_name"),
        "next": way_back.wanted(request),
    }
    return render(request, "companies/my_data.html", context, status=422 if form.errors else 200)
