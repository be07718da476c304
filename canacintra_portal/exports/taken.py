"""Which downloads held data of a firm or a technician: no line says so, time and place do.

A list that staff took out of the administration is named by its kind alone: whoever was there then
may have been in it.
"""

from functools import reduce
from operator import or_

from django.db.models import Q

from companies.models import Download

LIST = Download.What.LIST


def of_company(company):
    """Find what was taken out of the firm's own pages, and lists that it may have been in."""
    lists = Q(what=LIST, about__in=["companies", "requests", "technicians"])
    listed = lists & Q(at__gte=company.created_at)
    return _taken(Q(about=f"company:{company.pk}") | listed, company.enrollments)


def of_technician(technician):
    """Find the downloads that the technician may have been in since she was registered."""
    lists = Q(about=f"company:{technician.company_id}") | Q(what=LIST, about="technicians")
    listed = lists & Q(at__gte=technician.created_at)
    return _taken(listed | Q(about=f"technician:{technician.pk}"), technician.enrollments)


def _taken(own, seats):
    lists = [
        Q(about=f"run:{seat.run.code}", at__gte=seat.request.requested_at)
        for seat in seats.select_related("run", "request")
    ]
    return Download.objects.filter(reduce(or_, lists, own))
