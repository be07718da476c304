"""The first page of a firm: what needs attention, what comes, what was asked."""

from itertools import groupby

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.access import CompanyRequest, company_required
from enrollment import queries
from enrollment.models import Enrollment

RECENT = 5


@require_safe
@company_required
def dashboard(request: CompanyRequest):
    """Show where the firm stands, in the order in which it matters."""
    now = timezone.now()
    coming = list(queries.coming_enrollments(request.company, now=now))
    own = queries.requests_of(request.company)
    recent = list(own[:RECENT])
    waiting = own.wanting_seats().filter(run__starts_at__gt=now).order_by("run__starts_at", "pk")
    waiting = list(waiting)
    queries.with_positions([*waiting, *recent])
    seated = [e for e in coming if e.state == Enrollment.State.CONFIRMED]
    context = {
        "has_technicians": request.company.technicians.active().exists(),
        "has_left": [e for e in coming if not e.technician.is_active],
        "waiting": waiting,
        "seated": seated,
        "next_runs": [(run, list(group)) for run, group in groupby(seated, key=lambda e: e.run)],
        "recent": recent,
        "contact": settings.CONTACT_ADDRESS,
    }
    return render(request, "companies/dashboard.html", context)
