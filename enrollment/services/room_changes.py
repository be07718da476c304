"""What CANACINTRA does with a room that groups are in."""

from companies import jobs
from companies.refusals import kindly
from courses.models import CourseRun, Venue
from enrollment.services import bells, locks


def edit(*, venue, changes, now):
    """Change fields of the venue (`changes`, values by name); a new capacity reaches its groups.

    The groups are locked before the venue, as everywhere. More seats go to those who wait; a room
    that is larger, cheaper or in use again may be what another group needs: the venue checks are
    rung for. Raises Refused when more people are confirmed than the room would seat.
    """
    coming = CourseRun.objects.coming(now).filter(venue=venue)
    with kindly():
        run_ids = list(
            coming.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        )
        locks.venue(venue.pk)
        Venue.objects.filter(pk=venue.pk).update(**changes)
        if "capacity" in changes:
            for run_id in run_ids:
                bells.answer(run_id)
        jobs.ring("enrollment.check_all_venues")
    return Venue.objects.get(pk=venue.pk)
