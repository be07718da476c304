"""Who takes what: requests, seats, and moves to another venue."""

from enrollment.models.booking import TechnicianBooking
from enrollment.models.enrollment import Enrollment, EnrollmentQuerySet
from enrollment.models.guards import MeetingOfTechnicians, RunOfCompanies, TechnicianOfBookings
from enrollment.models.relocation import Relocation
from enrollment.models.request import EnrollmentRequest, EnrollmentRequestQuerySet

__all__ = [
    "Enrollment",
    "EnrollmentQuerySet",
    "EnrollmentRequest",
    "EnrollmentRequestQuerySet",
    "MeetingOfTechnicians",
    "Relocation",
    "RunOfCompanies",
    "TechnicianBooking",
    "TechnicianOfBookings",
]
