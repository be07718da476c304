"""The training of a firm as a table: who had a seat in which course, and what hours that makes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID


class When(Enum):
    """Where a seat stands in time. Whoever had one was enrolled: who came is not known here."""

    OVER = "over"
    RUNNING = "running"
    COMING = "coming"

    @classmethod
    def of(cls, starts_at, ends_at, now):
        if ends_at <= now:
            return cls.OVER
        return cls.RUNNING if starts_at <= now else cls.COMING


@dataclass(frozen=True)
class Seat:
    """A confirmed enrollment as plain values; `hours` is None where nobody knows them."""

    technician_id: int
    request_id: UUID
    course_id: int
    course: str
    sort_key: str
    area_slug: str
    area: str
    thematic_area: str
    code: str
    starts_at: datetime
    ends_at: datetime
    hours: Decimal | None
    when: When

    @property
    def is_over(self):
        return self.when is When.OVER


@dataclass(frozen=True)
class Column:
    """A course of the table, and how many of its people had a seat that is over."""

    course_id: int
    course: str
    area_slug: str
    area: str
    people: int


@dataclass(frozen=True)
class Row:
    """A technician with her seats: one tuple for each column, and all of them by date."""

    technician: Any
    cells: tuple[tuple[Seat, ...], ...]
    seats: tuple[Seat, ...]
    hours: Decimal
    planned: Decimal
    has_taken_part: bool


class Span(NamedTuple):
    """An area above its neighbouring columns."""

    slug: str
    name: str
    columns: int


@dataclass(frozen=True)
class Table:
    """Courses by area, technicians in the order given. `hours` are those of courses that are over,
    `planned` those that run or come."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hours: Decimal
    planned: Decimal

    @property
    def spans(self):
        by_area = groupby(self.columns, key=lambda column: (column.area_slug, column.area))
        return [Span(slug, name, len(list(group))) for (slug, name), group in by_area]

    @property
    def trained(self):
        """How many people had a seat in a course that is over."""
        return sum(row.has_taken_part for row in self.rows)


def table(*, seats: Sequence[Seat], technicians: Sequence) -> Table:
    """Lay the seats of `technicians` out, and count their hours. Seats of others are left out."""
    wanted = {technician.pk for technician in technicians}
    by_person: dict[int, list[Seat]] = defaultdict(list)
    over: dict[int, set[int]] = defaultdict(set)
    courses = {}
    for seat in sorted(seats, key=lambda seat: (seat.starts_at, seat.code)):
        if seat.technician_id not in wanted:
            continue
        by_person[seat.technician_id].append(seat)
        courses[seat.course_id] = seat
        if seat.is_over:
            over[seat.course_id].add(seat.technician_id)
    columns = tuple(
        Column(one.course_id, one.course, one.area_slug, one.area, len(over[one.course_id]))
        for one in sorted(courses.values(), key=lambda one: (one.area, one.sort_key))
    )
    rows = tuple(_row(person, by_person[person.pk], columns) for person in technicians)
    return Table(
        columns,
        rows,
        hours=sum((row.hours for row in rows), Decimal()),
        planned=sum((row.planned for row in rows), Decimal()),
    )


def _row(technician, seats, columns):
    by_course = defaultdict(list)
    for seat in seats:
        by_course[seat.course_id].append(seat)
    over = [seat for seat in seats if seat.is_over]
    hours = sum((seat.hours or Decimal() for seat in over), Decimal())
    return Row(
        technician,
        cells=tuple(tuple(by_course[column.course_id]) for column in columns),
        seats=tuple(seats),
        hours=hours,
        planned=sum((seat.hours or Decimal() for seat in seats), Decimal()) - hours,
        has_taken_part=bool(over),
    )
