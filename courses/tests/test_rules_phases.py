from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from courses.models import CourseRun
from courses.rules import location, phases

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(**fields):
    return CourseRun(
        **{
            "state": "published",
            "starts_at": NOW + HOUR,
            "ends_at": NOW + 3 * HOUR,
            "capacity": 10,
            "seats_taken": 9,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("fields", "phase"),
    [
        ({}, phases.OPEN),
        ({"seats_taken": 10}, phases.FULL),
        ({"seats_taken": 12}, phases.FULL),
        ({"enrollment_closes_at": NOW}, phases.CLOSED),
        ({"enrollment_closes_at": NOW + timedelta(seconds=1)}, phases.OPEN),
        ({"state": "draft"}, phases.CLOSED),
        ({"kind": "closed"}, phases.CLOSED),
        ({"starts_at": NOW}, phases.RUNNING),
        ({"starts_at": NOW - HOUR, "ends_at": NOW}, phases.FINISHED),
        ({"starts_at": NOW - HOUR, "ends_at": NOW, "state": "cancelled"}, phases.CANCELLED),
        ({"starts_at": None, "ends_at": None}, phases.CLOSED),
    ],
)
def test_phase_of_a_group(fields, phase):
    assert phases.phase_of(run(**fields), NOW) == phase


@pytest.mark.parametrize(
    ("latitude", "longitude", "point"),
    [
        ("31.78", "-106.56", (0, 0)),
        ("31.58", "-106.30", (320, 289)),
        ("31.68", "-106.43", (160, 144)),
        ("31.79", "-106.43", None),
        ("31.68", "-106.29", None),
    ],
)
def test_place_in_the_drawing(latitude, longitude, point):
    assert location.place(Decimal(latitude), Decimal(longitude)) == point


def test_venue_without_position_has_no_place_in_the_drawing():
    assert location.place(None, None) is None
