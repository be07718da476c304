"""The background jobs of this floor."""

import time
from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from companies import jobs
from companies.models import TechnicianImport
from companies.services import delivery, import_storing, imports, outbox

SECONDS_OF_AN_IMPORT = 20  # far below the time limit of a task
IN_WORK = timedelta(seconds=10)  # a list whose last batch is younger


@shared_task(name=outbox.DELIVER)
def deliver_due():
    """Send what is due; ring again when one batch was not enough."""
    if delivery.deliver_due(now=timezone.now()).has_more:
        jobs.ring(outbox.DELIVER)


@shared_task(name="companies.forget_sessions")
def forget_sessions():
    """Delete the sessions that ended, the forms in them that nobody came back for, and from where
    they were used."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@shared_task(name=imports.STORE)
def store_import(import_id):
    """Store the good rows of an uploaded list, batch by batch; what is left rings again."""
    jobs.answer(imports.STORE, [import_id])
    stop_at = time.monotonic() + SECONDS_OF_AN_IMPORT
    while import_storing.next_batch(import_id=import_id, now=timezone.now()):
        if time.monotonic() > stop_at:
            jobs.ring(imports.STORE, import_id)
            return


@shared_task(name="companies.sweep_imports")
def sweep_imports():
    """Ring for lists whose ring was lost, or whose worker died in the middle.

    Not for one that is in work: a second worker would find nothing to do.
    """
    at_rest = Q(last_batch_at=None) | Q(last_batch_at__lt=timezone.now() - IN_WORK)
    for import_id in (
        TechnicianImport.objects.storing().filter(at_rest).values_list("pk", flat=True)
    ):
        jobs.ring(imports.STORE, import_id)


@shared_task(name="companies.forget_imports")
def forget_imports():
    """Delete the rows of uploaded lists after a day."""
    imports.forget_old(now=timezone.now())
