"""The first page of a firm: what needs attention, what comes, what was asked."""

from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.access import CompanyRequest, company_required
from enrollment import queries

RECENT = 5
SHOWN = 10  # of each list; all of them stand in the list of requests


@require_safe
@company_required
def dashboard(request: CompanyRequest):
    """Show where the firm stands, in the order in which it matters."""
    now = timezone.now()
    coming = queries.coming_enrollments(request.company, now=now)
    seated = coming.holding_a_seat()
    next_seats = list(queries.in_the_next_runs(seated, number=SHOWN))
    own = queries.requests_of(request.company)
    recent = list(own[:RECENT])
    waiting = own.wanting_seats().filter(run__starts_at__gt=now).order_by("run__starts_at", "pk")
    next_waiting = list(waiting[:SHOWN])
    queries.with_positions([*next_waiting, *recent])
    asking = request.company.join_requests.open().select_related("user")
    context = {
        "asking": asking[:SHOWN] if request.is_owner else [],
        "has_technicians": request.company.technicians.active().exists(),
        "has_left": coming.filter(technician__is_active=False)[:SHOWN],
        "waiting": next_waiting,
        "waiting_in_all": waiting.count(),
        "seats": seated.count(),
        "seats_shown": len(next_seats),
        "next_runs": [(run, list(group)) for run, group in groupby(next_seats, attrgetter("run"))],
        "recent": recent,
        "contact": settings.CONTACT_ADDRESS,
    }
    return render(request, "companies/dashboard.html", context)
