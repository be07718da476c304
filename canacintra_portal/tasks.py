"""The background jobs that concern all floors."""

from celery import shared_task
from django.utils import timezone

from canacintra_portal import exports, retention
from companies import jobs
from companies.models import CompanyExport
from companies.services import company_exports

FORGET = "portal.forget"


@shared_task(name=FORGET)
def forget():
    """Forget what is older than it may be; ring again while there is a lot of it."""
    now = timezone.now()
    retention.forget_throttles(now=now)
    forgotten = retention.forget(now=now)
    if any(count >= retention.AT_ONCE for count in forgotten.values()):
        jobs.ring(FORGET)


@shared_task(name=company_exports.MAKE)
def make_export(export_id):
    """Gather all data of a firm that an owner asked for."""
    company_exports.make(export_id=export_id, draw=exports.of_company, now=timezone.now())


@shared_task(name="portal.sweep_exports")
def sweep_exports():
    """Ring for exports whose ring was lost."""
    for export_id in CompanyExport.objects.being_made().values_list("pk", flat=True):
        jobs.ring(company_exports.MAKE, export_id)
