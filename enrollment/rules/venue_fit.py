"""Which room a run should move to when more people want to come than its room seats."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Room:
    """A venue that is free for all meetings of the run."""

    venue_id: int
    capacity: int
    is_own: bool
    cost_per_hour: Decimal


def choose(rooms, *, people):
    """Choose the room for `people`, or None when none of `rooms` seats them all (rule 8).

    CANACINTRA's own first, of those the smallest; then the cheapest of the partners, of equally
    cheap ones the smallest.
    """
    fitting = [room for room in rooms if room.capacity >= people]
    return min(fitting, key=_preference, default=None)


def _preference(room):
    cost = Decimal(0) if room.is_own else room.cost_per_hour
    return (not room.is_own, cost, room.capacity, room.venue_id)
