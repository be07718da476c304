"""The background jobs that concern all floors."""

from celery import shared_task
from django.utils import timezone

from canacintra_portal import retention
from companies import jobs

FORGET = "portal.forget"


@shared_task(name=FORGET)
def forget():
    """Forget what is older than it may be; ring again while there is a lot of it."""
    now = timezone.now()
    forgotten = retention.forget(now=now)
    retention.forget_throttles(now=now)
    if any(count >= retention.AT_ONCE for count in forgotten.values()):
        jobs.ring(FORGET)
