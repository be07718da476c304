"""A company that somebody has begun to register."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Registration(models.Model):
    """What one person has typed so far: `answers` holds plain values by the slug of the section.

    It is kept on the server, so that she can go on from another device, and goes away when the
    company is registered.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="registration",
        verbose_name=_("user"),
    )
    answers = models.JSONField(_("answers"), default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("registration that was begun")
        verbose_name_plural = _("registrations that were begun")
        ordering = ["-updated_at", "pk"]

    def __str__(self):
        return str(self.user)
