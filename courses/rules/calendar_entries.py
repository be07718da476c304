"""How the meetings of a run stand in a calendar."""

from django.conf import settings
from django.utils.translation import gettext as _


def entries(run):
    """Describe each meeting of `run` as an entry for companies.documents.calendar.

    Makes no query: course, venue and meetings are loaded. Words are in the active language.
    A meeting keeps its uid when dates or venue change, so that calendars move what they have, and
    has the same uid in the messages to a firm; `calendar_sequence` says which version is newer.
    """
    meetings = list(run.meetings.all())
    return [
        {
            "uid": uid(run, number),
            "sequence": run.calendar_sequence,
            "stamped_at": run.cancelled_at or run.published_at,
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "summary": run.course.name,
            "location": f"{run.venue}, {run.venue.address}",
            "description": _describe(run, number, len(meetings)),
            "url": settings.PORTAL_URL + run.get_absolute_url(),
            "status": "CANCELLED" if run.state == run.State.CANCELLED else "CONFIRMED",
        }
        for number, meeting in enumerate(meetings, start=1)
    ]


def uid(run, number):
    """The name by which calendars know the meeting with this number, counted from 1."""
    return f"{run.code}-{number}@cursos-abiertos"


def _describe(run, number, total):
    lines = [_("Group %(code)s") % {"code": run.code}]
    if total > 1:
        lines.append(_("Meeting %(number)s of %(total)s") % {"number": number, "total": total})
    if run.state == run.State.CANCELLED:
        lines.append(_("Cancelled: %(reason)s") % {"reason": run.cancel_reason})
    if run.venue.directions:
        lines.append(run.venue.directions)
    return "\n".join(lines)
