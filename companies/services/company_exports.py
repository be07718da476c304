"""The export of all data of a firm: asked for here, made by a job of the front door."""

import structlog
from django.utils.translation import gettext as _

from companies import jobs
from companies.models import CompanyExport, JobReport
from companies.models.company_export import AVAILABLE_FOR
from companies.refusals import kindly
from companies.services import reports

log = structlog.get_logger(__name__)

MAKE = "portal.make_export"
ATTEMPTS = 3


def ask(*, company, by, now):
    """Ask for all data of the firm; returns the export that is being made, a new one or not.

    One that was given up is begun anew.
    """
    with kindly():
        waiting, is_new = CompanyExport.objects.get_or_create(
            company=company, ready_at=None, defaults={"asked_by": by, "asked_at": now}
        )
        if waiting.failed_at:
            waiting.asked_by, waiting.asked_at = by, now
            waiting.attempts, waiting.failed_at = 0, None
            waiting.save(update_fields=["asked_by", "asked_at", "attempts", "failed_at"])
    if is_new:
        log.info("export_asked", company=company.pk, by=by.pk)
    jobs.ring(MAKE, waiting.pk)
    return waiting


def make(*, export_id, draw, now):
    """Let `draw(company)` return the ZIP and how many people are in it, and keep both.

    Safe to run twice and on two workers: the second leaves it to the first. What was begun
    ATTEMPTS times and never finished is given up, and staff read it.
    """
    if not _begin(export_id, now):
        return
    with kindly():
        export = _free(export_id)
        if export is None:
            return
        export.content, export.people = draw(export.company)
        export.ready_at = now
        export.save(update_fields=["content", "people", "ready_at"])
    log.info("export_ready", company=export.company_id, people=export.people)


def _begin(export_id, now):
    """Say whether an attempt may begin; it counts before it, also when it kills the worker."""
    with kindly():
        export = _free(export_id)
        if export is None:
            return False
        if export.attempts < ATTEMPTS:
            export.attempts += 1
            export.save(update_fields=["attempts"])
            return True
        export.failed_at = now
        export.save(update_fields=["failed_at"])
        reports.write(
            JobReport.Job.EXPORT,
            about=f"company:{export.company_id}",
            line=lambda: (
                _("The data of %(company)s could not be gathered.") % {"company": export.company}
            ),
            now=now,
            is_problem=True,
        )
    return False


def _free(export_id):
    """The export, locked, if it is still to be made and nobody makes it at this moment."""
    exports = CompanyExport.objects.being_made().select_for_update(skip_locked=True)
    return exports.filter(pk=export_id).first()


def erase(*, company_ids):
    """Delete what was drawn of these firms, because somebody who is in it is erased.

    Waits for one that is being drawn at this moment. One that is only asked for stays: it is drawn
    afterwards, without that person. Belongs into the transaction that erases, after its writing.
    """
    exports = CompanyExport.objects.filter(company__in=company_ids)
    list(exports.select_for_update().order_by("pk").values_list("pk"))
    exports.filter(ready_at__isnull=False).delete()


def has_failed(company):
    """Say whether the last export that the firm asked for was given up."""
    last = company.exports.defer("content").order_by("-asked_at", "-pk").first()
    return last is not None and last.failed_at is not None


def available(company, *, now):
    """The firm's exports that are ready and not over yet, without their content."""
    ready = company.exports.filter(ready_at__gt=now - AVAILABLE_FOR)
    return ready.select_related("asked_by").defer("content")
