"""Which coming groups a firm may want next, and why: by its sector and by what its people took."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

MOST = 3
OF_ONE_AREA = 2
# Fewer firms of a sector could be recognised by who knows the trade.
FEWEST_FIRMS = 3


class Why(Enum):
    """Why a group is suggested, the strongest reason first."""

    SECTOR = "sector"
    AREA = "area"
    AUDIENCE = "audience"


POINTS = {Why.SECTOR: 3, Why.AREA: 2, Why.AUDIENCE: 1}


@dataclass(frozen=True)
class Taken:
    """A technician has, or had, a seat in a course, or waits for one."""

    technician_id: int
    run_id: int
    course_id: int
    area_id: int
    audience: str


@dataclass(frozen=True)
class Candidate:
    """A coming group with seats; `busy` are the technicians who are elsewhere at its hours."""

    run_id: int
    course_id: int
    area_id: int
    audience: str
    starts_at: datetime
    seats_of_a_company: int
    busy: Collection[int] = ()


@dataclass(frozen=True)
class Reason:
    """`number` counts firms of the sector, or technicians who took something like it."""

    why: Why
    number: int


@dataclass(frozen=True)
class Suggestion:
    """A group, why it may be wanted, and how many technicians could come."""

    run_id: int
    reasons: tuple[Reason, ...]
    could_come: int


def suggest(
    *,
    candidates: Sequence[Candidate],
    technicians: Collection[int],
    taken: Sequence[Taken],
    firms_by_course: Mapping[int, int],
) -> list[Suggestion]:
    """Choose at most MOST groups, one for each course, the best reasons and the soonest first.

    Never a course that all technicians took, a group in which nobody of them has time, or one in
    which the firm has all its seats. `firms_by_course` counts other firms of the sector that had
    seats in a course; below FEWEST_FIRMS it says nothing.
    """
    own = _Own(technicians, taken)
    found = []
    for group in sorted(candidates, key=lambda one: (one.starts_at, one.run_id)):
        could_come = own.who_could_come(group)
        reasons = own.reasons_for(group, firms_by_course.get(group.course_id, 0))
        if could_come and reasons:
            found.append((group, Suggestion(group.run_id, reasons, len(could_come))))
    found.sort(key=lambda pair: _weight(pair[1]), reverse=True)  # stable: the soonest stays first
    return _various(found)


class _Own:
    """What the firm's technicians took, counted once."""

    def __init__(self, technicians, taken):
        self.technicians = set(technicians)
        self.courses = defaultdict(set)
        self.seats = Counter(one.run_id for one in taken)
        self.by_area, self.by_audience = defaultdict(set), defaultdict(set)
        for one in taken:
            self.courses[one.course_id].add(one.technician_id)
            self.by_area[one.area_id].add(one.technician_id)
            if one.audience:
                self.by_audience[one.audience].add(one.technician_id)

    def who_could_come(self, group):
        if self.seats[group.run_id] >= group.seats_of_a_company:
            return set()
        return self.technicians - self.courses[group.course_id] - set(group.busy)

    def reasons_for(self, group, firms):
        counted = {
            Why.SECTOR: firms if firms >= FEWEST_FIRMS else 0,
            Why.AREA: len(self.by_area[group.area_id]),
            Why.AUDIENCE: len(self.by_audience[group.audience]) if group.audience else 0,
        }
        return tuple(Reason(why, number) for why, number in counted.items() if number)


def _weight(suggestion):
    points = sum(POINTS[reason.why] for reason in suggestion.reasons)
    return points, sum(reason.number for reason in suggestion.reasons)


def _various(found):
    """The first ones, without a course twice or an area too often."""
    chosen, courses = [], set()
    areas: Counter[int] = Counter()
    for group, suggestion in found:
        if group.course_id in courses or areas[group.area_id] == OF_ONE_AREA:
            continue
        courses.add(group.course_id)
        areas[group.area_id] += 1
        chosen.append(suggestion)
    return chosen[:MOST]
