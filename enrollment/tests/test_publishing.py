"""A group is published: who waits for another of the same course hears of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import Message
from companies.tests.factories import UserFactory
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import queries
from enrollment.services import run_changes, seats
from enrollment.tests.factories import ask, fill, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """A group whose seats are taken."""
    run = RunFactory(venue=VenueFactory(capacity=2))
    fill(run)
    return run


def second(full, **facts):
    after = full.ends_at + timedelta(days=7)
    meetings = [(after, after + timedelta(hours=4))]
    return RunFactory(draft=True, course=full.course, meetings=meetings, **facts)


def publish(run):
    return run_changes.publish(run=run, by=UserFactory(admin=True), now=timezone.now())


def letters():
    return Message.objects.filter(kind="another-group").order_by("pk")


def test_who_still_waits_is_told_once_with_the_way_to_enroll(full):
    waiting, gone = seated(full), seated(full)
    seats.cancel(request=gone, by=gone.requested_by, now=timezone.now())
    other = publish(second(full))
    (letter,) = letters()
    assert letter.about == f"request:{waiting.pk}"
    assert letter.context["other"]["code"] == other.code
    assert letter.recipient == waiting.requested_by
    waiting.refresh_from_db()
    assert waiting.state == "waiting"  # the place stays


def test_only_the_technician_who_waits_is_named():
    run = RunFactory(venue=VenueFactory(capacity=1))
    partial = seated(run, technicians=2)
    publish(second(run))
    (letter,) = letters()
    waiting = partial.enrollments.get(state="waiting").technician
    assert [person["name"] for person in letter.context["people"]] == [waiting.full_name]


def test_who_waits_for_something_else_than_a_seat_is_not_told(full):
    local_first = RunFactory(
        course=full.course, local_priority_until=timezone.now() + timedelta(days=5)
    )
    seated(local_first, municipality="Chihuahua")
    seated(RunFactory(venue=VenueFactory(capacity=2)), awaiting_approval=True)
    other_course = RunFactory(venue=VenueFactory(capacity=1))
    fill(other_course)
    seated(other_course)
    publish(second(full))
    assert not letters().exists()


def test_closed_group_is_nobody_elses_business(full):
    seated(full)
    publish(second(full, kind=CourseRun.Kind.CLOSED))
    assert not letters().exists()


def test_telling_needs_the_same_statements_for_one_and_for_many(full, django_assert_num_queries):
    for number in (1, 5):
        for _request in range(number):
            seated(full)
        other = second(full)
        with django_assert_num_queries(4):
            assert len(list(queries.waiting_for_a_seat_elsewhere(other, timezone.now()))) >= number


def test_another_group_meets_at_the_same_hours_in_a_room_that_is_free(full):
    hours = [(meeting.starts_at, meeting.ends_at) for meeting in full.meetings.all()]
    RunFactory(venue=VenueFactory(name="Taken"), meetings=hours)
    VenueFactory(name="Closed", is_active=False)
    free = VenueFactory(name="Free", capacity=1)
    ask(full)
    assert [room.venue_id for room in queries.rooms_for_another_group(full)] == [free.pk]
