"""The roster of a group: as a page, on paper and as a spreadsheet."""

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.models import Download
from companies.rules import readiness
from companies.services import downloads
from courses.models import CourseRun
from enrollment import permissions, queries
from enrollment.documents import roster_pdf, roster_sheet
from enrollment.views import roster_words

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


@require_safe
@never_cache
@login_required
def roster(request, code):
    """Show who comes and who waits. `curp=completa` shows whole CURPs to those who may see them."""
    run, now = run_for(request.user, code), timezone.now()
    may_see_curps = permissions.can_view_curps(request.user)
    shows_curps = may_see_curps and request.GET.get("curp") == "completa"
    seats = list(queries.roster(run))
    if shows_curps:
        _note(Download.What.WHOLE_CURPS, request, run, seats, form="page", whole_curps=True)
    people = roster_words.confirmed_first(seats)
    context = {
        "run": run,
        "people": people,
        "unready": {
            seat.pk for seat in people if not readiness.can_get_dc3(seat.technician, seat.company)
        },
        "waiting": roster_words.in_queue_order(seats, queries.queue_positions(run)),
        "can_change": permissions.can_change_roster(request.user, run, now),
        "may_see_curps": may_see_curps,
        "shows_curps": shows_curps,
        "notice": roster_words.privacy_notice(),
        "now": now,
    }
    return render(request, "enrollment/cast/roster.html", context)


@require_safe
@never_cache
@login_required
def pdf(request, code):
    """Give the attendance list as PDF, with masked CURPs: it goes from hand to hand in the room."""
    run = run_for(request.user, code)
    seats = list(queries.roster(run))
    description = _described(run, seats, whole_curps=False)
    _note(Download.What.ROSTER, request, run, seats, form="pdf")
    return FileResponse(
        BytesIO(roster_pdf.draw(description)),
        content_type=PDF,
        filename=roster_words.file_name(run, "pdf"),
    )


@require_safe
@never_cache
@login_required
def sheet(request, code):
    """Give the list as a spreadsheet; CURPs are whole for those who may see them."""
    run = run_for(request.user, code)
    seats = list(queries.roster(run))
    whole_curps = permissions.can_view_curps(request.user)
    description = _described(run, seats, whole_curps=whole_curps)
    _note(Download.What.ROSTER, request, run, seats, form="xlsx", whole_curps=whole_curps)
    return FileResponse(
        BytesIO(roster_sheet.draw(description)),
        as_attachment=True,
        content_type=SPREADSHEET,
        filename=roster_words.file_name(run, "xlsx"),
    )


def run_for(user, code):
    """Load the run: 403 for those who see no rosters, 404 for one that the user may not know of."""
    if not permissions.can_view_rosters(user):
        raise PermissionDenied
    runs = CourseRun.objects.select_related("course__area", "venue", "instructor")
    run = get_object_or_404(runs.prefetch_related("meetings"), code=code)
    if not permissions.can_view_roster(user, run):
        raise Http404
    return run


def _described(run, seats, *, whole_curps):
    return roster_words.describe(
        run,
        seats,
        positions=queries.queue_positions(run),
        whole_curps=whole_curps,
        now=timezone.now(),
    )


def _note(what, request, run, seats, **facts):
    about, people = f"run:{run.code}", len(seats)
    downloads.note(what, about=about, people=people, by=request.user, now=timezone.now(), **facts)
