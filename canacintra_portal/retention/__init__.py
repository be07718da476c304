"""What was kept long enough is forgotten every night.

To keep something for another time, change its line in `periods.KEPT`; the privacy notice says the
same.
"""

from functools import partial

import structlog
from django.core.cache import caches
from django.db import connection
from django.utils.translation import gettext as _

from canacintra_portal.retention.periods import KEPT, YEAR
from companies.models import JobReport
from companies.refusals import Refused, kindly
from companies.services import reports

__all__ = ["AT_ONCE", "KEPT", "YEAR", "forget", "forget_throttles", "overdue"]

log = structlog.get_logger(__name__)

AT_ONCE = 1000  # rows of a kind in one go, so that no lock is held for long


def overdue(*, now):
    """Count what is over, by the name of the kind; changes nothing."""
    return {kind.name: kind.find(now - kind.kept).count() for kind in KEPT}


def forget(*, now):
    """Forget up to AT_ONCE rows of each kind that are over. Safe to repeat and to run twice.

    A kind of which a row is locked waits for the next night; the others do not wait for it. Leaves
    a line for staff and returns how many rows went, by the name of the kind.
    """
    forgotten = {}
    for kind in KEPT:
        over = kind.find(now - kind.kept)
        some = over.model._base_manager.filter(pk__in=over.order_by("pk").values("pk")[:AT_ONCE])
        try:
            with kindly():
                if count := kind.forget(some, now):
                    forgotten[kind.name] = count
        except Refused as refusal:
            log.warning("not_forgotten", kind=kind.name, why=str(refusal))
    if forgotten:
        log.info("forgotten", **forgotten)
        reports.write(JobReport.Job.RETENTION, line=partial(_line, forgotten), now=now)
    return forgotten


def _line(forgotten):
    parts = (f"{kind.said} {forgotten[kind.name]}" for kind in KEPT if kind.name in forgotten)
    return _("Forgotten because their time is over: %(what)s.") % {"what": ", ".join(parts)}


def forget_throttles(*, now):
    """Delete the rows that throttled sign-in and have run out; Django does so only when it must."""
    table = connection.ops.quote_name(caches["default"]._table)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
        return cursor.rowcount
