"""The plan of a group: what of it cannot be, and what is only doubtful, before firms rely on it."""

from datetime import timedelta

from django.utils.translation import gettext as _

HOUR = timedelta(hours=1)


def is_past(moment, now):
    """Say whether `moment`, where one was given, has come."""
    return moment is not None and moment <= now


def impossible_deadlines(*, begins, priority_until, closes_at, free_until, moved, now):
    """Pairs of a field and the sentence against what stands in it.

    `begins` is None while a group has no meetings. `moved` are the names of the deadlines that
    this person changed: one that was right when it was set may pass.
    """
    against = []
    if begins is not None:
        if priority_until and priority_until > begins:
            sentence = _("Local firms cannot come first after the group has begun.")
            against.append(("local_priority_until", sentence))
        if closes_at and closes_at > begins:
            sentence = _("Enrollment closes when the group begins, or earlier.")
            against.append(("enrollment_closes_at", sentence))
        if free_until and free_until > begins:
            sentence = _("Free cancellation ends when the group begins, or earlier.")
            against.append(("free_cancellation_until", sentence))
    has_begun = is_past(begins, now)
    if "free_cancellation_until" in moved and not has_begun and is_past(free_until, now):
        sentence = _("This is in the past: firms could never cancel without cost.")
        against.append(("free_cancellation_until", sentence))
    return against


def doubts(*, course_hours, taught, seat_limit, room, closes_at, free_until, now):
    """Sentences on what may be right and looks wrong, for whoever is about to publish.

    `taught` is the time of all meetings together; `course_hours` and `seat_limit` are None where
    nobody set them; `room` is how many people the venue seats.
    """
    if course_hours is not None and taught != course_hours * HOUR:
        yield _("The meetings add up to %(taught)s h, and the course has %(hours)s h.") % {
            "taught": f"{taught / HOUR:.4g}",
            "hours": course_hours,
        }
    if seat_limit is not None and seat_limit > room:
        yield _("The limit of the group is %(limit)s, and the venue seats only %(room)s.") % {
            "limit": seat_limit,
            "room": room,
        }
    if is_past(closes_at, now):
        yield _("Enrollment is closed already: no firm could enroll.")
    if is_past(free_until, now):
        yield _("Free cancellation is over already: firms read so from the first day.")
