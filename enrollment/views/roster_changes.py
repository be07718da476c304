"""What CAST decides about a roster once the group has begun: another technician, or nobody."""

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies import kept_forms, sent_forms
from companies.refusals import Refused
from enrollment import permissions
from enrollment.forms import ReasonForm, chosen_in, ids_in
from enrollment.models import Enrollment
from enrollment.services import seats
from enrollment.views import choosing
from enrollment.views.roster import run_for

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def roster_substitute(request, code, pk):
    """Put another technician of the same company in a place of a group that has begun."""
    run, leaving = _place(request, code, pk)

    def act(reason):
        chosen = chosen_in(request.POST, company=leaving.company)
        if len(chosen) != 1:
            raise Refused(_("Choose who comes instead."))
        arriving = chosen[0]
        seats.substitute(
            enrollment=leaving,
            technician=arriving,
            reason=reason,
            by=request.user,
            now=timezone.now(),
        )
        said = _("%(new)s comes instead of %(former)s.")
        return said % {"new": arriving, "former": leaving.technician}

    typed = request.POST if request.method == "POST" else request.GET
    choice = choosing.choice(
        run=run, company=leaving.company, ids=ids_in(typed)[:1], words=typed.get("words", "")
    )
    context = {"choice": choice, "kind": "radio"}
    return _decide(request, run, leaving, "substitute", context, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def roster_cancel(request, code, pk):
    """Take somebody off the roster of a group that has begun."""
    run, leaving = _place(request, code, pk)

    def act(reason):
        seats.cancel(
            request=leaving.request,
            enrollment=leaving,
            reason=reason,
            by=request.user,
            now=timezone.now(),
        )
        return _("%(name)s no longer takes part.") % {"name": leaving.technician}

    return _decide(request, run, leaving, "cancel", {}, act)


def _place(request, code, pk):
    """The run and the place in it: 403 for those who change no rosters."""
    run = run_for(request.user, code)
    if not permissions.can_view_curps(request.user):
        raise PermissionDenied
    places = run.enrollments.select_related("request", "technician", "company")
    return run, get_object_or_404(places, pk=pk)


def _decide(request, run, leaving, what, context, act):
    """Ask for the reason, act, and go back to the roster; a refused page keeps what was typed."""
    is_sent = request.method == "POST"
    form = ReasonForm(request.POST if is_sent else kept_forms.given_back(request))
    sentences = []
    if is_sent and form.is_valid():

        def act_and_say():
            messages.success(request, act(form.cleaned_data["reason"]))
            log.info("roster_changed", run=run.code, what=what, by=request.user.pk)
            return reverse("enrollment:roster", args=[run.code])

        content = [leaving.pk, form.cleaned_data["reason"], ids_in(request.POST)]
        try:
            return sent_forms.once(
                request, purpose=f"roster-{what}", content=content, act=act_and_say
            )
        except Refused as refusal:
            sentences = refusal.reasons
    context = {
        **context,
        "run": run,
        "leaving": leaving,
        "form": form,
        "sentences": sentences,
        "is_live": leaving.state in Enrollment.LIVE,
        "can_change": permissions.can_change_roster(request.user, run, timezone.now()),
    }
    status = sent_forms.REFUSED if is_sent else 200
    return render(request, f"enrollment/cast/roster_{what}.html", context, status=status)
