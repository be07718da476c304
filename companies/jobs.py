"""The doorbell of the background jobs. What must happen is a row in the database already."""

import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

SECONDS_OF_SILENCE = 5
_quiet_until = 0.0
_is_heard = ContextVar("_is_heard", default=True)


def ring(task, *ids):
    """Ask the workers to run `task` once the current transaction is committed.

    A broker that is down costs nothing: the ring is lost, the row stays, and the sweep finds it.
    After a failed ring this process does not try again for a few seconds, so that no request waits.
    """
    if _is_heard.get():
        transaction.on_commit(partial(_ring_now, task, ids))


@contextmanager
def unheard():
    """Drop the rings of this block: whoever writes much at once does the work of the jobs too."""
    token = _is_heard.set(False)
    try:
        yield
    finally:
        _is_heard.reset(token)


def _ring_now(task, ids):
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, args=ids, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + SECONDS_OF_SILENCE
        log.warning("broker_unreachable", task=task, error=str(error))
