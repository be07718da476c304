"""Who may see what of enrollment."""

from companies.models import CAST_GROUP


def can_view_rosters(user):
    """Say whether the user works with rosters at all: CAST, or the staff of CANACINTRA."""
    return user.is_active and (user.is_staff or _is_of_cast(user))


def can_view_roster(user, run):
    """Say whether the user may see who is in the run.

    - CAST (the group): every run that was published, also a cancelled one.
    - CANACINTRA's staff: every run, also one that is still being prepared.

    Nobody else: HR people see their own technicians in the pages of their company, instructors get
    the roster from CAST.
    """
    if not can_view_rosters(user):
        return False
    return user.is_staff or run.state != run.State.DRAFT


def can_change_roster(user, run, now):
    """Say whether the user may exchange or take off somebody in the run at `now`.

    - CAST (the group), from the moment the run begins until it is over (rule 11).

    Nobody else: until it begins the company decides, and CANACINTRA can cancel for it in the admin.
    """
    return user.is_active and _is_of_cast(user) and run.is_under_way(now)


def can_view_curps(user):
    """Say whether the user may see whole CURPs on a roster.

    - CAST (the group), which writes the constancias.

    Nobody else: CANACINTRA's staff see them masked (rule 15: the firm itself and CAST).
    """
    return user.is_active and _is_of_cast(user)


def _is_of_cast(user):
    if hasattr(user, "is_cast"):  # loaded with the signed-in person
        return user.is_cast
    return user.groups.filter(name=CAST_GROUP).exists()
