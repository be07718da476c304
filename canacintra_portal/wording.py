"""Dates, hours and money the way people say them, in the active language."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

CENT = Decimal("0.01")
MOST_DAYS_NAMED = 4

# Django's own Spanish abbreviations lack the accents ("Mie", "Sab") and begin with a capital.
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
MONTHS = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)


def say_date(day: date, *, weekday: bool = True) -> str:
    """Say "sáb 12 dic", and add the year when it is not the present one."""
    words = _say_day_of_month(day, weekday=weekday)
    return words if day.year == timezone.localdate().year else f"{words} {day.year}"


def say_whole_date(day: date) -> str:
    """Say "12 de mayo de 1990": a day of somebody's life, of whatever year."""
    words = date_format(day, "DATE_FORMAT")
    return words.lower() if (get_language() or "").startswith("es") else words


def say_weekday(day: date) -> str:
    return str(WEEKDAYS[day.weekday()])


def say_month(day: date) -> str:
    return str(MONTHS[day.month - 1])


def say_hours(starts_at: datetime, ends_at: datetime) -> str:
    """Say "8:00–13:00" in the portal's time zone."""
    return f"{_say_hour(starts_at)}–{_say_hour(ends_at)}"


def say_moment(moment: datetime) -> str:
    """Say "sáb 12 dic, 8:00", as deadlines are said."""
    return f"{say_date(timezone.localtime(moment).date())}, {_say_hour(moment)}"


def say_period(starts_at: datetime, ends_at: datetime) -> str:
    """Say one day with its hours ("sáb 12 dic, 8:00–13:00"), several days
    without ("lun 7 – mié 23 dic")."""
    first, last = timezone.localtime(starts_at).date(), timezone.localtime(ends_at).date()
    if first == last:
        return f"{say_date(first)}, {say_hours(starts_at, ends_at)}"
    return _say_range(first, last)


def say_meetings(meetings: Sequence) -> str:
    """Say all meetings of a run, given in any order, in one line.

    Up to four days are named one by one, consecutive days as a range, longer series as the range
    with the number of meetings and their weekdays. Hours are said when all meetings share them.
    """
    if not meetings:
        return gettext("dates to be announced")
    meetings = sorted(meetings, key=lambda meeting: meeting.starts_at)
    days = sorted({timezone.localtime(meeting.starts_at).date() for meeting in meetings})
    parts = [_say_days(days)]
    if len(days) > MOST_DAYS_NAMED and not _are_consecutive(days):
        parts.append(_say_weekdays(days))
    hours = {say_hours(meeting.starts_at, meeting.ends_at) for meeting in meetings}
    if len(hours) == 1:
        parts.append(hours.pop())
    if len(meetings) > MOST_DAYS_NAMED or len(hours) > 1:
        number = len(meetings)
        words = ngettext("%(number)d meeting", "%(number)d meetings", number)
        parts.append(words % {"number": number})
    return ", ".join(parts)


def say_amount(amount: Decimal) -> str:
    """Say "$2,400.00": in Mexico the comma parts thousands."""
    amount = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def say_money(amount: Decimal) -> str:
    """Say "$2,400.00 MXN", where the currency does not stand beside it."""
    return f"{say_amount(amount)} MXN"


def say_price(amount: Decimal) -> str:
    """Say "$2,400.00 MXN + IVA"; a course without charge says so."""
    if not amount:
        return gettext("no charge")
    return gettext("%(amount)s + VAT") % {"amount": say_money(amount)}


def with_vat(amount: Decimal, rate: Decimal | None = None) -> Decimal:
    """Answer the total a firm pays, at the issuer's rate unless one is given."""
    rate = Decimal(settings.VAT_RATE) if rate is None else rate
    return (Decimal(amount) * (1 + rate)).quantize(CENT, ROUND_HALF_UP)


def _say_days(days: list[date]) -> str:
    if len(days) > MOST_DAYS_NAMED or (len(days) > 2 and _are_consecutive(days)):
        return _say_range(days[0], days[-1])
    same_weekday = len({day.weekday() for day in days}) == 1
    words, last_of_year = [], {day.year: day for day in days}
    for (year, _), group in groupby(days, key=lambda day: (day.year, day.month)):
        *others, last = group
        words += [_say_day(day, weekday=not same_weekday) for day in others]
        say_last = say_date if last == last_of_year[year] else _say_day_of_month
        words.append(say_last(last, weekday=not same_weekday))
    if same_weekday:
        words[0] = f"{say_weekday(days[0])} {words[0]}"
    return _join(words)


def _say_range(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        begin = _say_day(first, weekday=True)
    elif first.year == last.year:
        begin = _say_day_of_month(first, weekday=True)
    else:
        begin = say_date(first)
    return f"{begin} – {say_date(last)}"


def _say_weekdays(days: list[date]) -> str:
    one_of_each = {day.weekday(): day for day in days}
    return _join([say_weekday(day) for _, day in sorted(one_of_each.items())])


def _are_consecutive(days: list[date]) -> bool:
    return (days[-1] - days[0]).days == len(days) - 1


def _say_day_of_month(day: date, *, weekday: bool) -> str:
    return f"{_say_day(day, weekday=weekday)} {say_month(day)}"


def _say_day(day: date, *, weekday: bool) -> str:
    return f"{say_weekday(day)} {day.day}" if weekday else str(day.day)


def _say_hour(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.hour}:{local.minute:02}"


def _join(words: list[str]) -> str:
    *others, last = words
    if not others:
        return last
    return gettext("%(words)s and %(last)s") % {"words": ", ".join(others), "last": last}
