"""Command line of the measurement: `make bench`, or `python -m canacintra_portal.bench --help`."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from canacintra_portal.bench import aims, claims, portal, report, starting
from canacintra_portal.embedded.place import EmbeddedError


@dataclass(frozen=True)
class Sizes:
    """How much is asked, and for how long."""

    starts: int = 5
    seconds: float = 2.0
    claim_seconds: int = 3
    rounds: int = 3
    groups: int = 300
    history: int = 120
    people: int = 480
    whole: int = 160
    rush: int = 300
    rush_seats: int = 20
    rushes: int = 3
    listed: int = 5_000


QUICK = Sizes(
    starts=1, claim_seconds=1, seconds=0.1, rounds=1, groups=20, history=6, people=16, whole=4,
    rush=20, rush_seats=5, rushes=1, listed=50,
)  # fmt: skip
AT_ONCE = 16
PARTS = ("pages", "seats", "rush")
ASKED_FOR = ("list",)  # it would change the memory that the others are measured with


def main(arguments: list[str] | None = None) -> int:
    """Measure everything once, print it, and answer 1 where a rule broke."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--json", type=Path, help="also writes the figures to this file")
    parser.add_argument(
        "--only",
        choices=PARTS + ASKED_FOR,
        action="append",
        help="takes this part alone; may be repeated",
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    began = time.monotonic()
    try:
        figures = measure(QUICK if options.quick else Sizes(), options.only or PARTS)
    except (EmbeddedError, portal.VisitorsError) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    figures["seconds"] = time.monotonic() - began
    print(report.as_text(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, default=str))
    return 0 if aims.is_sound(figures) else 1


def measure(sizes: Sizes, parts: Sequence[str]) -> dict[str, Any]:
    """Start the portal, measure these parts of it, and stop it."""
    figures: dict[str, Any] = {"machine": report.machine()}
    _say("importing")
    figures["import"] = starting.import_seconds(sizes.starts)
    with portal.measured() as one, portal.Visitors() as visitors:
        _say("first start")
        figures["first_page"] = {"first start": one.start()}
        if sizes.starts > 1:
            one.stop()
            _say("second start")
            figures["first_page"]["second start"] = one.start()
        figures["memory"] = {"after the start": one.memory()}
        _set_django_up()
        from canacintra_portal.bench import measurements  # needs the servers that stand now

        figures |= measurements.take(one, visitors, sizes, parts, at_once=AT_ONCE, say=_say)
        figures["memory"]["after everything"] = one.memory()
        if "seats" in parts:
            figures["claims_after"] = claims.floor(
                one.instance, at_once=AT_ONCE, seconds=sizes.claim_seconds
            )
        _say("stopping")
    return figures


def _set_django_up() -> None:
    os.environ["PORTAL_INSTANCE"] = portal.INSTANCE
    os.environ["DJANGO_SETTINGS_MODULE"] = portal.SETTINGS
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    django.setup()


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(portal.ROOT)
    sys.exit(main())
