"""A month, or one day of it, as a calendar."""

import re
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from courses.rules import days

MOST_MEETINGS_OF_A_DAY = 4
FURTHEST_MONTHS = 18


@dataclass(frozen=True)
class Shown:
    """What the calendar shows: the month that begins with `first`, or only `day`."""

    month: date
    day: date | None = None

    @property
    def first(self):
        return self.day or self.month

    @property
    def after(self):
        return self.day + days.ONE if self.day else days.following_month(self.month)

    def query(self):
        if self.day:
            return urlencode({"dia": self.day.isoformat()})
        return urlencode({"mes": f"{self.month:%Y-%m}"})

    def address(self, path, question):
        """The address of this month or day with the filters of the visitor."""
        rest = question.query()
        return f"{path}?{self.query()}{'&' if rest else ''}{rest}"

    def neighbours(self, today):
        """The month or day before and after, None where there is nothing to look for."""
        this_month = today.replace(day=1)
        if self.day:
            before, after = Shown(self.month, self.day - days.ONE), Shown(self.month, self.after)
        else:
            before = Shown(days.previous_month(self.month))
            after = Shown(days.following_month(self.month))
        furthest = this_month + timedelta(days=30 * FURTHEST_MONTHS)
        return {
            "before": before if before.first >= (today if self.day else this_month) else None,
            "after": after if after.first <= furthest else None,
            "month": Shown(self.first.replace(day=1)),
        }


@dataclass
class Day:
    date: date
    is_today: bool
    meetings: list = field(default_factory=list)
    more: int = 0


def read(parameters, today):
    """Read the month or day from the parameters of an address; what is none is this month."""
    text = parameters.get("dia") or ""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and int(text[:4]) in days.YEARS:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return Shown(day.replace(day=1), day)
    return Shown(days.read_month(parameters.get("mes"), today))


def lay_out(shown, meetings, today):
    """Lay the meetings out as weeks of days, from Monday; days of other months are None.

    A day shows few meetings and how many more there are; alone it shows them all.
    """
    by_day = defaultdict(list)
    for meeting in meetings:
        by_day[timezone.localtime(meeting.starts_at).date()].append(meeting)
    if shown.day:
        return [[Day(shown.day, shown.day == today, by_day[shown.day])]]
    return [
        [_day(day, by_day[day], today) if day.month == shown.month.month else None for day in week]
        for week in Calendar().monthdatescalendar(shown.month.year, shown.month.month)
    ]


def _day(day, meetings, today):
    most = MOST_MEETINGS_OF_A_DAY
    # "1 more" would take the place of the one.
    kept = meetings if len(meetings) <= most + 1 else meetings[:most]
    return Day(day, day == today, kept, more=len(meetings) - len(kept))
