"""Triggers of this floor on tables of the floor below, which must not know us."""

from companies.models import Technician
from courses.models import CourseRun, Meeting
from enrollment.models import triggers


class RunOfCompanies(CourseRun):
    """A run as its companies see it: its limit per company cannot fall below what they hold."""

    class Meta:
        proxy = True
        triggers = triggers.RUN


class MeetingOfTechnicians(Meeting):
    """A meeting as its technicians see it: when it moves, their bookings move."""

    class Meta:
        proxy = True
        triggers = triggers.MEETING


class TechnicianOfBookings(Technician):
    """A technician as her bookings see her: when her CURP changes, she is somebody else there."""

    class Meta:
        proxy = True
        triggers = triggers.TECHNICIAN
