"""Triggers of this floor on tables of the floor below, which must not know us."""

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
