"""What a firm of the directory finds behind the links of our letter. No sign-in is needed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies.services import outreach, prospects

KEY = "prospect_key"


@require_safe
@never_cache
def welcome(request, key):
    """Say what the portal is for, and remember through whose invitation this visitor came."""
    prospect = _prospect_of(key)
    request.session[KEY] = key
    return render(request, "companies/prospect_welcome.html", {"prospect": prospect, "key": key})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request, key):
    """Ask first, so that no program that opens links decides for a person; then keep the wish."""
    prospect = _prospect_of(key)
    if request.method == "POST" and not prospect.is_silenced:
        outreach.silence_by_link(prospect=prospect, now=timezone.now())
        messages.success(request, _("We will not write to you again."))
        return redirect("companies:prospect_stop", key)
    context = {"prospect": prospect, "contact": settings.CONTACT_ADDRESS}
    return render(request, "companies/prospect_stop.html", context)


def _prospect_of(key):
    prospect = prospects.of_key(key)
    if prospect is None:
        raise Http404
    return prospect
