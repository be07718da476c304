"""One technician in one run."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies import trail
from enrollment.models import triggers


class EnrollmentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=Enrollment.LIVE)

    def holding_a_seat(self):
        return self.filter(state=Enrollment.State.CONFIRMED)


@trail.track_changes(
    "run", "company", "technician", "state", "ended_at", "change_reason", when=["ended_at"]
)
class Enrollment(models.Model):
    """`company` and `company_slot` are set by the database from the request: they let it refuse a
    third seat of a company in a run. `changed_by` is who gave the seat up or passed it on."""

    class State(models.TextChoices):
        RECEIVED = "received", _("being confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("request", "confirmed")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("request", "cancelled")
        REPLACED = "replaced", _("replaced by a colleague")
        REFUSED = "refused", _("not possible")

    LIVE = (State.RECEIVED, State.CONFIRMED, State.WAITING)

    request = models.ForeignKey(
        "enrollment.EnrollmentRequest",
        models.PROTECT,
        related_name="enrollments",
        verbose_name=_("request"),
    )
    run = models.ForeignKey(
        "courses.CourseRun",
        models.PROTECT,
        related_name="enrollments",
        editable=False,
        verbose_name=_("group"),
    )
    company = models.ForeignKey(
        "companies.Company",
        models.PROTECT,
        related_name="enrollments",
        editable=False,
        verbose_name=_("company"),
    )
    technician = models.ForeignKey(
        "companies.Technician",
        models.PROTECT,
        related_name="enrollments",
        verbose_name=_("technician"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    company_slot = models.PositiveSmallIntegerField(editable=False, null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    change_reason = models.CharField(
        _("why it was changed"), max_length=200, blank=True, default="", db_default=""
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # nobody looks for it, and this table is written with each seat
        related_name="+",
        verbose_name=_("changed by"),
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["request", "pk"]
        indexes = [models.Index(fields=["run", "state"], name="enrollment_run_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "technician"],
                condition=Q(state__in=("received", "confirmed", "waiting")),
                name="enrollment_technician_once",
                violation_error_message=_("The technician is already in this group."),
            ),
            models.UniqueConstraint(
                fields=["run", "company", "company_slot"],
                condition=Q(state__in=("received", "confirmed", "waiting")),
                name="enrollment_company_slot_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("received", "confirmed", "waiting"), ended_at__isnull=True)
                | ~Q(state__in=("received", "confirmed", "waiting")) & Q(ended_at__isnull=False),
                name="enrollment_ended_has_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="enrollment_confirmed_has_when",
            ),
            models.CheckConstraint(
                condition=~Q(replaces=F("pk")), name="enrollment_replaces_another"
            ),
            models.CheckConstraint(
                condition=Q(change_reason="") | Q(changed_by__isnull=False),
                name="enrollment_reason_has_who",
            ),
            models.CheckConstraint(
                condition=Q(changed_by__isnull=True) | Q(ended_at__isnull=False),
                name="enrollment_change_has_when",
            ),
        ]
        triggers = triggers.ENROLLMENT

    def __str__(self):
        return f"{self.technician} · {self.run}"
