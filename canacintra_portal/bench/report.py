"""The figures as tables, beside what they should be."""

import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from canacintra_portal.bench import aims


def machine() -> dict[str, Any]:
    """Describe the machine, and how busy others keep it."""
    psutil.cpu_percent()
    time.sleep(0.5)
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
        "busy_before_percent": psutil.cpu_percent(),
        "date": time.strftime("%Y-%m-%d"),
    }


def as_text(figures: dict[str, Any]) -> str:
    """Lay everything out as Markdown."""
    return "\n".join(_lines(figures))


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    of = figures["machine"]
    yield (
        f"{of['date']}: {of['cores']} cores ({of['processor']}), {of['memory_gib']} GiB, Python "
        f"{of['python']}; before the start the load was {of['load_before']:.1f} and the cores were "
        f"{of['busy_before_percent']:.0f} % busy with other things. "
        f"All of this took {figures['seconds']:.0f} s."
    )
    yield from _table("What was aimed at", ["", "aim", "seen", ""], list(aims.rows(figures)))
    if "pages" in figures:
        yield from _pages(figures)
    if "enroll" in figures:
        yield from _enrolling(figures)
    if "rush" in figures:
        yield from _rushes(figures["rush"])
    if "list" in figures:
        yield from _list(figures["list"])
    yield from _start_and_memory(figures)
    yield from _statements(figures)
    yield f"\nAudit of the stored data afterwards: {figures['invariants'] or 'no answer'}"


def _pages(figures: dict[str, Any]) -> Iterator[str]:
    yield from _table(
        f"Pages, on {figures['amount']} (the visitors alone: {figures['ceiling']:.0f} a second)",
        ["page", "a second", "of the bare view", "p50 ms", "p95 ms", "work ms", "bytes"],
        [
            [
                row["page"],
                f"{row['per_second']:.0f}",
                f"{row['ratio']:.2f}",
                f"{row['p50'] * 1000:.1f}",
                f"{row['p95'] * 1000:.1f}",
                f"{row['work'] * 1000:.1f}",
                str(row["bytes"]),
            ]
            for row in figures["pages"]
        ],
    )


def _enrolling(figures: dict[str, Any]) -> Iterator[str]:
    before, after = figures["claims"], figures["claims_after"]
    claims = {name: (before[name] + after[name]) / 2 for name in before}
    rows = [
        ["bare claim in pgbench, as a transaction", f"{claims['transaction']:.0f}", "", "1.00"],
        ["bare claim in pgbench, as one statement", f"{claims['statement']:.0f}", "", ""],
    ]
    for name, key in aims.CROWDS:
        rate = aims.rate(figures[key])
        answers = figures[key]["stored"] / figures[key]["seconds"]
        ratio = rate / claims["transaction"]
        rows.append([f"enrolling, {name}", f"{rate:.1f}", f"{answers:.1f}", f"{ratio:.3f}"])
    at_once = figures["enroll"]["at_once"]
    yield from _table(
        f"Seats of one group, {at_once} at once",
        ["", "seats a second", "requests a second", "of the bare transaction"],
        rows,
    )
    yield from _table(
        "What each person waited, and what the portal worked for each (milliseconds of processor)",
        ["", "people", "pages each", "work ms", "stored p50 s", "stored p95 s", "known p50 s",
         "known p95 s", "longest s", "passes", "confirmed", "oversold", "falsely refused"],
        [_waited(name, figures[key]) for name, key in aims.CROWDS],
    )  # fmt: skip


def _rushes(rushes: list[dict[str, Any]]) -> Iterator[str]:
    first = rushes[0]
    yield from _table(
        f"{first['people']} people at once for {first['seats']} seats",
        ["", "all know, s", "known p50 s", "known p95 s", "passes", "confirmed", "waiting",
         "of the first in", "oversold", "falsely refused"],
        [
            [
                f"rush {number}",
                f"{rush['seconds']:.2f}",
                f"{rush['known']['p50']:.2f}",
                f"{rush['known']['p95']:.2f}",
                str(rush["passes"]),
                str(rush["confirmed"]),
                str(rush["waiting"]),
                f"{rush['first_come_first_served']} of {rush['seats']}",
                str(rush["oversold"]),
                str(rush["falsely_refused"]),
            ]
            for number, rush in enumerate(rushes, start=1)
        ],
    )  # fmt: skip


def _list(seen: dict[str, Any]) -> Iterator[str]:
    steps = [
        ("openpyxl reads the file, and nothing else", "bare reading", "bare reading"),
        ("uploaded, judged, first page of the verdicts", "looked at", "bare reading"),
        ("one bare INSERT of the same people", "bare insert", "bare insert"),
        ("stored by the worker, from the click", "stored", "bare insert"),
    ]
    yield from _table(
        f"A list of {seen['people']:,} technicians ({seen['bytes'] // 1000} kB .xlsx)",
        ["", "s", "of the bare step"],
        [[words, f"{seen[k]:.2f}", f"{seen[k] / seen[floor]:.1f}"] for words, k, floor in steps],
    )


def _waited(name: str, seen: dict[str, Any]) -> list[str]:
    return [
        name,
        str(seen["people"]),
        f"{seen['requests']:.1f}",
        f"{sum(seen['processor_seconds_each'].values()) * 1000:.0f}",
        f"{seen['sent']['p50']:.3f}",
        f"{seen['sent']['p95']:.3f}",
        f"{seen['known']['p50']:.3f}",
        f"{seen['known']['p95']:.3f}",
        f"{seen['known']['longest']:.3f}",
        str(seen["passes"]),
        str(seen["confirmed"]),
        str(seen["oversold"]),
        str(seen["falsely_refused"]),
    ]


def _start_and_memory(figures: dict[str, Any]) -> Iterator[str]:
    yield from _table(
        "Starting",
        ["", "s"],
        [
            ["import of the portal", f"{figures['import']:.2f}"],
            *(
                [f"first page, {name}", f"{seconds:.1f}"]
                for name, seconds in figures["first_page"].items()
            ),
        ],
    )
    moments = figures["memory"]
    roles = sorted({role for weights in moments.values() for role in weights})
    yield from _table(
        "Memory (PSS), MiB",
        ["", *moments],
        [
            *([role, *(f"{w.get(role, 0):.0f}" for w in moments.values())] for role in roles),
            ["in all", *(f"{sum(w.values()):.0f}" for w in moments.values())],
        ],
    )


def _statements(figures: dict[str, Any]) -> Iterator[str]:
    little, much = figures["statements"]["little"], figures["statements"]["much"]
    yield from _table(
        "Statements of each page (drawn anew / asked for again)",
        ["page", "little data", "much data"],
        [
            [page, *(f"{anew} / {again}" for anew, again in (little[page], much[page]))]
            for page in little
        ],
    )


def _table(title: str, head: list[str], rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    yield f"\n### {title}\n"
    yield _row(head, widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    for row in rows:
        yield _row(row, widths)


def _row(cells: list[str], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
