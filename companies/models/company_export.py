"""All data of a firm, asked for by an owner, made by a job, and there for two days."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

AVAILABLE_FOR = timedelta(hours=48)


class CompanyExportQuerySet(models.QuerySet):
    def being_made(self):
        """Asked for, and neither ready nor given up."""
        return self.filter(ready_at=None, failed_at=None)


class CompanyExport(models.Model):
    """`content` is the ZIP. It lies in the database, so that every web server has it.

    `attempts` are those that were begun: what cannot be made is given up at `failed_at`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        "companies.Company", models.CASCADE, related_name="exports", verbose_name=_("company")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    content = models.BinaryField(null=True, editable=False)
    people = models.PositiveIntegerField(_("people in it"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = CompanyExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of a company")
        verbose_name_plural = _("exports of companies")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True, content__isnull=True)
                | Q(ready_at__isnull=False, content__isnull=False),
                name="company_export_ready_has_content",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | Q(failed_at__isnull=True),
                name="company_export_is_ready_or_given_up",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(ready_at__isnull=True),
                name="company_export_one_at_a_time",
                violation_error_message=_("The data are being gathered already."),
            ),
        ]

    def __str__(self):
        return f"{self.company} · {timezone.localdate(self.asked_at):%Y-%m-%d}"

    @property
    def gone_at(self):
        return self.ready_at and self.ready_at + AVAILABLE_FOR
