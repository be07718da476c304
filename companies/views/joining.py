"""Coming into a firm: by the link of an invitation, or after asking to join."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies import sent_forms
from companies.access import CHOSEN, ask_to_sign_in, person_required
from companies.models import Invitation, JoinRequest
from companies.refusals import Refused
from companies.services import invitations, teams

_OPENED = "opened_invitation"


@require_safe
@never_cache
def invitation(request, token):
    """Remember that this browser opened the link of a letter, and go on without the secret, so
    that it stands in no further address.

    Whoever opens it reads the mailbox: signing up with exactly that address needs no second letter.
    """
    found = invitations.find(token)
    if found is None:
        return _no_invitation(request)
    request.session[_OPENED] = found.pk
    now = timezone.now()
    if not request.user.is_authenticated and not invitations.reason_against(
        found, user=None, now=now
    ):
        get_adapter().stash_verified_email(request, found.email)
    return redirect("companies:accept_invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def accept_invitation(request):
    """Show who invites and for which firm, and let the person in."""
    people = Invitation.objects.select_related("company", "invited_by")
    opened = people.filter(pk=request.session.get(_OPENED)).first()
    if opened is None:
        return _no_invitation(request)
    user = request.user if request.user.is_authenticated else None
    if user and opened.accepted_by_id == user.pk:
        request.session[CHOSEN] = opened.company_id
        return redirect("companies:dashboard")
    sentences = []
    if request.method == "POST":
        if user is None:
            return ask_to_sign_in(request)

        def act():
            membership = invitations.accept(invitation=opened, by=user, now=timezone.now())
            request.session[CHOSEN] = membership.company_id
            said = _("You act for %(company)s now.") % {"company": opened.company}
            messages.success(request, said)
            return reverse("companies:dashboard")

        try:
            return sent_forms.once(request, purpose="accept", content=opened.pk, act=act)
        except Refused as refusal:
            sentences = refusal.reasons
    now = timezone.now()
    reason = invitations.reason_against(opened, user=user, now=now)
    context = {
        "invitation": opened,
        "reason": reason,
        "is_for_another": reason and not invitations.reason_against(opened, user=None, now=now),
        "sentences": sentences,
    }
    status = sent_forms.REFUSED if request.method == "POST" else 200
    return render(request, "companies/invitation.html", context, status=status)


@require_safe
@person_required
def joining(request):
    """Show what the person asked, and nothing of the firms before they answer."""
    asked = request.user.join_requests.open().select_related("company")
    return render(request, "companies/joining.html", {"asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def take_back(request, pk):
    """Withdraw one's own request to join."""
    asked = get_object_or_404(JoinRequest, pk=pk, user=request.user)
    if request.method == "POST":

        def act():
            teams.take_back(asked=asked, by=request.user, now=timezone.now())
            messages.success(request, _("Your request is withdrawn."))
            return reverse("companies:joining")

        try:
            return sent_forms.once(request, purpose="take-back", content=pk, act=act)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("companies:joining")


def _no_invitation(request):
    return render(request, "companies/no_invitation.html", status=404)
