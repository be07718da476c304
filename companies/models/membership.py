"""Who acts for which firm."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.models import triggers


@trail.track(
    "company",
    "user",
    "role",
)
class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    company = models.ForeignKey(
        "companies.Company", models.CASCADE, related_name="memberships", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    role = models.CharField(
        _("role"), max_length=6, choices=Role, default=Role.MEMBER, db_default=Role.MEMBER
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("HR person")
        verbose_name_plural = _("HR people")
        ordering = ["company", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user"],
                name="membership_once",
                violation_error_message=_("This person already acts for the company."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "member"]), name="membership_role_known"
            ),
        ]
        triggers = triggers.MEMBERSHIP

    def __str__(self):
        return f"{self.user} · {self.company}"
