from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone

from courses.models import CourseRun
from courses.tests.factories import RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(client):
    def read(address, **headers):
        response = client.get(address, headers={"accept-language": "en", **headers})
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        return icalendar.Calendar.from_ical(response.content).walk("VEVENT")

    return read


def cancel(run):
    CourseRun.objects.filter(pk=run.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancel_reason="Sin instructor"
    )


def test_feed_has_the_meetings_of_every_public_coming_group(events):
    winter, summer = datetime(2099, 1, 12, 15, tzinfo=UTC), datetime(2099, 7, 13, 14, tzinfo=UTC)
    hour = timedelta(hours=1)
    RunFactory(code="DOS", meetings=[(winter, winter + hour), (summer, summer + hour)])
    for hidden in ({"draft": True}, {"kind": "closed"}, {"cancelled": True, "published_at": None}):
        RunFactory(**hidden)
    yesterday = timezone.now() - timedelta(days=1)
    RunFactory(meetings=[(yesterday, yesterday + hour)])
    found = events("/calendario.ics")
    assert [event["uid"] for event in found] == ["DOS-1@cursos-abiertos", "DOS-2@cursos-abiertos"]
    # Eight in the morning in Ciudad Juárez, in winter and in summer.
    assert [event.start.strftime("%H:%M") for event in found] == ["08:00", "08:00"]
    assert {event["dtstart"].params["TZID"] for event in found} == {"America/Ciudad_Juarez"}


def test_feed_of_one_group_says_where_and_what(events):
    run = RunFactory(
        course__name="Soldadura TIG", venue__name="Sala 1", venue__address="Avenida de Prueba 1"
    )
    [event] = events(f"/grupos/{run.code}.ics")
    assert event["summary"] == "Soldadura TIG"
    assert event["location"] == "CANACINTRA, Sala 1, Avenida de Prueba 1"
    assert event["description"] == f"Group {run.code}"
    assert event["url"].endswith(run.get_absolute_url())
    assert event["status"] == "CONFIRMED"


def test_cancelled_group_stays_in_the_feeds_as_cancelled(events):
    run = RunFactory()
    cancel(run)
    for address in ("/calendario.ics", f"/grupos/{run.code}.ics"):
        [event] = events(address)
        assert event["status"] == "CANCELLED"
        assert "Cancelled: Sin instructor" in event["description"]


def test_finished_group_can_still_be_read(events):
    yesterday = timezone.now() - timedelta(days=1)
    run = RunFactory(meetings=[(yesterday, yesterday + timedelta(hours=1))])
    assert len(events(f"/grupos/{run.code}.ics")) == 1


@pytest.mark.parametrize(
    ("query", "header", "name"),
    [
        ("", "en", "Open courses · CANACINTRA Juárez"),
        ("?lang=en", "es-mx", "Open courses · CANACINTRA Juárez"),
        ("?lang=xx", "en", "Open courses · CANACINTRA Juárez"),
    ],
)
def test_language_of_the_feed_is_asked_for_or_that_of_the_reader(client, query, header, name):
    response = client.get(f"/calendario.ics{query}", headers={"accept-language": header})
    assert icalendar.Calendar.from_ical(response.content)["x-wr-calname"] == name


def test_feed_that_did_not_change_is_not_sent_again(client):
    run = RunFactory()
    for address in ("/calendario.ics", f"/grupos/{run.code}.ics"):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag


def test_seats_change_no_calendar_but_a_cancellation_does(client):
    run = RunFactory()
    etag = client.get("/calendario.ics").headers["ETag"]
    CourseRun.objects.filter(pk=run.pk).update(seat_limit=3)
    assert client.get("/calendario.ics").headers["ETag"] == etag
    cancel(run)
    assert client.get("/calendario.ics").headers["ETag"] != etag


def test_group_that_moves_keeps_its_entries(events):
    run = RunFactory()
    [before] = events(f"/grupos/{run.code}.ics")
    run.meetings.update(starts_at=run.starts_at + timedelta(hours=1))
    CourseRun.objects.filter(pk=run.pk).update(calendar_sequence=1)
    [after] = events(f"/grupos/{run.code}.ics")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.start > before.start


@pytest.mark.parametrize("number", [1, 12])
def test_statements_of_the_feed_do_not_grow(client, django_assert_num_queries, number):
    RunFactory.create_batch(number)
    with django_assert_num_queries(4):
        client.get("/calendario.ics")
    with django_assert_num_queries(1):
        client.get("/calendario.ics")
