"""The plain description of a roster that every drawing of it receives."""

from dataclasses import dataclass

from enrollment.documents.square_code import SquareCode


@dataclass(frozen=True)
class Attendee:
    """One confirmed technician. `curp` is already whole or masked, as the reader may see it."""

    number: int
    surnames: str
    given_names: str
    company: str
    curp: str
    job_title: str = ""

    @property
    def name(self):
        return f"{self.surnames}, {self.given_names}"


@dataclass(frozen=True)
class Waiting:
    """One technician in the queue, with the position of the request and what it waits for."""

    position: str
    surnames: str
    given_names: str
    company: str
    why: str

    @property
    def name(self):
        return f"{self.surnames}, {self.given_names}"


@dataclass(frozen=True)
class Session:
    day: str
    hours: str


@dataclass(frozen=True)
class Notice:
    """What those on the list read about their data, and where the privacy notice stands."""

    words: str
    address: str
    code: SquareCode


@dataclass(frozen=True)
class RosterDescription:
    """A roster in finished words: every date, amount and label is text in the reader's language."""

    code: str
    course: str
    facts: tuple[tuple[str, str], ...]
    sessions: tuple[Session, ...]
    attendees: tuple[Attendee, ...]
    waiting: tuple[Waiting, ...]
    notice: Notice
    as_of: str
    language: str
