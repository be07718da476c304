"""What a person agreed to, answer by answer."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.kept_rows import TABLE_STAYS


class Consent(models.Model):
    """One answer to one version of the privacy notice. The newest holds, none is ever changed.

    `asked` are the voluntary purposes that the page asked about, `accepted` those she said yes to:
    what is asked and not accepted is a no.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="consents",
        verbose_name=_("user"),
    )
    version = models.CharField(_("version of the notice"), max_length=20)
    asked = ArrayField(models.CharField(max_length=20), verbose_name=_("asked"))
    accepted = ArrayField(models.CharField(max_length=20), verbose_name=_("agreed to"))
    page = models.CharField(_("through which page"), max_length=60)
    given_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(fields=["user", "-given_at"], name="consent_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__contains=F("accepted")), name="consent_to_what_was_asked"
            ),
        ]
        triggers = [
            TABLE_STAYS,
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.user} · {self.version}"
