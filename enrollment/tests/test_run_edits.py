"""Staff change a group and its meetings: people are told, clashes are judged by the result."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.documents.letter import compose
from companies.models import Message
from companies.refusals import Refused
from companies.tests.factories import UserFactory
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.services import run_changes
from enrollment.tests.factories import ask, seated, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

BEGINS = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=30)
MORNING = (BEGINS, BEGINS + timedelta(hours=4))
AFTERNOON = (BEGINS + timedelta(hours=6), BEGINS + timedelta(hours=10))


def edit(run, *, meetings=(MORNING,), **changes):
    return run_changes.edit(
        run=run,
        changes=changes,
        meetings=list(meetings),
        by=UserFactory(admin=True),
        now=timezone.now(),
    )


def told(request, kind):
    about = f"request:{request.pk}"
    return Message.objects.filter(about=about, kind=kind).count()


def letter(request, kind):
    message = Message.objects.get(about=f"request:{request.pk}", kind=kind)
    message.language = "en"
    return " ".join(compose(message).body.split())


def test_new_venue_is_told_to_who_has_a_seat_and_to_who_waits():
    run = RunFactory(meetings=[MORNING], venue=VenueFactory(capacity=1))
    inside, waiting = seated(run), seated(run)
    edit(run, venue=VenueFactory(capacity=1))
    assert [told(request, "venue-moved") for request in (inside, waiting)] == [1, 1]


def test_what_nobody_needs_to_know_is_not_told():
    run = RunFactory(meetings=[MORNING])
    inside = seated(run)
    before = Message.objects.count()
    edited = edit(run, price=1800)
    assert (edited.price, Message.objects.count()) == (1800, before)
    assert told(inside, "dates-moved") == 0


def test_room_and_hours_are_exchanged_at_once():
    run, other = RunFactory(meetings=[MORNING]), RunFactory(meetings=[MORNING])
    inside = seated(run)
    edited = edit(run, meetings=[AFTERNOON], venue=other.venue)
    meeting = edited.meetings.get()
    assert (edited.venue, meeting.venue, meeting.starts_at) == (
        other.venue,
        other.venue,
        AFTERNOON[0],
    )
    assert (told(inside, "venue-moved"), told(inside, "dates-moved")) == (1, 1)
    assert "The days or hours changed too" in letter(inside, "venue-moved")


def test_another_room_at_the_same_hours_says_that_they_stay():
    run = RunFactory(meetings=[MORNING])
    inside = seated(run)
    edit(run, venue=VenueFactory())
    assert "Days and hours stay the same." in letter(inside, "venue-moved")


def test_calendars_learn_each_change():
    run = RunFactory(meetings=[MORNING])
    edited = edit(run, meetings=[AFTERNOON], venue=VenueFactory())
    edited.refresh_from_db()
    assert edited.calendar_sequence == run.calendar_sequence + 2


def test_taken_room_is_refused_and_nothing_is_stored():
    run, other = RunFactory(meetings=[MORNING]), RunFactory(meetings=[MORNING])
    with pytest.raises(Refused) as refusal:
        edit(run, venue=other.venue, price=1)
    assert refusal.value.reasons == ["The venue has another meeting at this time."]
    before = run.price, run.venue
    run.refresh_from_db()
    assert (run.price, run.venue) == before


def test_nobody_confirmed_loses_the_seat_to_a_smaller_limit():
    run = RunFactory(meetings=[MORNING])
    seated(run, technicians=2)
    with pytest.raises(Refused) as refusal:
        edit(run, seat_limit=1)
    assert refusal.value.reasons == ["More seats are taken than this would leave."]


def test_a_larger_limit_reaches_who_waits():
    run = RunFactory(meetings=[MORNING], seat_limit=1)
    seated(run)
    waiting = ask(run)
    serve(run)
    edit(run, seat_limit=2)
    serve(run)
    waiting.refresh_from_db()
    assert waiting.state == waiting.State.CONFIRMED
