"""A list of firms that staff uploaded: looked at first, accepted afterwards."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DirectoryImport(models.Model):
    """What was read of a file, with a verdict for each row, until somebody accepts it.

    `rows` are plain values as companies/rules/directories.py makes them, and are forgotten once
    they are stored; `counts` says how many rows had which verdict, `outcome` what accepting did.
    """

    class Kind(models.TextChoices):
        MEMBERS = "members", _("member list of the chamber")
        RETC = "retc", _("RETC: firms with environmental reports (SEMARNAT)")
        DENUE = "denue", _("DENUE: directory of economic units (INEGI)")

    kind = models.CharField(_("list"), max_length=10, choices=Kind)
    file_name = models.CharField(_("file"), max_length=200, editable=False)
    replaces = models.BooleanField(
        _("replaces the former list"),
        default=False,
        help_text=_(
            "Only for the member list: whoever is not in the file is marked as no longer a member."
            " Firms that are approved stay approved."
        ),
    )
    rows = models.JSONField(
        _("rows"), encoder=DjangoJSONEncoder, default=list, blank=True, editable=False
    )
    counts = models.JSONField(_("verdicts"), default=dict, blank=True, editable=False)
    outcome = models.JSONField(_("what it did"), default=dict, blank=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )

    class Meta:
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="directory_import_accepted_has_who_and_when",
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_accepted(self):
        return self.accepted_at is not None
