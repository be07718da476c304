"""What the background jobs did, in lines that staff can read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobReport(models.Model):
    class Job(models.TextChoices):
        CONFIRM = "confirm", _("confirm requests")
        VENUE_CHECK = "venue-check", _("check venues")
        MESSAGES = "messages", _("deliver messages")
        SWEEP = "sweep", _("catch up")
        REMINDERS = "reminders", _("remind")
        RETENTION = "retention", _("forget")
        EXPORT = "export", _("gather the data of a company")

    job = models.CharField(_("job"), max_length=20, choices=Job)
    about = models.CharField(_("about"), max_length=80, blank=True)
    line = models.TextField(_("what it did"))
    is_problem = models.BooleanField(_("needs attention"), default=False)
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("job report")
        verbose_name_plural = _("job reports")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.line
