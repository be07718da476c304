"""What was aimed at, and what came of it."""

from collections.abc import Iterator
from typing import Any

PAGES_A_SECOND = 300
ENROLLMENTS_A_SECOND = 60
SECONDS_UNTIL_ALL_KNOW = 3.0
MEBIBYTES = 450
IMPORT_SECONDS = 1.5

# Firms send one technician or two; whoever asks for two asks once.
CROWDS = (
    ("one and two technicians in turn", "enroll"),
    ("one technician each", "single"),
    ("from the list, one and two in turn", "journey"),
)


def is_sound(figures: dict[str, Any]) -> bool:
    """Tell whether every rule held; slowness is no breach of a rule."""
    return _are_same_statements(figures) and _wrong(figures) == 0


def _wrong(figures: dict[str, Any]) -> int:
    """How many got a seat too many, or were refused one that was free."""
    crowds = [figures[key] for _, key in CROWDS if key in figures] + figures.get("rush", [])
    return sum(crowd["oversold"] + crowd["falsely_refused"] for crowd in crowds)


def rows(figures: dict[str, Any]) -> Iterator[list[str]]:
    """Each aim, what was seen of it, and whether it was met, of the parts that were measured."""
    if "pages" in figures:
        pages = next(r["per_second"] for r in figures["pages"] if r["page"] == "catalogue")
        is_met = pages >= PAGES_A_SECOND
        yield _aim("course list, a second", f"≥ {PAGES_A_SECOND}", pages, 0, is_met)
    if "enroll" in figures:
        seats = rate(figures["enroll"])
        is_met = seats >= ENROLLMENTS_A_SECOND
        yield _aim("confirmed enrollments, a second", f"≥ {ENROLLMENTS_A_SECOND}", seats, 0, is_met)
    if "rush" in figures:
        slowest = max(rush["seconds"] for rush in figures["rush"])
        name = "everybody knows, s (slowest of the rushes)"
        is_met = slowest <= SECONDS_UNTIL_ALL_KNOW
        yield _aim(name, f"≤ {SECONDS_UNTIL_ALL_KNOW:g}", slowest, 2, is_met)
    memory, seconds = sum(figures["memory"]["after everything"].values()), figures["import"]
    yield _aim("memory of all processes, MiB", f"< {MEBIBYTES}", memory, 0, memory < MEBIBYTES)
    yield _aim("import, s", f"< {IMPORT_SECONDS}", seconds, 2, seconds < IMPORT_SECONDS)
    are_same = _are_same_statements(figures)
    yield [
        "same statements whatever the amount",
        "yes",
        *(("yes", "met") if are_same else ("no", "MISSED")),
    ]
    wrong = _wrong(figures)
    yield ["oversold or falsely refused", "0", str(wrong), "MISSED" if wrong else "met"]


def _aim(name: str, aim: str, seen: float, digits: int, is_met: bool) -> list[str]:
    return [name, aim, f"{seen:.{digits}f}", "met" if is_met else "MISSED"]


def _are_same_statements(figures: dict[str, Any]) -> bool:
    return figures["statements"]["little"] == figures["statements"]["much"]


def rate(seen: dict[str, Any]) -> float:
    """Confirmed enrollments, that is seats, a second."""
    return seen["confirmed"] / seen["seconds"]
