"""The export of all data of a firm: asked for here, made by a job of the front door."""

import structlog

from companies import jobs
from companies.models import CompanyExport
from companies.models.company_export import AVAILABLE_FOR
from companies.refusals import kindly

log = structlog.get_logger(__name__)

MAKE = "portal.make_export"


def ask(*, company, by, now):
    """Ask for all data of the firm; returns the export that is being made, a new one or not."""
    with kindly():
        waiting, is_new = CompanyExport.objects.get_or_create(
            company=company, ready_at=None, defaults={"asked_by": by, "asked_at": now}
        )
    if is_new:
        log.info("export_asked", company=company.pk, by=by.pk)
    jobs.ring(MAKE, waiting.pk)
    return waiting


def make(*, export_id, draw, now):
    """Let `draw(company)` return the ZIP and how many people are in it, and keep both.

    Safe to run twice and on two workers: the second waits for the first and finds it done.
    """
    with kindly():
        export = CompanyExport.objects.select_for_update().filter(pk=export_id).first()
        if export is None or export.ready_at:
            return
        export.content, export.people = draw(export.company)
        export.ready_at = now
        export.save(update_fields=["content", "people", "ready_at"])
    log.info("export_ready", company=export.company_id, people=export.people)


def erase(*, company_ids):
    """Delete what was drawn of these firms, because somebody who is in it is erased.

    Waits for one that is being drawn at this moment. One that is only asked for stays: it is drawn
    afterwards, without that person. Belongs into the transaction that erases, after its writing.
    """
    exports = CompanyExport.objects.filter(company__in=company_ids)
    list(exports.select_for_update().order_by("pk").values_list("pk"))
    exports.filter(ready_at__isnull=False).delete()


def available(company, *, now):
    """The firm's exports that are ready and not over yet, without their content."""
    ready = company.exports.filter(ready_at__gt=now - AVAILABLE_FOR)
    return ready.select_related("asked_by").defer("content")
