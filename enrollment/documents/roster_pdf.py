"""The roster on paper: letter size, one box to sign for each person and session."""

from math import ceil
from pathlib import Path

from django.utils.translation import gettext as _

from enrollment.documents import paper

TEMPLATE = Path(__file__).with_name("roster.typ")
SESSIONS_ON_UPRIGHT_PAPER = 4
SESSIONS_SIDE_BY_SIDE = 8


def draw(roster):
    """Return the PDF of a RosterDescription as bytes, tagged for screen readers and archives."""
    return paper.draw(TEMPLATE, roster=_content(roster))


def _content(roster):
    wide = len(roster.sessions) > SESSIONS_ON_UPRIGHT_PAPER
    return {
        "lang": roster.language,
        "title": f"{roster.code} · {roster.course}",
        "author": _("Open courses of CANACINTRA Juárez and CAST"),
        "overline": "CANACINTRA Juárez · CAST CONALEP · "
        + _("Attendance list · group %(code)s") % {"code": roster.code},
        "code": roster.code,
        "course": roster.course,
        "facts": [list(fact) for fact in roster.facts],
        "notice": {
            "words": roster.notice.words,
            "address": roster.notice.address,
            "code": roster.notice.code.svg,
        },
        "as_of": roster.as_of,
        "wide": wide,
        "parts": _parts(roster.sessions, wide),
        "attendees": [
            {
                "number": str(person.number),
                "name": person.name,
                "company": person.company,
                "curp": person.curp,
            }
            for person in roster.attendees
        ],
        "waiting": [
            {
                "position": person.position,
                "name": person.name,
                "company": person.company,
                "why": person.why,
            }
            for person in roster.waiting
        ],
        "words": {
            "number": _("No."),
            "technician": _("Technician"),
            "company": _("Company"),
            "nobody": _("Nobody is confirmed yet."),
            "waiting_list": _("Waiting list"),
            "position": _("Position"),
            "why": _("Waits for"),
            "instructor_signs": _("Name and signature of the instructor"),
            "cast_signs": _("Name and signature for CAST"),
            "code": _("QR code of the privacy notice"),
            "page": _("Page"),
        },
    }


def _parts(sessions, wide):
    """Cut the sessions into tables that fit the width of the paper.

    A course with more sessions than fit side by side repeats the list, one table after another.
    """
    tables = max(ceil(len(sessions) / SESSIONS_SIDE_BY_SIDE), 1)
    count = max(ceil(len(sessions) / tables), 1)
    room = 118 if wide else 62  # mm that the names leave on the paper
    parts = []
    for first in range(0, max(len(sessions), 1), count):
        group = sessions[first : first + count]
        numbers = {"first": first + 1, "last": first + len(group)}
        parts.append(
            {
                "title": _("Sessions %(first)s to %(last)s") % numbers if tables > 1 else "",
                "box": min(20, room // max(len(group), 1)),
                "sessions": [{"day": session.day, "hours": session.hours} for session in group],
            }
        )
    return parts
