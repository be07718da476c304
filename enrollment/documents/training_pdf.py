"""The training of a firm on paper, person by person: what an inspection asks to see."""

from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from enrollment.documents import paper

TEMPLATE = Path(__file__).with_name("training.typ")


def draw(training):
    """Return the PDF of a TrainingDescription as bytes, tagged for screen readers and archives."""
    return paper.draw(TEMPLATE, training=_content(training))


def _content(training):
    return {
        "title": training.title,
        "company": training.company,
        "author": _("Open courses of CANACINTRA Juárez and CAST"),
        "facts": training.facts,
        "people": [asdict(person) for person in training.people],
        "without": training.without,
        "note": training.note,
        "as_of": training.as_of,
        "lang": training.language,
        "words": {
            "course": _("Course"),
            "group": _("Group"),
            "dates": _("Dates"),
            "hours": _("Hours"),
            "state": _("State"),
            "nobody": _("Nobody had a seat in a course of this period."),
            "without": _("Without a course in this period"),
            "signs": _("Name and signature of the company"),
            "page": _("Page"),
        },
    }
