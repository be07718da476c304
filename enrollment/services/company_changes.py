"""What CANACINTRA and the firm itself change about a firm that has requests in queues."""

from django.conf import settings
from django.utils.translation import gettext as _

from companies.models import Company
from companies.refusals import Refused, kindly
from enrollment.models import EnrollmentRequest
from enrollment.services import bells, locks, seats


def edit(*, company, changes):
    """Change fields of the firm (`changes`, values by name).

    Where another municipality makes it a local firm, or ends that, its requests that want seats
    change their place in the queue; those that staff moved up by hand keep theirs.
    """
    with kindly():
        former = seats.priority_of(locks.company(company.pk))
        Company.objects.filter(pk=company.pk).update(**changes)
        company = Company.objects.get(pk=company.pk)
        if seats.priority_of(company) != former:
            _reorder(company)
    return company


def edit_own(*, company, changes):
    """Change fields of the firm (`changes`, values by name) as one of its owners.

    Raises Refused for what decides who the firm is, and who comes first in a queue: the RFC always,
    the municipality once CANACINTRA has approved the firm.
    """
    with kindly():
        company = locks.company(company.pk)
        fixed = {"rfc", "municipality"} if company.is_approved else {"rfc"}
        if any(
            getattr(company, name) != changes.get(name, getattr(company, name)) for name in fixed
        ):
            raise Refused(
                _("CANACINTRA changes this after looking at it: write to %(contact)s.")
                % {"contact": settings.CONTACT_ADDRESS}
            )
        return edit(company=company, changes=changes)


def _reorder(company):
    wanting = company.requests.wanting_seats()
    run_ids = list(wanting.order_by("run_id").values_list("run_id", flat=True).distinct())
    for run_id in run_ids:
        locks.run(run_id)
    wanting.exclude(priority_class=EnrollmentRequest.PriorityClass.BY_HAND).update(
        priority_class=seats.priority_of(company)
    )
    for run_id in run_ids:
        bells.answer(run_id)
