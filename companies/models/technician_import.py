"""A list of technicians that somebody uploaded: its rows until they are stored, then its counts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class TechnicianImportQuerySet(models.QuerySet):
    def storing(self):
        """Those that a worker shall store, or had begun to when it died."""
        return self.filter(state=TechnicianImport.State.STORING)


class TechnicianImport(models.Model):
    """The file itself is never kept. `columns` names what each column holds, "" for nothing."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("columns to be named")
        JUDGED = "judged", _("to be looked at")
        STORING = "storing", _("being stored")
        STORED = "stored", _("stored")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        "companies.Company",
        models.CASCADE,
        related_name="technician_imports",
        verbose_name=_("company"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("uploaded by")
    )
    file_name = models.CharField(_("file"), max_length=100)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    has_other_sheets = models.BooleanField(_("has other sheets"), default=False)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    headers = models.JSONField(_("headers"), default=list)
    columns = models.JSONField(_("columns"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State)
    counts = models.JSONField(_("rows by verdict"), default=dict)
    stored_counts = models.JSONField(_("what was stored"), default=dict)
    uploaded_at = models.DateTimeField(_("uploaded"))
    storing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stored by"),
    )
    storing_since = models.DateTimeField(_("being stored since"), null=True, blank=True)
    last_batch_at = models.DateTimeField(_("last batch"), null=True, blank=True)
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)
    rows_deleted_at = models.DateTimeField(_("rows deleted"), null=True, blank=True)

    objects = TechnicianImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of technicians")
        verbose_name_plural = _("imports of technicians")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["company", "-uploaded_at"], name="import_of_company"),
            models.Index(
                fields=["storing_since"],
                condition=Q(state="storing"),
                name="import_being_stored",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["columns", "judged"],
                    storing_by=None,
                    storing_since=None,
                    stored_at=None,
                )
                | Q(
                    state="storing",
                    storing_by__isnull=False,
                    storing_since__isnull=False,
                    stored_at=None,
                )
                | Q(
                    state="stored",
                    storing_by__isnull=False,
                    storing_since__isnull=False,
                    stored_at__isnull=False,
                ),
                name="technician_import_state_has_its_times",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("companies:technician_import", args=[self.public_id])

    @property
    def is_gone(self):
        """Whether its rows were deleted before anybody stored them."""
        return self.rows_deleted_at is not None and self.stored_at is None


class ImportRow(models.Model):
    """A row as it was typed. Good ones are deleted when they are stored, bad ones after a day."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changes")
        RETURNS = "returns", _("comes back")
        SAME = "same", _("known already")
        BAD = "bad", _("to be mended")
        EXAMPLE = "example", _("example of the template")

    technician_import = models.ForeignKey(
        TechnicianImport, models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("row in the file"))
    cells = models.JSONField(_("cells"))
    formulas = models.JSONField(_("columns with a formula"), default=list)
    is_overlong = models.BooleanField(_("has more cells than headers"), default=False)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    changes = models.JSONField(_("changes"), default=list)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["technician_import", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["technician_import", "number"], name="import_row_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["technician_import", "verdict", "number"], name="import_rows_by_verdict"
            ),
        ]

    def __str__(self):
        return f"{self.technician_import} · {self.number}"
