"""The firms, their technicians, their HR people, and our messages to them."""

from companies.models.chamber_member import ChamberMember, ChamberMemberQuerySet
from companies.models.company import Company, CompanyQuerySet
from companies.models.company_export import CompanyExport
from companies.models.consent import Consent
from companies.models.directory_import import DirectoryImport
from companies.models.download import Download
from companies.models.invitation import Invitation, InvitationQuerySet
from companies.models.job_report import JobReport
from companies.models.join_request import JoinRequest, JoinRequestQuerySet
from companies.models.kept_mail import KeptMail
from companies.models.membership import Membership
from companies.models.message import Message, MessageQuerySet
from companies.models.prospect import Prospect, ProspectQuerySet
from companies.models.registration import Registration
from companies.models.submission import Submission
from companies.models.technician import Technician, TechnicianQuerySet
from companies.models.technician_import import (
    ImportRow,
    TechnicianImport,
    TechnicianImportQuerySet,
)
from companies.models.user import CANACINTRA_GROUP, CAST_GROUP, User

__all__ = [
    "CANACINTRA_GROUP",
    "CAST_GROUP",
    "ChamberMember",
    "ChamberMemberQuerySet",
    "Company",
    "CompanyExport",
    "CompanyQuerySet",
    "Consent",
    "DirectoryImport",
    "Download",
    "ImportRow",
    "Invitation",
    "InvitationQuerySet",
    "JobReport",
    "JoinRequest",
    "JoinRequestQuerySet",
    "KeptMail",
    "Membership",
    "Message",
    "MessageQuerySet",
    "Prospect",
    "ProspectQuerySet",
    "Registration",
    "Submission",
    "Technician",
    "TechnicianImport",
    "TechnicianImportQuerySet",
    "TechnicianQuerySet",
    "User",
]
