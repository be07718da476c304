"""Where courses are held."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies import trail
from courses.models import triggers


class VenueQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


@trail.track(
    "name",
    "site",
    "is_own",
    "capacity",
    "equipment",
    "address",
    "directions",
    "latitude",
    "longitude",
    "cost_per_hour",
    "is_active",
)
class Venue(models.Model):
    """A bookable room. A change of capacity reaches every coming run in it (see triggers.py)."""

    name = models.CharField(_("room"), max_length=80)
    site = models.CharField(
        _("site"), max_length=80, help_text=_("The building or campus, for example CANACINTRA.")
    )
    is_own = models.BooleanField(_("of CANACINTRA"), default=False)
    capacity = models.PositiveSmallIntegerField(
        _("capacity"), validators=[MinValueValidator(1)], help_text=_("People who can be seated.")
    )
    equipment = models.CharField(
        _("equipment"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "What a course needs and other rooms lack, for example CNC machines. A group is only"
            " moved to a room with the same equipment. Empty: a classroom."
        ),
    )
    address = models.CharField(_("address"), max_length=200)
    directions = models.TextField(_("how to get there"), blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    cost_per_hour = models.DecimalField(
        _("cost per hour"), max_digits=9, decimal_places=2, default=0, help_text=_("In MXN.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    content_version = models.PositiveBigIntegerField(default=0, editable=False)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["-is_own", "site", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="venue_once",
                violation_error_message=_("This site already has a room with this name."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1) & Q(cost_per_hour__gte=0),
                name="venue_capacity_and_cost",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="venue_position_is_whole",
            ),
        ]
        triggers = triggers.VENUE

    def __str__(self):
        return f"{self.site}, {self.name}"
