"""Calendar files (.ics), for feeds and for messages."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils import timezone

PRODUCT = "-//CANACINTRA Juarez//Open courses//ES"


def render(entries, *, method="PUBLISH", name=""):
    """Draw `entries` as an iCalendar file (RFC 5545) with the hours of the portal's time zone.

    An entry is a dictionary of plain values: uid, sequence, starts_at and ends_at (aware, as
    datetime or ISO text), summary, location, description, url, status ("CONFIRMED" or
    "CANCELLED"), and optionally stamped_at, without which the file says that it was made now.
    `name` is what calendar programs call the whole feed.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", settings.TIME_ZONE)
    zone = ZoneInfo(settings.TIME_ZONE)
    events = [_event(entry, zone) for entry in entries]
    for event in events:
        calendar.add_component(event)
    if events:
        # Only the clock changes around the events: the whole history would be most of the file.
        calendar.add_missing_timezones(
            first_date=min(event.start for event in events).date() - timedelta(days=366),
            last_date=max(event.end for event in events).date() + timedelta(days=366),
        )
    return calendar.to_ical()


def _event(entry, zone):
    event = icalendar.Event()
    event.add("uid", entry["uid"])
    event.add("sequence", entry["sequence"])
    event.add("dtstamp", _moment(entry.get("stamped_at") or timezone.now()).astimezone(UTC))
    event.add("dtstart", _moment(entry["starts_at"]).astimezone(zone))
    event.add("dtend", _moment(entry["ends_at"]).astimezone(zone))
    event.add("summary", entry["summary"])
    event.add("status", entry["status"])
    for field in ("location", "description"):
        if entry.get(field):
            event.add(field, entry[field])
    if entry.get("url"):
        event.add("url", entry["url"])
    return event


def _moment(value):
    return datetime.fromisoformat(value) if isinstance(value, str) else value
