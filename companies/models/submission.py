"""Forms that were sent, so that a second click answers the same instead of acting twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    key = models.UUIDField(_("key of the form"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions")
    purpose = models.SlugField(_("purpose"), max_length=40)
    fingerprint = models.CharField(_("fingerprint of the content"), max_length=64)
    answer_url = models.CharField(_("answer"), max_length=200)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="submission_once")]

    def __str__(self):
        return f"{self.purpose} · {self.key}"
