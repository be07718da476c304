"""How many want to come, and the rooms in which they could."""

from django.db.models import Count, Exists, F, OuterRef, Q

from courses.models import CourseRun, Meeting, Venue
from enrollment.models import Enrollment, Relocation
from enrollment.rules.venue_fit import Room


def demand_of(run):
    """People who have a seat in the run or want one."""
    return Enrollment.objects.live().filter(run=run).count()


def free_rooms(run):
    """Rooms larger than the run's, with the same equipment, that nobody uses during any of its
    meetings."""
    return _as_rooms(_nobody_uses(run).filter(capacity__gt=run.venue.capacity))


def rooms_for_another_group(run):
    """Rooms with the same equipment in which another group could meet at the hours of the run."""
    return _as_rooms(_nobody_uses(run))


def _nobody_uses(run):
    at_that_time = Q()
    for meeting in run.meetings.all():
        at_that_time |= Q(period__overlap=meeting.period)
    taken = Meeting.objects.filter(at_that_time, venue=OuterRef("pk"), takes_place=True)
    alike = Venue.objects.active().filter(equipment__iexact=run.venue.equipment)
    return alike.filter(~Exists(taken.exclude(run=run))).exclude(pk=run.venue_id)


def _as_rooms(venues):
    return [Room(venue.pk, venue.capacity, venue.is_own, venue.cost_per_hour) for venue in venues]


def runs_over_capacity(now):
    """Coming runs that more people want than they seat, or with a proposal that may be outdated."""
    wanted = Count("enrollments", filter=Q(enrollments__state__in=Enrollment.LIVE))
    has_proposal = Exists(
        Relocation.objects.filter(run=OuterRef("pk"), state=Relocation.State.PROPOSED)
    )
    return (
        CourseRun.objects.coming(now)
        .annotate(demand=wanted)
        .filter(Q(demand__gt=F("capacity")) | has_proposal)
    )
