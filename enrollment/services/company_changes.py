"""What CANACINTRA corrects about a firm that has requests in queues."""

from companies import jobs
from companies.models import Company
from companies.refusals import kindly
from enrollment.models import EnrollmentRequest
from enrollment.services import locks, seats


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


def _reorder(company):
    wanting = company.requests.wanting_seats()
    run_ids = list(wanting.order_by("run_id").values_list("run_id", flat=True).distinct())
    for run_id in run_ids:
        locks.run(run_id)
    wanting.exclude(priority_class=EnrollmentRequest.PriorityClass.BY_HAND).update(
        priority_class=seats.priority_of(company)
    )
    for run_id in run_ids:
        jobs.ring("enrollment.seat_waiting", run_id)
