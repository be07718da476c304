"""The firm's team: who acts for it, who is invited, who asks to join."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies import kept_forms, queries, sent_forms
from companies.access import (
    CHOSEN,
    CompanyRequest,
    act_for,
    company_required,
    owner_required,
    refuse_members,
)
from companies.forms import InvitationForm, RoleForm
from companies.models import Invitation, JoinRequest, Membership
from companies.refusals import Refused
from companies.services import invitations, teams

TEAM = "companies:team"


@require_safe
@company_required
def team(request: CompanyRequest):
    """Show the team; members read it, owners find here what they can do."""
    context = {
        "people": queries.team_of(request.company),
        "invitations": request.company.invitations.open().select_related("invited_by"),
        "asking": request.company.join_requests.open().select_related("user"),
        "now": timezone.now(),
    }
    return render(request, "companies/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_required
def invite(request: CompanyRequest):
    """Ask for an address and a role, and write to it."""
    form = InvitationForm(
        request.POST if request.method == "POST" else kept_forms.given_back(request)
    )
    if request.method == "POST" and form.is_valid():

        def act():
            invitation = invitations.invite(
                company=request.company, by=request.user, now=timezone.now(), **form.cleaned_data
            )
            said = _("A letter with the invitation is on its way to %(address)s.")
            messages.success(request, said % {"address": invitation.email})
            return reverse(TEAM)

        content = [request.company.pk, form.cleaned_data]
        try:
            return sent_forms.once(request, purpose="invite", content=content, act=act)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error("email", reason)
    status = sent_forms.REFUSED if request.method == "POST" else 200
    return render(request, "companies/invite.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def send_invitation_again(request: CompanyRequest, pk):
    """Write the letter of an invitation once more."""
    invitation = _owners(request, Invitation, pk)

    def act(now):
        again = invitations.send_again(invitation=invitation, by=request.user, now=now)
        return _("A new letter is on its way to %(address)s.") % {"address": again.email}

    return _press(request, "send-again", pk, act)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def withdraw_invitation(request: CompanyRequest, pk):
    """End an invitation."""
    invitation = _owners(request, Invitation, pk)

    def act(now):
        invitations.withdraw(invitation=invitation, by=request.user, now=now)
        return _("The invitation of %(address)s is withdrawn.") % {"address": invitation.email}

    return _press(request, "withdraw-invitation", pk, act)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def answer_join_request(request: CompanyRequest, pk):
    """Let somebody in who asked, or not: the button that was pressed says which."""
    asked = _owners(request, JoinRequest, pk)
    accepts = request.POST.get("answer") == "yes"

    def act(now):
        teams.answer(asked=asked, accepts=accepts, by=request.user, now=now)
        said = _("%(name)s acts for your company from now on.") if accepts else _("You said no.")
        return said % {"name": asked.user}

    return _press(request, "answer-join-request", [pk, accepts], act)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def change_role(request: CompanyRequest, pk):
    """Show a colleague, and what an owner can do; make her owner or member."""
    person = _owners(request, Membership, pk)
    typed = request.POST if request.method == "POST" else kept_forms.given_back(request)
    form = RoleForm(typed, initial={"role": person.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]

        def act():
            teams.change_role(membership=person, role=role, by=request.user, now=timezone.now())
            said = (
                _("%(name)s is an owner now.")
                if role == "owner"
                else _("%(name)s is a member now.")
            )
            messages.success(request, said % {"name": person.user})
            return reverse(TEAM)

        try:
            return sent_forms.once(request, purpose="change-role", content=[pk, role], act=act)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error("role", reason)
    context = {"person": person, "form": form, "is_own": person.user == request.user}
    status = sent_forms.REFUSED if request.method == "POST" else 200
    return render(request, "companies/colleague.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def hand_over(request: CompanyRequest, pk):
    """Ask, then make a colleague owner and step down."""
    person = _owners(request, Membership, pk)

    def act():
        teams.hand_over(membership=person, by=request.user, now=timezone.now())
        said = _("%(name)s is an owner now, and you are a member.") % {"name": person.user}
        messages.success(request, said)
        return reverse(TEAM)

    return _ask_first(request, "hand-over", {"person": person}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def remove_colleague(request: CompanyRequest, pk):
    """Ask, then take a colleague off the team."""
    person = _owners(request, Membership, pk)

    def act():
        teams.remove(membership=person, by=request.user, now=timezone.now())
        messages.success(
            request, _("%(name)s no longer acts for your company.") % {"name": person.user}
        )
        return reverse(TEAM)

    return _ask_first(request, "remove-colleague", {"person": person}, act)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def leave(request: CompanyRequest):
    """Ask, then leave the team oneself."""
    company = request.company

    def act():
        teams.leave(company=company, by=request.user, now=timezone.now())
        request.session.pop(CHOSEN, None)
        messages.success(request, _("You no longer act for %(company)s.") % {"company": company})
        return reverse("desk")

    return _ask_first(request, "leave", {}, act)


def _owners(request, model, pk):
    """Load a row of one of the person's firms, 404 for any other, and act for that firm if she
    decides for it."""
    row = get_object_or_404(
        model.objects.select_related("company"), pk=pk, company__in=request.companies
    )
    act_for(request, row.company_id)
    refuse_members(request)
    return row


def _press(request, purpose, content, act):
    """A button of the team's page: act and go back there with what was said."""
    if request.method != "POST":
        return redirect(TEAM)

    def act_and_say():
        messages.success(request, act(timezone.now()))
        return reverse(TEAM)

    try:
        return sent_forms.once(request, purpose=purpose, content=content, act=act_and_say)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(TEAM)


def _ask_first(request, purpose, context, act):
    """A page with a question, whose answer acts."""
    sentences = []
    if request.method == "POST":
        content = [request.company.pk, request.path]
        try:
            return sent_forms.once(request, purpose=purpose, content=content, act=act)
        except Refused as refusal:
            sentences = refusal.reasons
    status = sent_forms.REFUSED if request.method == "POST" else 200
    template = f"companies/{purpose.replace('-', '_')}.html"
    return render(request, template, {**context, "sentences": sentences}, status=status)
