"""Erasing for good who somebody was: a technician who has left, or one's own account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies import sent_forms
from companies.access import CompanyRequest, act_for, company_required, refuse_members
from companies.models import Technician
from companies.refusals import Refused
from companies.services import forgetting as accounts
from enrollment.services import forgetting

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SEND)
@company_required
def forget_technician(request: CompanyRequest, pk):
    """Ask whether who this was shall be erased for good, then do it. Only owners may."""
    known = Technician.objects.known().filter(company__in=request.companies)
    technician = get_object_or_404(known, pk=pk)
    act_for(request, technician.company_id)
    refuse_members(request)
    former = f"{reverse('companies:technicians')}?list=former"
    sentences = []
    if request.method == "POST":

        def act():
            forgetting.forget_technician(technician=technician, by=request.user, now=timezone.now())
            messages.success(request, _("Who this was is erased. The courses stay in the figures."))
            return former

        try:
            return sent_forms.once(request, purpose="forget-technician", content=pk, act=act)
        except Refused as refusal:
            sentences = refusal.reasons
    context = {"technician": technician, "former": former, "sentences": sentences}
    status = sent_forms.REFUSED if sentences else 200
    return render(request, "companies/forget_technician.html", context, status=status)


@never_cache
@require_http_methods(READ_OR_SEND)
@login_required
@reauthentication_required
def close_account(request: HttpRequest):
    """Ask whether the account shall be closed for good, then do it and sign out."""
    sentences = []
    if request.method == "POST":
        try:
            accounts.forget_user(user=request.user, by=request.user, now=timezone.now())
        except Refused as refusal:
            sentences = refusal.reasons
        else:
            logout(request)
            messages.success(request, _("Your account is closed, and who you were is erased."))
            return redirect("home")
    status = sent_forms.REFUSED if sentences else 200
    return render(request, "companies/close_account.html", {"sentences": sentences}, status=status)
