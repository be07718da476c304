"""Who teaches."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.name_order import InNameOrder
from courses.models import triggers


@trail.track(
    "name",
    "email",
    "is_volunteer",
    "is_active",
)
class Instructor(models.Model):
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    is_volunteer = models.BooleanField(_("volunteer graduate"), default=False)
    is_active = models.BooleanField(_("teaches now"), default=True)
    content_version = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("instructor")
        verbose_name_plural = _("instructors")
        ordering = [InNameOrder("name"), "pk"]
        triggers = triggers.INSTRUCTOR

    def __str__(self):
        return self.name
