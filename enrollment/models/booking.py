"""When a technician is taken: one row for each meeting of a live enrollment."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable
from django.utils.translation import gettext_lazy as _

from courses.models.meeting import as_range
from enrollment.models import triggers


class TechnicianBooking(models.Model):
    """Written by the database alone (triggers on enrollments and meetings), so that it can refuse
    the same person in two meetings at the same time."""

    # DO_NOTHING: the triggers delete these rows before what they point to.
    enrollment = models.ForeignKey(
        "enrollment.Enrollment", models.DO_NOTHING, related_name="bookings"
    )
    meeting = models.ForeignKey("courses.Meeting", models.DO_NOTHING, related_name="+")
    technician = models.ForeignKey("companies.Technician", models.DO_NOTHING, related_name="+")
    # The same number for all technicians with one CURP: a person may be on the lists of two firms.
    person = models.BigIntegerField(db_default=0, editable=False)
    period = DateTimeRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "meeting"], name="booking_once"),
            ExclusionConstraint(
                name="booking_technician_once",
                expressions=[
                    (as_range("person"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_(
                    "The technician is in another group that meets at the same time, perhaps by way"
                    " of another company."
                ),
            ),
        ]
        triggers = triggers.BOOKING

    def __str__(self):
        return f"{self.enrollment_id} · {self.period}"
