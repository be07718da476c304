"""One scheduled delivery of a course, with its seats."""

from django.conf import settings
from django.core.validators import MinValueValidator, validate_slug
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies import trail
from courses.models import triggers
from courses.models.calendar import BEYOND_THE_CALENDAR, may_be_within

SEATS_OF_A_COMPANY = 2


class CourseRunQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=CourseRun.State.PUBLISHED)

    def coming(self, now):
        """Published runs that have not begun."""
        return self.published().filter(starts_at__gt=now)


@trail.track(
    "code",
    "course",
    "kind",
    "state",
    "venue",
    "instructor",
    "seat_limit",
    "company_seat_limit",
    "company_limit_reason",
    "price",
    "local_priority_until",
    "enrollment_closes_at",
    "free_cancellation_until",
    "accepts_moves_within_site",
    "cancelled_by",
    "cancel_reason",
)
class CourseRun(models.Model):
    """A group.

    `capacity`, `seats_taken`, `seats_waiting`, `starts_at` and `ends_at` are kept by the database
    (triggers here and in enrollment), which refuses to take more seats than the capacity.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("open course")
        CLOSED = "closed", _("closed course")
        COMMUNITY = "community", _("community course")

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    # Part of the address of the group.
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[validate_slug])
    course = models.ForeignKey(
        "courses.Course", models.PROTECT, related_name="runs", verbose_name=_("course")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OPEN)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    venue = models.ForeignKey(
        "courses.Venue", models.PROTECT, related_name="runs", verbose_name=_("venue")
    )
    instructor = models.ForeignKey(
        "courses.Instructor", models.PROTECT, related_name="runs", verbose_name=_("instructor")
    )
    seat_limit = models.PositiveSmallIntegerField(
        _("limit of the group"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as the venue seats."),
    )
    company_seat_limit = models.PositiveSmallIntegerField(
        _("seats per company"),
        default=SEATS_OF_A_COMPANY,
        validators=[MinValueValidator(1)],
        help_text=_("One or two in an open course. More needs a reason."),
    )
    company_limit_reason = models.CharField(
        _("why a company may have more"), max_length=200, blank=True
    )
    price = models.DecimalField(
        _("price per person"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("In MXN, before VAT."),
    )
    local_priority_until = models.DateTimeField(_("local firms first until"), null=True, blank=True)
    enrollment_closes_at = models.DateTimeField(
        _("enrollment closes"), null=True, blank=True, help_text=_("Empty: when the course begins.")
    )
    free_cancellation_until = models.DateTimeField(
        _("free cancellation until"),
        null=True,
        blank=True,
        help_text=_("Empty: until the course begins."),
    )
    accepts_moves_within_site = models.BooleanField(
        _("moves within the site by itself"),
        default=False,
        help_text=_("A proposed move to a bigger room of the same site needs no approval."),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(
        _("why it was cancelled"), max_length=200, blank=True, editable=False
    )
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    capacity = models.PositiveSmallIntegerField(_("capacity"), default=0, editable=False)
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    seats_waiting = models.PositiveSmallIntegerField(_("waiting"), default=0, editable=False)
    starts_at = models.DateTimeField(_("begins"), null=True, editable=False)
    ends_at = models.DateTimeField(_("ends"), null=True, editable=False)
    content_version = models.PositiveBigIntegerField(default=0, editable=False)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["starts_at", "code"]
        indexes = [models.Index(fields=["state", "starts_at"], name="run_state_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")),
                name="run_seats_within_capacity",
                violation_error_message=_("More seats are taken than this would leave."),
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="run_price_not_negative"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[-a-zA-Z0-9_]+$"),
                name="run_code_fits_an_address",
                violation_error_message=_("Use only letters, digits and dashes in the code."),
            ),
            models.CheckConstraint(
                condition=Q(company_seat_limit__gte=1)
                & (
                    ~Q(kind="open")
                    | Q(company_seat_limit__lte=SEATS_OF_A_COMPANY)
                    | ~Q(company_limit_reason="")
                ),
                name="run_company_limit_has_reason",
                violation_error_message=_(
                    "In an open course a company has one or two seats."
                    " Say why this one allows more."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True),
                name="run_cancelled_has_when_and_why",
            ),
            models.CheckConstraint(
                condition=may_be_within("local_priority_until")
                & may_be_within("enrollment_closes_at")
                & may_be_within("free_cancellation_until"),
                name="run_within_the_calendar",
                violation_error_message=BEYOND_THE_CALENDAR,
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="run_published_has_when",
            ),
        ]
        triggers = triggers.RUN

    def __str__(self):
        return f"{self.code} · {self.course}"

    def get_absolute_url(self):
        return reverse("courses:run", args=[self.code])

    @property
    def seats_left(self):
        return self.capacity - self.seats_taken

    @property
    def is_full(self):
        return self.seats_taken >= self.capacity

    def has_begun(self, now):
        return self.starts_at is not None and self.starts_at <= now

    def is_under_way(self, now):
        return self.state == self.State.PUBLISHED and self.has_begun(now) and now < self.ends_at

    def is_coming(self, now):
        return (
            self.state == self.State.PUBLISHED
            and self.starts_at is not None
            and now < self.starts_at
        )

    def is_open_for_enrollment(self, now):
        """Say whether a firm may send a request at `now`."""
        return (
            self.kind == self.Kind.OPEN
            and self.state == self.State.PUBLISHED
            and self.starts_at is not None
            and not self.has_begun(now)
            and (self.enrollment_closes_at is None or now < self.enrollment_closes_at)
        )

    def has_local_priority(self, now):
        return self.local_priority_until is not None and now < self.local_priority_until

    def is_cancellation_free(self, now):
        return now < (self.free_cancellation_until or self.starts_at)
