"""The last lines of a test run: the five slowest, and the journeys that were left out."""

import heapq
import os
from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter

import pytest

_seconds: defaultdict[str, float] = defaultdict(float)
_left_out: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each test took, set-up and clearing away included."""
    _seconds[report.nodeid] += report.duration
    if report.skipped and "journey" in report.keywords:
        _left_out.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run that had to include every journey and left one out."""
    if _left_out and os.environ.get("PORTAL_JOURNEYS") == "required":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Write the closing lines, after everything else that pytest sums up."""
    yield
    slowest = heapq.nlargest(5, _seconds.items(), key=itemgetter(1))
    if slowest:
        terminalreporter.section("slowest five")
        for name, seconds in slowest:
            terminalreporter.write_line(f"{seconds:7.2f} s  {name}")
    if _left_out:
        how = "apt-get install -y chromium"
        if os.geteuid() != 0:
            how = f"sudo {how}"
        terminalreporter.section("left out")
        terminalreporter.write_line(
            f"Browser journeys that did not run: {len(_left_out)}. "
            f"Where Chromium is missing, this brings it:  {how}"
        )
