"""CANACINTRA lets a firm in; its requests kept their place meanwhile."""

from companies import jobs
from companies import notifications as company_notifications
from companies.models import Company
from companies.refusals import kindly
from companies.services import outbox
from enrollment.services import locks


def approve(*, company, by, now):
    """Approve the firm, tell its HR people, and ring for the requests that waited for it.

    Does nothing when the firm is approved already. Returns the firm as stored.
    """
    with kindly():
        company = locks.company(company.pk)
        if company.is_approved:
            return company
        company.approved_at, company.approved_by = now, by
        Company.objects.filter(pk=company.pk).update(approved_at=now, approved_by=by)
        users = list(company.users.filter(is_active=True).order_by("pk"))
        outbox.write(company_notifications.company_approved(company=company, users=users, now=now))
        for run_id in company.requests.wanting_seats().values_list("run_id", flat=True).distinct():
            jobs.ring("enrollment.seat_waiting", run_id)
    return company
