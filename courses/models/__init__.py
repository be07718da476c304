"""What is taught, when, where, by whom."""

from courses.models.course import Area, Course, CourseQuerySet
from courses.models.instructor import Instructor
from courses.models.meeting import Meeting
from courses.models.removed_content import RemovedContent
from courses.models.run import CourseRun, CourseRunQuerySet
from courses.models.venue import Venue, VenueQuerySet

__all__ = [
    "Area",
    "Course",
    "CourseQuerySet",
    "CourseRun",
    "CourseRunQuerySet",
    "Instructor",
    "Meeting",
    "RemovedContent",
    "Venue",
    "VenueQuerySet",
]
