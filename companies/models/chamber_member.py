"""A member of the chamber, as its list says: whoever signs up with this RFC is approved at once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.name_order import InNameOrder


class ChamberMemberQuerySet(models.QuerySet):
    def current(self):
        """Those in the list that holds now."""
        return self.filter(gone_at__isnull=True)


@trail.track_changes("rfc", "name", "gone_at")
class ChamberMember(models.Model):
    """One RFC of the list. Who is missing in a newer list is marked, never deleted."""

    rfc = models.CharField(_("RFC"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=200)
    listed_at = models.DateTimeField(_("in the list since"))
    last_import = models.ForeignKey(
        "companies.DirectoryImport",
        models.PROTECT,
        related_name="members",
        verbose_name=_("last list"),
    )
    gone_at = models.DateTimeField(_("no longer in the list since"), null=True, blank=True)

    objects = ChamberMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the chamber")
        verbose_name_plural = _("members of the chamber")
        ordering = [InNameOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rfc__regex=r"^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}$"),
                name="chamber_member_rfc_form",
                violation_error_message=_("The RFC does not have the form of an RFC."),
            ),
        ]

    def __str__(self):
        return self.name
