from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from courses.rules import plan

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGINS = NOW + 10 * DAY
FIELDS = {
    "priority_until": "local_priority_until",
    "closes_at": "enrollment_closes_at",
    "free_until": "free_cancellation_until",
}


def fields_refused(**facts):
    nothing = dict.fromkeys(FIELDS)
    against = plan.impossible_deadlines(
        **{"begins": BEGINS, "moved": set(FIELDS.values()), "now": NOW, **nothing, **facts}
    )
    return [field for field, _sentence in against]


@pytest.mark.parametrize("name", FIELDS)
def test_deadline_lies_before_the_group_begins(name):
    assert fields_refused(**{name: BEGINS}) == []
    assert fields_refused(**{name: BEGINS + HOUR}) == [FIELDS[name]]
    assert fields_refused(**{name: BEGINS + HOUR, "begins": None}) == []


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"free_until": NOW + HOUR}, False),
        ({"free_until": NOW}, True),
        ({"free_until": NOW, "begins": None}, True),
        ({"free_until": NOW, "moved": set()}, False),
        ({"free_until": NOW - 2 * DAY, "begins": NOW - DAY}, False),
        ({"closes_at": NOW - HOUR, "priority_until": NOW - HOUR}, False),
    ],
)
def test_free_cancellation_is_never_set_into_the_past(facts, refused):
    assert fields_refused(**facts) == ["free_cancellation_until"] * refused


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        ({}, []),
        ({"course_hours": None, "taught": HOUR}, []),
        ({"taught": 8 * HOUR}, ["The meetings add up to 8 h, and the course has 16 h."]),
        ({"taught": 16.5 * HOUR}, ["The meetings add up to 16.5 h, and the course has 16 h."]),
        ({"seat_limit": 20}, []),
        ({"seat_limit": 21}, ["The limit of the group is 21, and the venue seats only 20."]),
        ({"closes_at": NOW}, ["Enrollment is closed already: no firm could enroll."]),
        (
            {"free_until": NOW},
            ["Free cancellation is over already: firms read so from the first day."],
        ),
    ],
)
def test_what_is_doubtful_is_said(facts, sentences):
    usual = {
        "course_hours": 16,
        "taught": 16 * HOUR,
        "seat_limit": None,
        "room": 20,
        "closes_at": None,
        "free_until": NOW + HOUR,
        "now": NOW,
    }
    with override("en"):
        assert list(plan.doubts(**{**usual, **facts})) == sentences
