"""Which room a group should move to, as a table."""

from decimal import Decimal

import pytest

from enrollment.rules.venue_fit import Room, choose

OWN_24 = Room(1, 24, is_own=True, cost_per_hour=Decimal(0))
OWN_40 = Room(2, 40, is_own=True, cost_per_hour=Decimal(0))
CHEAP_60 = Room(3, 60, is_own=False, cost_per_hour=Decimal(200))
DEAR_30 = Room(4, 30, is_own=False, cost_per_hour=Decimal(500))
CHEAP_80 = Room(5, 80, is_own=False, cost_per_hour=Decimal(200))


@pytest.mark.parametrize(
    ("rooms", "people", "chosen"),
    [
        pytest.param([], 10, None, id="no room is free"),
        pytest.param([OWN_24], 25, None, id="none seats everyone"),
        pytest.param([OWN_40, OWN_24], 20, OWN_24, id="the smallest of ours that fits"),
        pytest.param([OWN_24], 24, OWN_24, id="exactly full is enough"),
        pytest.param([DEAR_30, OWN_40], 28, OWN_40, id="ours before a smaller one of a partner"),
        pytest.param([DEAR_30, CHEAP_60], 28, CHEAP_60, id="the cheapest partner"),
        pytest.param([CHEAP_80, CHEAP_60], 28, CHEAP_60, id="equally cheap: the smaller"),
    ],
)
def test_room_for_everyone(rooms, people, chosen):
    assert choose(rooms, people=people) == chosen
