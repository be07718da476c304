"""What the portal says while it works: lines for people in the demo, JSON for machines elsewhere.

Nothing personal belongs here: ids, never names, CURPs or addresses.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.typing import Processor

from canacintra_portal.schedule import SCHEDULE

PERIODIC = {entry["task"] for entry in SCHEDULE.values()}


class TaskDone(logging.Filter):
    """Celery's "succeeded" as one short line; a sweep that found nothing says nothing.

    A task that wants to be seen returns what it did.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the line, and tell whether it is worth saying."""
        done = getattr(record, "data", None)
        if not isinstance(done, dict) or "runtime" not in done:
            return True
        result = done.get("return_value")
        if done["name"] in PERIODIC and result in {None, "None"}:
            return False
        record.msg = f"{done['name']} {done.get('args') or ''} done in {done['runtime']:.3f} s"
        record.args = ()
        if result not in {None, "None"}:
            record.msg += f": {result}"
        return True


class WithoutTraceback(logging.Filter):
    """Keeps the sentence: whoever asks for a host that is not ours needs no page of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop the traceback of the record, and let it pass."""
        record.exc_info = record.exc_text = None
        return True


@contextmanager
def quiet() -> Iterator[None]:
    """Leave out what is only told; warnings and errors are said as always."""
    before = logging.root.manager.disable
    logging.disable(max(before, logging.INFO))
    try:
        yield
    finally:
        logging.disable(before)


def configuration(*, as_json: bool) -> dict:
    """Answer Django's LOGGING and set structlog up to go the same way."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    # Plain tracebacks: the prettier ones print local variables, and with them people's data.
    for_people: Processor = structlog.dev.ConsoleRenderer(
        colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [for_people]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "task_done": {"()": TaskDone},
            "without_traceback": {"()": WithoutTraceback},
        },
        "formatters": {
            "plain": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            "django.request": {"level": "ERROR"},  # a page that is not there is no news
            "django.security.DisallowedHost": {"filters": ["without_traceback"]},
            "celery.app.trace": {"filters": ["task_done"]},
            "celery.worker.strategy": {"level": "WARNING"},  # "received": "done" follows
            "celery.worker.consumer.connection": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "gunicorn.http.wsgi": {"level": "ERROR"},  # it minds that Django answers HEAD as GET
        },
    }
