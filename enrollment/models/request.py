"""One company asks for one or two technicians in one run: the unit that is confirmed or queued."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies import trail
from companies.kept_rows import KEPT


class EnrollmentRequestQuerySet(models.QuerySet):
    def undecided(self):
        """Stored and not yet answered: the jobs owe these an answer."""
        return self.filter(state=EnrollmentRequest.State.RECEIVED)

    def wanting_seats(self):
        """Not answered, or with somebody still in the queue."""
        return self.filter(state__in=EnrollmentRequest.WANTING)

    def live(self):
        return self.filter(state__in=EnrollmentRequest.LIVE)

    def in_queue_order(self):
        return self.order_by("priority_class", "requested_at", "pk")

    def of(self, company):
        return self.filter(company=company)


@trail.track_changes(
    "company",
    "priority_class",
    "priority_reason",
    "priority_by",
    "ended_at",
    "end_reason",
)
class EnrollmentRequest(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", _("being confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("request", "confirmed")
        PARTIAL = "partial", _("one confirmed, one waiting")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("request", "cancelled")
        REFUSED = "refused", _("not possible")

    class Together(models.TextChoices):
        SPLIT = "split", _("If only one seat is left: enroll one now, the other waits")
        BOTH = "both", _("Both or none")

    class PriorityClass(models.IntegerChoices):
        BY_HAND = 0, _("moved up by staff")
        LOCAL = 1, _("firm of Juárez")
        OTHER = 2, _("firm of another municipality")

    class WaitingFor(models.TextChoices):
        SEAT = "seat", _("a free seat")
        SECOND_SEAT = "second-seat", _("a second free seat, to enroll both")
        LOCAL_PRIORITY = "local-priority", _("the end of the priority of local firms")
        APPROVAL = "approval", _("the approval of the company")

    class EndReason(models.TextChoices):
        BY_COMPANY = "company", _("cancelled by the company")
        BY_STAFF = "staff", _("cancelled by CANACINTRA")
        BY_CAST = "cast", _("cancelled by CAST")
        RUN_CANCELLED = "run-cancelled", _("the group was cancelled")
        COMPANY_REFUSED = "company-refused", _("CANACINTRA did not approve the company")
        TOO_LATE = "too-late", _("the group began before the request could be answered")
        NO_SEAT = "no-seat", _("no seat came free before the group began")

    CANCELLED_BY_SOMEBODY = (EndReason.BY_COMPANY, EndReason.BY_STAFF, EndReason.BY_CAST)
    WANTING = (State.RECEIVED, State.PARTIAL, State.WAITING)
    LIVE = (*WANTING, State.CONFIRMED)

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(
        "courses.CourseRun", models.PROTECT, related_name="requests", verbose_name=_("group")
    )
    company = models.ForeignKey(
        "companies.Company", models.PROTECT, related_name="requests", verbose_name=_("company")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    together = models.CharField(
        _("together"), max_length=5, choices=Together, default=Together.SPLIT
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    waiting_for = models.CharField(_("waiting for"), max_length=20, choices=WaitingFor, blank=True)
    decided_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_reason = models.CharField(
        _("why it ended"),
        max_length=20,
        choices=EndReason,
        blank=True,
        default="",
        db_default="",
    )
    was_cancelled_late = models.BooleanField(_("cancelled after the free period"), default=False)
    priority_class = models.PositiveSmallIntegerField(
        _("priority"), choices=PriorityClass, default=PriorityClass.LOCAL
    )
    priority_reason = models.CharField(_("why it was moved up"), max_length=200, blank=True)
    priority_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moved up by"),
    )
    hold_until = models.DateTimeField(_("a seat is held until"), null=True, blank=True)
    unit_price = models.DecimalField(_("price per person"), max_digits=9, decimal_places=2)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=4, decimal_places=2)
    privacy_version = models.CharField(_("privacy notice accepted"), max_length=20)

    objects = EnrollmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(
                fields=["run", "priority_class", "requested_at", "id"],
                name="request_queue",
                condition=Q(state__in=("received", "partial", "waiting")),
            ),
            models.Index(
                fields=["requested_at"], name="request_undecided", condition=Q(state="received")
            ),
            models.Index(fields=["company", "-requested_at"], name="request_of_company"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", decided_at__isnull=True)
                | Q(state__in=("cancelled", "refused"))
                | Q(state__in=("confirmed", "partial", "waiting"), decided_at__isnull=False),
                name="request_decided_has_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("cancelled", "refused"), ended_at__isnull=False)
                & ~Q(end_reason="")
                | ~Q(state__in=("cancelled", "refused")) & Q(ended_at__isnull=True, end_reason=""),
                name="request_ended_has_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("partial", "waiting")) & ~Q(waiting_for="")
                | ~Q(state__in=("partial", "waiting")) & Q(waiting_for=""),
                name="request_waiting_says_for_what",
            ),
            models.CheckConstraint(
                condition=~Q(priority_class=0)
                | ~Q(priority_reason="") & Q(priority_by__isnull=False),
                name="request_moved_up_has_reason",
                violation_error_message=_("Say why this request is moved up."),
            ),
            models.CheckConstraint(
                condition=~Q(together="both", state="partial"), name="request_both_or_none"
            ),
        ]
        triggers = [
            *KEPT,
            pgtrigger.ReadOnly(name="run_and_company_are_fixed", fields=["run", "company"]),
        ]

    def __str__(self):
        return f"{self.company} · {self.run}"

    def get_absolute_url(self):
        return reverse("enrollment:request", args=[self.public_id])

    @property
    def seats_asked_for(self):
        """How many seats the firm asked for: whoever was replaced had the seat of her successor."""
        states = [enrollment.state for enrollment in self.enrollments.all()]
        return len(states) - states.count("replaced")

    @property
    def is_live(self):
        return self.state in self.LIVE
