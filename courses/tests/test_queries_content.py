from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from courses.models import Area, Course, CourseRun, Instructor, Venue
from courses.queries import content
from courses.tests.factories import (
    AreaFactory,
    CourseFactory,
    InstructorFactory,
    RunFactory,
    VenueFactory,
)

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "changes"),
    [
        (AreaFactory, {"name_en": "Other"}),
        (CourseFactory, {"hours": 9}),
        (VenueFactory, {"address": "Otra calle 5"}),
        (InstructorFactory, {"name": "Otra persona"}),
        (RunFactory, {"price": 10}),
    ],
)
def test_version_grows_with_every_insert_change_and_removal(factory, changes):
    row = factory()
    after_insert = content.version()
    type(row).objects.filter(pk=row.pk).update(**changes)
    after_change = content.version()
    row.delete()
    assert after_insert < after_change < content.version()


@pytest.mark.django_db
def test_version_grows_when_a_meeting_moves():
    run = RunFactory()
    before = content.version()
    later = run.ends_at + timedelta(hours=1)
    run.meetings.update(ends_at=later)
    assert content.version() > before


@pytest.mark.django_db
def test_removing_and_adding_never_gives_a_version_that_was_there():
    first = CourseFactory()
    seen = [content.version()]
    first.delete()
    seen.append(content.version())
    CourseFactory()
    seen.append(content.version())
    assert seen == sorted(set(seen))


@pytest.mark.django_db
def test_counters_cannot_be_set_by_hand():
    course = CourseFactory()
    Course.objects.filter(pk=course.pk).update(content_version=0)
    course.refresh_from_db()
    assert course.content_version == 2


@pytest.mark.django_db(transaction=True)
def test_change_that_commits_late_is_still_seen(second_connection):
    """The older transaction wrote first and commits last: a newest timestamp would miss it."""
    early, late = CourseFactory(), CourseFactory()
    before = content.version()
    with second_connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE courses_course SET hours = 40 WHERE id = %s", [early.pk])
        with transaction.atomic():
            Course.objects.filter(pk=late.pk).update(hours=41)
        between = content.version()
        cursor.execute("COMMIT")
    assert before < between < content.version()


@pytest.fixture
def second_connection():
    copy = connection.copy()
    copy.connect()
    yield copy
    copy.close()


@pytest.mark.django_db
def test_version_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        content.version()


@pytest.mark.django_db
def test_version_of_an_empty_portal_is_zero():
    for model in (CourseRun, Course, Area, Venue, Instructor):
        assert not model.objects.exists()
    assert content.version() == 0


@pytest.mark.django_db
def test_pages_change_by_themselves_at_midnight_when_no_group_is_near():
    assert content.next_change(NOW) == datetime(2026, 12, 2, 7, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment", ["enrollment_closes_at", "local_priority_until", "free_cancellation_until"]
)
def test_pages_change_when_a_deadline_of_a_group_passes(moment):
    soon = NOW + timedelta(minutes=5)
    RunFactory(**{moment: soon})
    RunFactory(**{moment: NOW - timedelta(minutes=5)})
    RunFactory(draft=True, **{moment: NOW + timedelta(minutes=1)})
    assert content.next_change(NOW) == soon


@pytest.mark.django_db
def test_pages_change_when_a_group_begins_and_when_it_ends():
    begins, ends = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
    RunFactory(meetings=[(begins, ends)])
    assert content.next_change(NOW) == begins
    assert content.next_change(begins) == ends
