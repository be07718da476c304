"""The first page of a firm: what needs it today, what comes, what was asked, what was learned."""

from itertools import chain, groupby
from operator import attrgetter

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.access import CompanyRequest, company_required
from companies.rules import readiness
from companies.views import needs
from enrollment import queries
from enrollment.queries import standing
from enrollment.queries import training as training_queries
from enrollment.queries.suggestions import suggested_to
from enrollment.rules.deadlines import deadlines
from enrollment.views import suggestion_words

RECENT = 5
SHOWN = 10  # of each list; all of them stand in the list of requests
GAPS_SHOWN = 5


@require_safe
@company_required
def dashboard(request: CompanyRequest):
    """Show where the firm stands, in the order in which it matters.

    A fixed number of statements, and of each list the first few: a firm may have a hundred groups.
    """
    now, company = timezone.now(), request.company
    coming = queries.coming_enrollments(company, now=now)
    seated = queries.enrollments_not_over(company, now=now).holding_a_seat()
    next_seats = list(queries.in_the_next_runs(seated, number=SHOWN))
    own = queries.requests_of(company)
    recent = list(own[:RECENT])
    waiting = own.wanting_seats().filter(run__starts_at__gt=now).order_by("run__starts_at", "pk")
    next_waiting = list(waiting[:SHOWN])
    standing.with_positions([*next_waiting, *recent])
    gaps = _gaps(request, next_seats)
    context = {
        "needs": _needs(request, coming, now),
        "gaps": gaps[:GAPS_SHOWN],
        "more_gaps": len(gaps) - GAPS_SHOWN,
        "deadlines": _deadlines(next_seats, next_waiting, now),
        "waiting": next_waiting,
        "waiting_in_all": waiting.count(),
        "seats": seated.count(),
        "seats_shown": len(next_seats),
        "next_runs": [(run, list(group)) for run, group in groupby(next_seats, attrgetter("run"))],
        "recent": recent,
        "training": training_queries.figures_of(
            company, year=timezone.localdate(now).year, now=now
        ),
        "suggestions": [
            (one.run, suggestion_words.say(one)) for one in suggested_to(company, now=now)
        ],
    }
    return render(request, "companies/dashboard.html", context)


def _needs(request, coming, now):
    company = request.company
    return list(
        chain(
            needs.of_company(company, contact=settings.CONTACT_ADDRESS),
            needs.of_people_who_left(coming.filter(technician__is_active=False)[:SHOWN]),
            needs.of_team(company, is_owner=request.is_owner, now=now),
            needs.of_imports(company),
            needs.of_list(company.technicians.active().exists()),
        )
    )


def _gaps(request, next_seats):
    """What constancias of the next groups would lack, each person once."""
    people = {seat.technician_id: seat.technician for seat in next_seats}
    gaps = [gap for person in people.values() for gap in readiness.of_technician(person)]
    if not next_seats:
        return []
    return [*readiness.of_company(request.company, is_owner=request.is_owner), *gaps]


def _deadlines(next_seats, next_waiting, now):
    for seat in next_seats:
        seat.request.run = seat.run  # loaded with the seat
    requests = {seat.request_id: seat.request for seat in next_seats}
    return deadlines(seated=requests.values(), waiting=next_waiting, now=now)
