"""The doorbell of the background jobs. What must happen is a row in the database already."""

import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache, partial

import redis
import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

SECONDS_OF_SILENCE = 5
LONGEST_REST = 0.6  # seconds
_quiet_until = 0.0
_is_heard = ContextVar("_is_heard", default=True)


def ring(task, *ids, after=0.0):
    """Ask the workers to run `task`, `after` so many seconds, once the current transaction is
    committed.

    A broker that is down costs nothing: the ring is lost, the row stays, and the sweep finds it.
    After a failed ring this process does not try again for a few seconds, so that no request waits.
    """
    if _is_heard.get():
        transaction.on_commit(partial(_ring_now, task, ids, after))


@contextmanager
def unheard():
    """Drop the rings of this block: whoever writes much at once does the work of the jobs too."""
    token = _is_heard.set(False)
    try:
        yield
    finally:
        _is_heard.reset(token)


def answer(task, ids, *, apart=0.0):
    """Let the next ring for `task` be heard. To be called as a worker begins, before it looks.

    Whoever rang until now has committed, so the task sees it; whoever rings later is heard again.
    Two beginnings for the same ids lie at least `apart` seconds apart: the second waits here, and
    speaks for all who ring meanwhile.
    """
    with suppress(redis.RedisError):
        bell, name = _bell(current_app.conf.broker_url), _name_of(task, ids)
        if apart:
            _wait_after_the_last(bell, _pause_of(name), round(apart * 1000))
        bell.delete(name)


def rest(task, ids, *, took, apart):
    """Let the next beginning for the same ids wait for as long as this one took, or for what is
    left of `apart`: the busier the machine, the more of those who ring are served together. Never
    longer than LONGEST_REST, because a worker waits it out."""
    with suppress(redis.RedisError):
        bell, name = _bell(current_app.conf.broker_url), _name_of(task, ids)
        pause = min(max(took, apart - took), max(apart, LONGEST_REST))
        bell.set(_pause_of(name), 1, px=round(pause * 1000) or 1)


def _pause_of(name):
    return f"{name}:pause"


def _wait_after_the_last(bell, mark, milliseconds):
    if not bell.set(mark, 1, nx=True, px=milliseconds):
        time.sleep(max(bell.pttl(mark), 0) / 1000)
        bell.set(mark, 1, px=milliseconds)


def _ring_now(task, ids, after):
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        # Somebody's ring that waits for a worker speaks for everybody: a rush rings once, not for
        # each request. A ring that was lost is forgotten soon, and until then the sweep serves.
        bell = _bell(current_app.conf.broker_url)
        silence = SECONDS_OF_SILENCE + round(after)
        if bell.set(_name_of(task, ids), 1, nx=True, ex=silence):
            current_app.send_task(
                task, args=ids, countdown=after or None, retry=False, ignore_result=True
            )
    except (OperationalError, OSError, redis.RedisError) as error:
        _quiet_until = time.monotonic() + SECONDS_OF_SILENCE
        log.warning("broker_unreachable", task=task, error=str(error))


def _name_of(task, ids):
    return ":".join(["rung", task, *map(str, ids)])


@lru_cache(maxsize=2)
def _bell(address):
    return redis.Redis.from_url(
        address,
        socket_connect_timeout=1,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 1),  # once more, because the broker may have started anew
    )
