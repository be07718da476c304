"""Dates and money the way people say them, in both languages."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from canacintra_portal import wording

JUAREZ = ZoneInfo("America/Ciudad_Juarez")
SPANISH, ENGLISH = "es-mx", "en"


@pytest.fixture(autouse=True)
def _november_2026():
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=JUAREZ), tick=False):
        yield


def meeting(month, day, begins=8, ends=13, year=2026):
    return SimpleNamespace(
        starts_at=datetime(year, month, day, begins, tzinfo=JUAREZ),
        ends_at=datetime(year, month, day, ends, tzinfo=JUAREZ),
    )


@pytest.mark.parametrize(
    ("meetings", "spanish", "english"),
    [
        ([], "fechas por anunciar", "dates to be announced"),
        ([meeting(12, 12)], "sáb 12 dic, 8:00–13:00", "Sat 12 Dec, 8:00–13:00"),
        (
            [meeting(12, 19), meeting(12, 5), meeting(12, 12)],
            "sáb 5, 12 y 19 dic, 8:00–13:00",
            "Sat 5, 12 and 19 Dec, 8:00–13:00",
        ),
        (
            [meeting(11, 28), meeting(12, 5)],
            "sáb 28 nov y 5 dic, 8:00–13:00",
            "Sat 28 Nov and 5 Dec, 8:00–13:00",
        ),
        (
            [meeting(12, 7), meeting(12, 9)],
            "lun 7 y mié 9 dic, 8:00–13:00",
            "Mon 7 and Wed 9 Dec, 8:00–13:00",
        ),
        (
            [meeting(12, day, 18, 21) for day in (7, 8, 9, 10, 11)],
            "lun 7 – vie 11 dic, 18:00–21:00, 5 sesiones",
            "Mon 7 – Fri 11 Dec, 18:00–21:00, 5 meetings",
        ),
        (
            [meeting(12, day, 18, 21) for day in (7, 9, 14, 16, 21)],
            "lun 7 – lun 21 dic, lun y mié, 18:00–21:00, 5 sesiones",
            "Mon 7 – Mon 21 Dec, Mon and Wed, 18:00–21:00, 5 meetings",
        ),
        (
            [meeting(12, 12, 8, 13), meeting(12, 19, 9, 14)],
            "sáb 12 y 19 dic, 2 sesiones",
            "Sat 12 and 19 Dec, 2 meetings",
        ),
        (
            [meeting(1, 9, year=2027)],
            "sáb 9 ene 2027, 8:00–13:00",
            "Sat 9 Jan 2027, 8:00–13:00",
        ),
        (
            [meeting(12, 26), meeting(1, 30, year=2027), meeting(2, 6, year=2027)],
            "sáb 26 dic, 30 ene y 6 feb 2027, 8:00–13:00",
            "Sat 26 Dec, 30 Jan and 6 Feb 2027, 8:00–13:00",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_all_meetings_of_a_run_stand_in_one_line(meetings, spanish, english):
    with translation.override(SPANISH):
        assert wording.say_meetings(meetings) == spanish
    with translation.override(ENGLISH):
        assert wording.say_meetings(meetings) == english


@pytest.mark.parametrize(
    ("first", "last", "spanish", "english"),
    [
        (meeting(12, 12), meeting(12, 12), "sáb 12 dic, 8:00–13:00", "Sat 12 Dec, 8:00–13:00"),
        (meeting(12, 7), meeting(12, 23), "lun 7 – mié 23 dic", "Mon 7 – Wed 23 Dec"),
        (meeting(11, 30), meeting(12, 4), "lun 30 nov – vie 4 dic", "Mon 30 Nov – Fri 4 Dec"),
        (
            meeting(1, 30, year=2027),
            meeting(2, 27, year=2027),
            "sáb 30 ene – sáb 27 feb 2027",
            "Sat 30 Jan – Sat 27 Feb 2027",
        ),
        (
            meeting(12, 28),
            meeting(1, 8, year=2027),
            "lun 28 dic – vie 8 ene 2027",
            "Mon 28 Dec – Fri 8 Jan 2027",
        ),
    ],
)
def test_a_period_says_its_days_and_the_hours_of_a_single_day(first, last, spanish, english):
    with translation.override(SPANISH):
        assert wording.say_period(first.starts_at, last.ends_at) == spanish
    with translation.override(ENGLISH):
        assert wording.say_period(first.starts_at, last.ends_at) == english


def test_a_moment_is_said_in_the_time_of_ciudad_juarez():
    eight_in_the_evening_utc = datetime(2026, 12, 5, 3, 0, tzinfo=ZoneInfo("UTC"))
    with translation.override(ENGLISH):
        assert wording.say_moment(eight_in_the_evening_utc) == "Fri 4 Dec, 20:00"


@pytest.mark.parametrize("day", range(1, 8))
def test_spanish_weekdays_keep_their_accents(day):
    with translation.override(SPANISH):
        words = wording.say_weekday(date(2026, 6, day))
    assert words == ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"][day - 1]


@pytest.mark.parametrize(
    ("amount", "money", "spanish", "english"),
    [
        ("2400", "$2,400.00 MXN", "$2,400.00 MXN + IVA", "$2,400.00 MXN + VAT"),
        ("1250.505", "$1,250.51 MXN", "$1,250.51 MXN + IVA", "$1,250.51 MXN + VAT"),
        ("-80", "-$80.00 MXN", "-$80.00 MXN + IVA", "-$80.00 MXN + VAT"),
        ("0", "$0.00 MXN", "sin costo", "no charge"),
    ],
)
def test_money_is_said_with_thousands_cents_and_tax(amount, money, spanish, english):
    amount = Decimal(amount)
    assert wording.say_money(amount) == money
    with translation.override(SPANISH):
        assert wording.say_price(amount) == spanish
    with translation.override(ENGLISH):
        assert wording.say_price(amount) == english


@pytest.mark.parametrize(
    ("rate", "total"), [("0.08", "2592.00"), ("0.16", "2784.00"), ("0", "2400.00")]
)
def test_the_total_uses_the_rate_of_the_issuer(settings, rate, total):
    settings.VAT_RATE = rate
    assert wording.with_vat(Decimal("2400")) == Decimal(total)


def test_a_rate_that_was_agreed_before_wins_over_the_setting(settings):
    settings.VAT_RATE = "0.16"
    assert wording.with_vat(Decimal("2400"), Decimal("0.08")) == Decimal("2592.00")
