"""The plain description of a firm's training that every drawing of it receives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Taken:
    """One course of a person. `hours` is empty where nobody knows them."""

    course: str
    thematic_area: str
    group: str
    period: str
    hours: str
    state: str


@dataclass(frozen=True)
class Person:
    """A technician with what she took. `curp` is already whole or masked."""

    name: str
    curp: str
    occupation: str
    job_title: str
    taken: tuple[Taken, ...]
    total: str


@dataclass(frozen=True)
class Matrix:
    """The table of the page: a label for each course, and for each person a text in each."""

    courses: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TrainingDescription:
    """A year of training in finished words, in the reader's language."""

    title: str
    company: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    without: tuple[str, ...]
    matrix: Matrix
    note: str
    as_of: str
    language: str
