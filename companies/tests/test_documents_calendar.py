from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from companies.documents import calendar

ENTRY = {
    "uid": "SOL-1-1@portal",
    "sequence": 2,
    "starts_at": datetime(2026, 12, 12, 15, tzinfo=UTC),
    "ends_at": datetime(2026, 12, 12, 20, tzinfo=UTC),
    "summary": "Soldadura; básica, con ñ",
    "location": "CANACINTRA, Sala 1, Avenida de Prueba 100",
    "description": "Primera línea\nSegunda línea",
    "url": "https://portal.invalid/grupos/SOL-1/",
    "status": "CONFIRMED",
    "stamped_at": datetime(2026, 11, 1, tzinfo=UTC),
}


def only_event(data):
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return event


def test_event_says_hours_of_ciudad_juarez_and_keeps_every_word():
    event = only_event(calendar.render([ENTRY]))
    assert event["dtstart"].params["TZID"] == "America/Ciudad_Juarez"
    assert event.start.strftime("%Y-%m-%d %H:%M %z") == "2026-12-12 08:00 -0700"
    assert event.duration == timedelta(hours=5)
    assert event["summary"] == "Soldadura; básica, con ñ"
    assert event["description"] == "Primera línea\nSegunda línea"
    assert (event["sequence"], event["status"]) == (2, "CONFIRMED")


@pytest.mark.parametrize(
    ("day", "offset"),
    # The border keeps the clock changes of the United States; in 2027 summer begins on 14 March.
    [("2027-03-13", "-0700"), ("2027-03-15", "-0600"), ("2026-11-02", "-0700")],
)
def test_time_zone_in_the_file_knows_the_clock_changes(day, offset):
    entry = {**ENTRY, "starts_at": f"{day}T16:00:00Z", "ends_at": f"{day}T18:00:00Z"}
    data = calendar.render([entry])
    zone = icalendar.Calendar.from_ical(data).timezones[0].to_tz()
    at_noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=zone)
    assert at_noon.strftime("%z") == offset


def test_times_may_come_as_text_from_a_stored_message():
    entry = {**ENTRY, "starts_at": "2026-12-12T15:00:00Z", "ends_at": "2026-12-12T20:00:00Z"}
    assert calendar.render([entry]) == calendar.render([ENTRY])


def test_same_entries_give_the_same_bytes():
    assert calendar.render([ENTRY], name="Cursos") == calendar.render([ENTRY], name="Cursos")


def test_feed_without_events_is_still_a_calendar():
    data = calendar.render([], name="Cursos abiertos")
    assert icalendar.Calendar.from_ical(data)["x-wr-calname"] == "Cursos abiertos"


def test_cancelled_entry_and_method_reach_the_file():
    data = calendar.render([{**ENTRY, "status": "CANCELLED"}], method="CANCEL")
    assert icalendar.Calendar.from_ical(data)["method"] == "CANCEL"
    assert only_event(data)["status"] == "CANCELLED"


def test_lines_end_and_fold_as_the_standard_asks():
    data = calendar.render([{**ENTRY, "summary": "ñ" * 200}])
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
