"""Which downloads held data of a firm or a technician: no line says so, time and place do."""

from functools import reduce
from operator import or_

from django.db.models import Q

from companies.models import Download


def of_company(company):
    """Find what was taken out of the firm's own pages, and lists of groups with people of it."""
    return _taken(Q(about=f"company:{company.pk}"), company.enrollments)


def of_technician(technician):
    """Find the downloads that the technician may have been in since she was registered."""
    firm = Q(about=f"company:{technician.company_id}", at__gte=technician.created_at)
    return _taken(firm | Q(about=f"technician:{technician.pk}"), technician.enrollments)


def _taken(own, seats):
    lists = [
        Q(about=f"run:{seat.run.code}", at__gte=seat.request.requested_at)
        for seat in seats.select_related("run", "request")
    ]
    return Download.objects.filter(reduce(or_, lists, own))
