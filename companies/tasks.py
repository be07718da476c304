"""The background jobs of this floor."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from companies import jobs
from companies.services import delivery, outbox


@shared_task(name=outbox.DELIVER)
def deliver_due():
    """Send what is due; ring again when one batch was not enough."""
    if delivery.deliver_due(now=timezone.now()).has_more:
        jobs.ring(outbox.DELIVER)


@shared_task(name="companies.forget_sessions")
def forget_sessions():
    """Delete the sessions that ended, and with them the forms that nobody came back for."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
