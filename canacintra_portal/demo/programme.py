"""What is planned: four groups a week, over ten weeks that repeat, each in its own situation.

The plan stands in programme.csv. The first group of a week is also shown where the week is over:
rosters of the past.
"""

import csv
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from canacintra_portal.demo.calendar import Shift


class Crowd(Enum):
    """How many people want to come, as a share of the room and some more or less."""

    NOBODY = (0, 0)
    FEW = (0, 3)
    HALF = (0.5, 0)
    NEARLY_FULL = (1, -2)
    FULL = (1, 0)
    TOO_MANY = (1, 4)

    def people(self, capacity):
        share, more = self.value
        return max(int(capacity * share) + more, 0)


class Turn(Enum):
    """When the firm of the demo account asks, so that its pages show every kind of answer."""

    FIRST = "is confirmed"
    LAST_SEAT = "gets the last seat, and waits for the second"
    LAST = "waits"


class Special(Enum):
    LOCAL_FIRST = "local_first"
    WANTS_BOTH = "wants_both"
    AWAITS_APPROVAL = "awaits_approval"
    MOVED_UP = "moved_up"
    HAS_CHANGES = "has_changes"
    ACCEPTS_MOVES = "accepts_moves"
    IS_DRAFT = "is_draft"


@dataclass(frozen=True)
class Offer:
    """A line of the plan."""

    week: int
    code: str
    course: str
    instructor: str
    room: str
    shift: Shift
    weekday: int
    price: int
    crowd: Crowd
    demo_firm: Turn | None
    special: frozenset[Special]
    seat_limit: int | None
    company_seat_limit: int
    cancel_reason: str

    def has(self, special):
        return special in self.special


def offers_of(week):
    """The groups that begin in the week with this number."""
    plan = _plan()
    weeks = max(offer.week for offer in plan) + 1
    return [offer for offer in plan if offer.week == week % weeks]


@cache
def _plan():
    with Path(__file__).with_name("programme.csv").open(encoding="utf-8", newline="") as lines:
        return [_read(row) for row in csv.DictReader(lines)]


def _read(row):
    return Offer(
        week=int(row["week"]),
        code=row["code"],
        course=row["course"],
        instructor=row["instructor"],
        room=row["room"],
        shift=Shift[row["shift"]],
        weekday=int(row["weekday"]),
        price=int(row["price"]),
        crowd=Crowd[row["crowd"]],
        demo_firm=Turn[row["demo_firm"]] if row["demo_firm"] else None,
        special=frozenset(Special(word) for word in row["special"].split()),
        seat_limit=int(row["seat_limit"]) if row["seat_limit"] else None,
        company_seat_limit=int(row["company_seat_limit"]),
        cancel_reason=row["cancel_reason"],
    )
