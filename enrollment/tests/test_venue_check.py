"""Finding the bigger room, and moving the group into it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from companies.models import JobReport, Message
from companies.refusals import Refused
from companies.tests.factories import UserFactory
from courses.models import CourseRun, Venue
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import Relocation
from enrollment.services import run_changes, seats, venue_check
from enrollment.tests.factories import seated, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowded():
    """A run of two seats that five people want: two confirmed, three waiting."""
    run = RunFactory(venue__capacity=2, code="LLENO")
    for technicians in (2, 2, 1):
        seated(run, technicians=technicians)
    run.refresh_from_db()
    return run


def check(run):
    return venue_check.check(run_id=run.pk, now=timezone.now())


def larger(run):
    """A proposal to move the run to a larger room, still open."""
    VenueFactory(capacity=9)
    return check(run)


def staff():
    return UserFactory(admin=True)


def test_smallest_own_room_that_seats_everyone_is_proposed(crowded):
    VenueFactory(capacity=40)
    fitting = VenueFactory(capacity=5)
    VenueFactory(capacity=4)
    VenueFactory(partner=True, capacity=5)
    proposal = check(crowded)
    assert (proposal.to_venue, proposal.demand, proposal.seats_gained) == (fitting, 5, 3)


def test_cheapest_partner_when_no_own_room_is_big_enough(crowded):
    VenueFactory(capacity=4)
    VenueFactory(partner=True, capacity=5, cost_per_hour=Decimal(400))
    cheap = VenueFactory(partner=True, capacity=9, cost_per_hour=Decimal(250))
    proposal = check(crowded)
    assert proposal.to_venue == cheap
    assert proposal.extra_cost == Decimal("1000.00")


def test_room_that_is_taken_during_one_meeting_is_passed_over(crowded):
    taken = VenueFactory(capacity=5)
    begins = crowded.starts_at + timedelta(hours=3)
    RunFactory(venue=taken, meetings=[(begins, begins + timedelta(hours=8))])
    free = VenueFactory(capacity=6)
    assert check(crowded).to_venue == free


def test_room_out_of_use_is_passed_over(crowded):
    VenueFactory(capacity=5, is_active=False)
    assert check(crowded).kind == "second-group"


def test_group_that_needs_machines_is_moved_to_such_machines_only(crowded):
    VenueFactory(capacity=5)
    Venue.objects.filter(pk=crowded.venue_id).update(equipment="Máquinas CNC")
    assert check(crowded).kind == "second-group"
    laboratory = VenueFactory(partner=True, capacity=30, equipment="máquinas cnc")
    assert check(crowded).to_venue == laboratory


def test_group_of_a_classroom_does_not_take_a_laboratory(crowded):
    VenueFactory(capacity=5, equipment="Máquinas CNC")
    assert check(crowded).kind == "second-group"


def test_second_group_when_the_limit_of_the_group_allows_no_more(crowded):
    VenueFactory(capacity=40)
    crowded.seat_limit = 2
    crowded.save()
    assert check(crowded).kind == "second-group"


def test_nothing_is_proposed_while_everybody_fits():
    run = RunFactory(venue__capacity=2)
    VenueFactory(capacity=40)
    seated(run, technicians=2)
    assert check(run) is None
    assert not Relocation.objects.exists()


def test_checking_again_keeps_one_proposal_and_its_figures_true(crowded):
    VenueFactory(capacity=40)
    first = check(crowded)
    seated(crowded)
    second = check(crowded)
    assert (second.pk, second.demand) == (first.pk, 6)
    assert JobReport.objects.filter(job="venue-check").count() == 1


def test_proposal_ends_when_demand_falls(crowded):
    VenueFactory(capacity=40)
    proposal = check(crowded)
    for request in crowded.requests.filter(state="waiting"):
        seats.cancel(request=request, by=request.requested_by, now=timezone.now())
    check(crowded)
    proposal.refresh_from_db()
    assert proposal.state == "outdated"


def test_accepting_moves_the_group_seats_the_queue_and_tells_everybody(crowded):
    venue = VenueFactory(capacity=4)
    crowded.requests.last().enrollments.all()
    bigger = VenueFactory(capacity=5)
    proposal = check(crowded)
    venue_check.accept(relocation=proposal, by=staff(), now=timezone.now())
    crowded.refresh_from_db()
    assert (crowded.venue, crowded.capacity, crowded.seats_taken) == (bigger, 5, 5)
    assert set(crowded.meetings.values_list("venue", flat=True)) == {bigger.pk}
    assert set(crowded.requests.values_list("state", flat=True)) == {"confirmed"}
    told = Message.objects.exclude(kind__in=("received", "waiting")).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == [
        "confirmed",
        "confirmed",
        "confirmed",
        "venue-moved",
    ]
    assert venue.pk != bigger.pk
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_preview_says_who_would_be_seated(crowded):
    VenueFactory(capacity=5)
    proposal = check(crowded)
    foreseen = venue_check.preview(relocation=proposal, now=timezone.now())
    assert [(request.state, count) for request, count in foreseen] == [
        ("waiting", 2),
        ("waiting", 1),
    ]


def test_accepting_a_room_that_was_taken_meanwhile_is_refused_and_changes_nothing(crowded):
    venue = VenueFactory(capacity=5)
    proposal = check(crowded)
    RunFactory(venue=venue, meetings=[(crowded.starts_at, crowded.ends_at)])
    with pytest.raises(Refused, match="sede"):
        venue_check.accept(relocation=proposal, by=staff(), now=timezone.now())
    crowded.refresh_from_db()
    proposal.refresh_from_db()
    assert (crowded.capacity, proposal.state) == (2, "proposed")


def test_deciding_twice_is_refused(crowded):
    VenueFactory(capacity=5)
    proposal = check(crowded)
    venue_check.accept(relocation=proposal, by=staff(), now=timezone.now())
    with pytest.raises(Refused):
        venue_check.decline(relocation=proposal, by=staff(), note="", now=timezone.now())


def test_declined_proposal_comes_back_only_with_more_demand(crowded):
    VenueFactory(capacity=40)
    proposal = check(crowded)
    venue_check.decline(relocation=proposal, by=staff(), note="Muy lejos", now=timezone.now())
    answer = check(crowded)
    assert (answer, answer.state) == (proposal, Relocation.State.DECLINED)
    assert crowded.relocations.count() == 1
    seated(crowded)
    assert check(crowded).demand == 6


def test_run_that_allows_it_moves_within_its_site_by_itself(crowded):
    VenueFactory(partner=True, capacity=5)
    bigger = VenueFactory(capacity=6)
    crowded.accepts_moves_within_site = True
    crowded.save()
    check(crowded)
    crowded.refresh_from_db()
    assert (crowded.venue, crowded.seats_taken) == (bigger, 5)


def test_moved_dates_keep_their_calendar_entries_and_are_told(crowded):
    meeting = crowded.meetings.get()
    later = [(meeting.starts_at + timedelta(days=1), meeting.ends_at + timedelta(days=1))]
    run_changes.move_dates(run=crowded, meetings=later, by=staff(), now=timezone.now())
    crowded.refresh_from_db()
    assert crowded.meetings.get().pk == meeting.pk
    assert (crowded.starts_at, crowded.calendar_sequence) == (later[0][0], 1)
    assert Message.objects.filter(kind="dates-moved").count() == 3


def test_dates_that_clash_for_a_technician_are_refused():
    run, other = RunFactory(), RunFactory()
    shifted = [(run.starts_at + timedelta(days=1), run.ends_at + timedelta(days=1))]
    run_changes.move_dates(run=other, meetings=shifted, by=staff(), now=timezone.now())
    request = seated(run)
    technician = request.enrollments.get().technician
    seats.request(
        run=other,
        company=request.company,
        technicians=[technician],
        together="split",
        by=request.requested_by,
        now=timezone.now(),
    )
    serve(other)
    with pytest.raises(Refused, match="técnico"):
        run_changes.move_dates(
            run=other,
            meetings=[(run.starts_at, run.ends_at)],
            by=staff(),
            now=timezone.now(),
        )


def moved_by_hand(run, proposal):
    CourseRun.objects.filter(pk=run.pk).update(venue=VenueFactory(capacity=30))


def begun(run, proposal):
    now = timezone.now()
    run.meetings.update(starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=2))


def cancelled(run, proposal):
    run_changes.cancel(run=run, reason="Prueba", by=staff(), now=timezone.now())


def room_made_smaller(run, proposal):
    Venue.objects.filter(pk=proposal.to_venue_id).update(capacity=2)


@pytest.mark.parametrize("happened", [moved_by_hand, begun, cancelled, room_made_smaller])
def test_proposal_that_no_longer_fits_moves_nobody(crowded, happened):
    proposal = larger(crowded)
    happened(crowded, proposal)
    with pytest.raises(Refused, match="cambió después de esta propuesta"):
        venue_check.accept(relocation=proposal, by=staff(), now=timezone.now())
    crowded.refresh_from_db()
    assert crowded.venue != proposal.to_venue
    assert not Message.objects.filter(kind="venue-moved").exists()
