"""CANACINTRA's workplace: firms, people, messages and jobs."""

from companies.admin import company, job_report, joining, message, technician, user

__all__ = ["company", "job_report", "joining", "message", "technician", "user"]
