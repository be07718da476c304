"""One day-and-hours block of a run, in a venue."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, GeneratedField, Q, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies import trail
from courses.models import triggers
from courses.models.calendar import BEYOND_THE_CALENDAR, within_the_calendar


def as_range(field):
    """A number as a range of one, so that a gist exclusion needs no extension."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


@trail.track(
    "run",
    "starts_at",
    "ends_at",
)
class Meeting(models.Model):
    """Venue and instructor are the run's, copied here by the database: that lets it refuse two
    meetings at the same time in one venue or with one instructor."""

    run = models.ForeignKey(
        "courses.CourseRun", models.CASCADE, related_name="meetings", verbose_name=_("group")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(pgettext_lazy("end of a meeting", "to"))
    period = GeneratedField(
        expression=Func(F("starts_at"), F("ends_at"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    venue = models.ForeignKey("courses.Venue", models.PROTECT, editable=False, related_name="+")
    instructor = models.ForeignKey(
        "courses.Instructor", models.PROTECT, editable=False, related_name="+"
    )
    takes_place = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("A meeting ends after it begins."),
            ),
            models.CheckConstraint(
                condition=within_the_calendar("starts_at") & within_the_calendar("ends_at"),
                name="meeting_within_the_calendar",
                violation_error_message=BEYOND_THE_CALENDAR,
            ),
            ExclusionConstraint(
                name="meeting_venue_once",
                expressions=[
                    (as_range("venue_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(takes_place=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The venue has another meeting at this time."),
            ),
            ExclusionConstraint(
                name="meeting_instructor_once",
                expressions=[
                    (as_range("instructor_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(takes_place=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The instructor has another meeting at this time."),
            ),
            ExclusionConstraint(
                name="meeting_run_once",
                expressions=[
                    (as_range("run_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("Two meetings of the group are at the same time."),
            ),
        ]
        triggers = triggers.MEETING

    def __str__(self):
        begins = timezone.localtime(self.starts_at)
        return f"{date_format(begins, 'SHORT_DATE_FORMAT')}, {begins:%-H:%M}"
