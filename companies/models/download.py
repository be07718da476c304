"""Who took personal data out of the portal, what, and of how many people - never whose."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.kept_rows import TABLE_STAYS


class Download(models.Model):
    class What(models.TextChoices):
        ROSTER = "roster", _("list of a group")
        WHOLE_CURPS = "curps", _("list of a group with whole CURPs, on the screen")
        TRAINING = "training", _("training of a firm")
        TECHNICIANS = "technicians", _("technicians of a firm")
        BAD_ROWS = "bad-rows", _("rows of an upload that were not stored")
        COMPANY = "company", _("all data of a firm")
        PERSON = "person", _("all data of a person")
        DIRECTORY = "directory", _("firms of the directory")
        LIST = "list", _("list of the administration")

    what = models.CharField(_("what"), max_length=20, choices=What)
    about = models.CharField(_("about"), max_length=80)
    form = models.CharField(_("form"), max_length=20)
    people = models.PositiveIntegerField(_("people in it"))
    whole_curps = models.BooleanField(_("with whole CURPs"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="downloads", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("download of personal data")
        verbose_name_plural = _("downloads of personal data")
        ordering = ["-at", "-pk"]
        triggers = [
            TABLE_STAYS,
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_what_display()} · {self.about}"
