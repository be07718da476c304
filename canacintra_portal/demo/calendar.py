"""On which days and at what hours a course of so many hours meets."""

from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from math import ceil

import holidays
from dateutil.easter import easter
from django.utils import timezone

SATURDAY, SUNDAY = 5, 6
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
FIRST_MONDAY = date(2024, 1, 1)


class Shift(Enum):
    """First hour, hours of a meeting at most, and the weekdays on which it may be."""

    SATURDAYS = (8, 5, (5,))
    EVENINGS = (18, 3, (0, 1, 2, 3))
    DAYS = (8, 8, (0, 1, 2, 3, 4))

    def __init__(self, first_hour, hours, weekdays):
        self.first_hour, self.hours, self.weekdays = first_hour, hours, weekdays


def week_of(day):
    """The number of the week of `day`; weeks begin on Monday and are counted from 2024."""
    return (day - FIRST_MONDAY).days // 7


def monday_of(week):
    return FIRST_MONDAY + week * ONE_WEEK


def is_working_day(day):
    """Say whether plants and schools work: no Sunday, no holiday, no holy week, no Christmas."""
    holy = easter(day.year)
    return (
        day.weekday() != SUNDAY
        and day not in _public_holidays(day.year)
        and not holy - 3 * ONE_DAY <= day <= holy
        and not (day.month, day.day) >= (12, 24)
    )


def meetings(*, hours, shift, first_day):
    """Pairs of begin and end for a course of `hours`, from `first_day` on.

    The hours are shared out evenly, so that no meeting is a leftover of one hour.
    """
    number = ceil(hours / shift.hours)
    short, longer_ones = divmod(hours, number)
    pairs: list[tuple[datetime, datetime]] = []
    day = first_day
    while len(pairs) < number:
        if day.weekday() in shift.weekdays and is_working_day(day):
            begins = _local(day, shift.first_hour)
            length = short + 1 if len(pairs) < longer_ones else short
            pairs.append((begins, begins + timedelta(hours=length)))
        day += ONE_DAY
    return pairs


def _local(day, hour):
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


@cache
def _public_holidays(year):
    return holidays.country_holidays("MX", years=year)
