"""Who gets the free seats: the rule as a table, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from enrollment.rules.seating import HOLD_FOR_SECOND_SEAT, Answer, Asking, allot

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HELD = NOW + timedelta(hours=1)
EXPIRED = NOW - timedelta(seconds=1)
LOCAL, OTHER = 1, 2


def one(number, **terms):
    return Asking(number, seats=1, priority_class=terms.pop("priority_class", LOCAL), **terms)


def two(number, **terms):
    return Asking(number, seats=2, priority_class=terms.pop("priority_class", LOCAL), **terms)


@pytest.mark.parametrize(
    ("queue", "free", "expected"),
    [
        pytest.param([], 5, [], id="nobody waits"),
        pytest.param([one(1)], 1, [(1, 1, "")], id="one seat, one technician"),
        pytest.param([one(1), one(2)], 1, [(1, 1, ""), (2, 0, "seat")], id="first come first"),
        pytest.param([two(1)], 2, [(1, 2, "")], id="two seats for colleagues"),
        pytest.param([two(1)], 1, [(1, 1, "seat")], id="one now, the other waits"),
        pytest.param([two(1, both_or_none=True)], 2, [(1, 2, "")], id="both or none gets both"),
        pytest.param(
            [two(1, both_or_none=True), one(2)],
            1,
            [(1, 0, "second-seat"), (2, 0, "seat")],
            id="a seat is held for both or none, nobody passes",
        ),
        pytest.param(
            [two(1, both_or_none=True, hold_until=HELD), one(2)],
            1,
            [(1, 0, "second-seat"), (2, 0, "seat")],
            id="a held seat stays held",
        ),
        pytest.param(
            [two(1, both_or_none=True, hold_until=EXPIRED), one(2)],
            1,
            [(1, 0, "seat"), (2, 1, "")],
            id="after the hold the seat goes on, and the next one is held again",
        ),
        pytest.param(
            [two(1, both_or_none=True, hold_until=HELD), one(2)],
            2,
            [(1, 2, ""), (2, 0, "seat")],
            id="the second seat came in time",
        ),
        pytest.param(
            [one(1, is_approved=False), one(2)],
            1,
            [(1, 0, "approval"), (2, 1, "")],
            id="a firm that is not approved keeps its place and lets others pass",
        ),
        pytest.param(
            [two(1, both_or_none=True, is_approved=False), one(2)],
            1,
            [(1, 0, "approval"), (2, 1, "")],
            id="no seat is held for a firm that is not approved",
        ),
    ],
)
def test_free_seats_are_given_in_order(queue, free, expected):
    answers = allot(queue, free=free, capacity=20, local_first=False, now=NOW)
    assert [(a.request_id, a.seated, a.waiting_for) for a in answers] == expected


@pytest.mark.parametrize(
    ("local_first", "expected"),
    [
        pytest.param(True, [(1, 0, "local-priority"), (2, 1, "")], id="local firms first"),
        pytest.param(False, [(1, 1, ""), (2, 1, "")], id="priority over: both"),
    ],
)
def test_firms_from_elsewhere_wait_for_the_end_of_local_priority(local_first, expected):
    queue = [one(1, priority_class=OTHER), one(2)]
    answers = allot(queue, free=2, capacity=20, local_first=local_first, now=NOW)
    assert [(a.request_id, a.seated, a.waiting_for) for a in answers] == expected


def test_moved_up_by_staff_is_seated_during_local_priority():
    assert allot([one(1, priority_class=0)], free=1, capacity=20, local_first=True, now=NOW) == [
        Answer(1, 1, "")
    ]


def test_hold_begins_when_a_seat_comes_free_and_lasts_two_days():
    (answer,) = allot([two(1, both_or_none=True)], free=1, capacity=20, local_first=False, now=NOW)
    assert answer.hold_until == NOW + HOLD_FOR_SECOND_SEAT


def test_hold_begins_anew_with_the_next_seat_after_the_last_one_went_on():
    asking = two(1, both_or_none=True, hold_until=EXPIRED)
    (answer,) = allot([asking], free=0, capacity=20, local_first=False, now=NOW)
    assert answer == Answer(1, 0, "seat", None)


def test_nothing_is_held_for_two_where_the_room_has_one_seat():
    queue = [two(1, both_or_none=True), one(2)]
    answers = allot(queue, free=1, capacity=1, local_first=False, now=NOW)
    assert answers == [Answer(1, 0, "second-seat", None), Answer(2, 1, "")]
