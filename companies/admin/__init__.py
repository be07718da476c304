"""CANACINTRA's workplace: firms, people, messages and jobs."""

from companies.admin import (
    chamber_member,
    company,
    directory_import,
    job_report,
    joining,
    message,
    privacy,
    prospect,
    technician,
    user,
)

__all__ = [
    "chamber_member",
    "company",
    "directory_import",
    "job_report",
    "joining",
    "message",
    "privacy",
    "prospect",
    "technician",
    "user",
]
