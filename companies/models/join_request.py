"""Somebody asks to act for a firm that is in the portal already."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies import trail


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)


@trail.track("company", "user", "answered_at", "answered_by", "accepted", "withdrawn_at")
class JoinRequest(models.Model):
    """It opens nothing of the firm before an owner says yes."""

    company = models.ForeignKey(
        "companies.Company", models.CASCADE, related_name="join_requests", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="join_requests",
        verbose_name=_("user"),
    )
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="join_request_open_once",
                violation_error_message=_("You already asked to join this company."),
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True, answered_by__isnull=True, accepted__isnull=True
                )
                | Q(answered_at__isnull=False, answered_by__isnull=False, accepted__isnull=False),
                name="join_request_answer_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="join_request_ends_once",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.company}"
