"""The lines that jobs leave for staff."""

from django.conf import settings
from django.utils import translation

from companies.models import JobReport


def write(job, *, line, now, about="", is_problem=False):
    """Keep one line about what a job did; `line` is called to say it in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return JobReport.objects.create(
            job=job, about=about, line=line(), is_problem=is_problem, at=now
        )
