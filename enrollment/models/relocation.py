"""A proposal to move a run to another venue, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Relocation(models.Model):
    class Kind(models.TextChoices):
        LARGER_VENUE = "larger-venue", _("move to a larger venue")
        SECOND_GROUP = "second-group", _("open a second group")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a decision")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        OUTDATED = "outdated", _("no longer needed")

    run = models.ForeignKey(
        "courses.CourseRun", models.PROTECT, related_name="relocations", verbose_name=_("group")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    from_venue = models.ForeignKey(
        "courses.Venue", models.PROTECT, related_name="+", verbose_name=_("from")
    )
    to_venue = models.ForeignKey(
        "courses.Venue",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to"),
    )
    demand = models.PositiveSmallIntegerField(_("people who want to come"))
    seats_gained = models.PositiveSmallIntegerField(_("seats gained"), default=0)
    extra_cost = models.DecimalField(_("extra cost"), max_digits=10, decimal_places=2, default=0)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decision_note = models.CharField(_("note on the decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("change of venue")
        verbose_name_plural = _("changes of venue")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=Q(state="proposed"), name="relocation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind="larger-venue", to_venue__isnull=False, seats_gained__gte=1)
                | Q(kind="second-group", to_venue__isnull=True, seats_gained=0),
                name="relocation_kind_fits",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="relocation_decided_has_when",
            ),
        ]

    def __str__(self):
        return f"{self.run} → {self.to_venue or '?'}"
