from datetime import UTC, date, datetime

import pytest

from courses.rules import days

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["", None, "abc", "2026-13", "2026-00", "1999-01", "2100-01", "2026-1"]
)
def test_month_that_is_none_is_this_month(text):
    assert days.read_month(text, TODAY) == date(2026, 11, 1)


def test_months_follow_each_other_across_the_year():
    assert days.read_month("2026-12", TODAY) == date(2026, 12, 1)
    assert days.following_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert days.previous_month(date(2027, 1, 31)) == date(2026, 12, 1)
    assert days.previous_month(days.following_month(date(2027, 5, 1))) == date(2027, 5, 1)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 12, 1), 7), (date(2027, 3, 14), 7), (date(2027, 7, 1), 6)]
)
def test_day_begins_at_midnight_of_ciudad_juarez(day, hour):
    assert days.begin(day) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
