"""Staff change a room that groups are in."""

import pytest
from django.utils import timezone

from companies import jobs
from companies.refusals import Refused
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.services import room_changes
from enrollment.tests.factories import fill, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def rung(monkeypatch):
    rings = []
    monkeypatch.setattr(jobs, "ring", lambda task, *ids, after=0: rings.append((task, *ids)))
    return rings


def test_new_capacity_reaches_coming_groups_and_rings_for_who_waits(rung):
    venue = VenueFactory(capacity=1)
    run, elsewhere = RunFactory(venue=venue), RunFactory()
    fill(run)
    seated(run)
    rung.clear()
    room_changes.edit(venue=venue, changes={"capacity": 5}, now=timezone.now())
    run.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (run.capacity, elsewhere.capacity) == (5, 20)
    assert rung == [("enrollment.seat_waiting", run.pk), ("enrollment.check_all_venues",)]


def test_other_facts_ring_for_the_venue_check_only(rung):
    venue = RunFactory().venue
    rung.clear()
    room_changes.edit(venue=venue, changes={"cost_per_hour": 500}, now=timezone.now())
    assert rung == [("enrollment.check_all_venues",)]


def test_capacity_below_the_seats_taken_is_refused():
    run = RunFactory(venue=VenueFactory(capacity=2))
    fill(run)
    with pytest.raises(Refused) as refusal:
        room_changes.edit(venue=run.venue, changes={"capacity": 1}, now=timezone.now())
    assert refusal.value.reasons == ["More seats are taken than this would leave."]
    run.venue.refresh_from_db()
    assert run.venue.capacity == 2
