"""CAST's first page: what meets today, and the groups that come or are over."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.rules.words import searched
from courses.models import Venue
from courses.queries import schedule
from enrollment import permissions

ON_A_PAGE = 20
LIST = "groups"


@require_safe
@never_cache
@login_required
def cast(request):
    """Show the meetings of today, or of the next day that has some, and all groups to search in.

    `q` searches words, `sede` one site, `cuando=pasados` the groups that are over.
    """
    if not permissions.can_view_rosters(request.user):
        raise PermissionDenied
    now = timezone.now()
    words = searched(request.GET)
    site = request.GET.get("sede", "").replace("\x00", "")  # PostgreSQL takes no NUL
    is_past = request.GET.get("cuando") == "pasados"
    context = {
        "page": _groups(words, site, is_past, now).get_page(request.GET.get("page")),
        "words": words,
        "site": site,
        "is_past": is_past,
        "is_narrowed": bool(words or site),
    }
    if request.htmx.target == LIST and not request.htmx.history_restore_request:
        return render(request, "enrollment/cast/_groups.html", context)
    context["today"] = timezone.localdate(now)
    context["day"] = schedule.next_day_with_meetings(context["today"])
    context["meetings"] = schedule.meetings_on(context["day"]) if context["day"] else []
    context["sites"] = Venue.objects.order_by("site").values_list("site", flat=True).distinct()
    return render(request, "enrollment/cast/cast.html", context)


def _groups(words, site, is_past, now):
    runs = schedule.runs_named(schedule.announced_runs(), words)
    if site:
        runs = runs.filter(venue__site=site)
    if is_past:
        runs = runs.filter(ends_at__lte=now).order_by("-starts_at", "code")
    else:
        runs = runs.filter(ends_at__gt=now).order_by("starts_at", "code")
    return Paginator(runs.prefetch_related("meetings"), ON_A_PAGE)
