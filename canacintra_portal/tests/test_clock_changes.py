"""The nights on which Ciudad Juárez changes its clocks (with the United States), and midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone

from canacintra_portal import wording
from companies.documents import calendar
from courses.rules import calendar_entries, days
from courses.tests.factories import RunFactory
from enrollment import queries

JUAREZ = ZoneInfo("America/Ciudad_Juarez")

# 2026: summer time from Sunday 8 March to Sunday 1 November.
SATURDAY_BEFORE_AUTUMN, MONDAY_AFTER_AUTUMN = date(2026, 10, 31), date(2026, 11, 2)


def local(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JUAREZ)


@pytest.mark.django_db
@pytest.mark.parametrize("hour", ["00:00", "00:30", "12:00", "23:59"])
@pytest.mark.parametrize(
    ("today", "begins", "days_before"),
    [
        (date(2026, 10, 30), MONDAY_AFTER_AUTUMN, 3),
        (date(2026, 11, 1), MONDAY_AFTER_AUTUMN, 1),
        (date(2026, 3, 6), date(2026, 3, 9), 3),
        (date(2026, 3, 8), date(2026, 3, 9), 1),
        (date(2026, 12, 31), date(2027, 1, 1), 1),
    ],
)
@pytest.mark.parametrize("first_hour", [0, 8, 23])
def test_a_reminder_counts_days_and_not_hours(today, begins, days_before, hour, first_hour):
    starts_at = local(begins, first_hour)
    run = RunFactory(meetings=[(starts_at, starts_at + timedelta(minutes=30))])
    now = local(today, *map(int, hour.split(":")))
    for number in range(1, 5):
        expected = [run] if number == days_before else []
        assert list(queries.runs_to_remind(now=now, days=number)) == expected


def test_a_day_begins_at_its_own_midnight():
    summer, winter = days.begin(SATURDAY_BEFORE_AUTUMN), days.begin(MONDAY_AFTER_AUTUMN)
    assert winter.astimezone(UTC) - summer.astimezone(UTC) == timedelta(days=2, hours=1)
    assert [timezone.localtime(moment).hour for moment in (summer, winter)] == [0, 0]


@pytest.mark.django_db
def test_meetings_before_and_after_the_change_have_the_same_hours():
    starts = [local(SATURDAY_BEFORE_AUTUMN, 8), local(MONDAY_AFTER_AUTUMN, 8)]
    run = RunFactory(meetings=[(start, start + timedelta(hours=5)) for start in starts])
    assert [wording.say_moment(start)[-5:].strip(" ,") for start in starts] == ["8:00", "8:00"]

    feed = icalendar.Calendar.from_ical(calendar.render(calendar_entries.entries(run)))
    shown = [event.start for event in feed.walk("VEVENT")]
    assert [start.hour for start in shown] == [8, 8]
    assert [start.astimezone(UTC).hour for start in shown] == [14, 15]


@pytest.mark.django_db
def test_a_meeting_through_the_night_of_the_change_lasts_as_long_as_it_lasts():
    starts_at, ends_at = local(date(2026, 10, 31), 22), local(date(2026, 11, 1), 4)
    run = RunFactory(meetings=[(starts_at, ends_at)])
    run.refresh_from_db()
    assert run.ends_at - run.starts_at == timedelta(hours=7)
    assert timezone.localtime(run.ends_at).hour == 4
