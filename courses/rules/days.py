"""Days and months in the time of Ciudad Juárez."""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone

YEARS = range(2020, 2100)
ONE = timedelta(days=1)


def begin(day):
    """The moment at which `day` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def read_month(text, today):
    """Read "2026-12" as the first day of that month; anything else is the month of `today`."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text or "")
    if found and int(found[1]) in YEARS and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def following_month(day):
    """The first day of the month after that of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def previous_month(day):
    """The first day of the month before that of `day`."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
