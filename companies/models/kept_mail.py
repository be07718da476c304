"""What the demo sends: kept here instead of leaving, to be read in the browser."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptMail(models.Model):
    """One e-mail for one address, as a mail server would have received it."""

    to_address = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=255)
    source = models.BinaryField(_("source"))
    kept_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail of the demo")
        verbose_name_plural = _("mail of the demo")
        ordering = ["-kept_at", "-pk"]
        indexes = [models.Index(fields=["to_address", "-kept_at"], name="kept_mail_of")]

    def __str__(self):
        return f"{self.subject} · {self.to_address}"
