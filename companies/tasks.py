"""The background jobs of this floor."""

from celery import shared_task
from django.utils import timezone

from companies import jobs
from companies.services import delivery, outbox


@shared_task(name=outbox.DELIVER)
def deliver_due():
    """Send what is due; ring again when one batch was not enough."""
    if delivery.deliver_due(now=timezone.now()).has_more:
        jobs.ring(outbox.DELIVER)
