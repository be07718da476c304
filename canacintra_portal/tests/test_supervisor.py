"""`make run`: it says what happens, raises what falls, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from canacintra_portal.embedded import processes
from canacintra_portal.embedded.child import Child
from canacintra_portal.embedded.place import EmbeddedError, Place
from canacintra_portal.embedded.server import free_port
from canacintra_portal.embedded.supervisor import MARK, listening_on

# A test process has threads of its own; what is forked here does little and ends soon.
pytestmark = pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)

ROOT = Path(__file__).resolve().parents[2]


def _until(condition: Callable[[], object], seconds: float = 30) -> object:
    """Wait for a condition and answer its value."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"this never became true: {condition}")


@pytest.fixture
def said() -> list[str]:
    """What children said, line by line."""
    return []


@pytest.fixture
def child(said: list[str]) -> Iterator[Callable[[Callable], Child]]:
    """Makes a child that does a piece of work."""
    made: list[Child] = []

    def make(work: Callable[[], int | None]) -> Child:
        made.append(Child("child", work, say=lambda name, line: said.append(f"{name}: {line}")))
        return made[-1]

    yield make
    for one in made:
        one.end()


def _speak() -> None:
    print("first\n\nsecond")
    print("third", file=sys.stderr)
    print("rest", end="")


def _fail() -> None:
    raise SystemExit(3)


def _break() -> None:
    raise ValueError("a broken part")


def _employ() -> None:
    print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid)
    time.sleep(60)


def _count_open_files() -> None:
    print(sorted(os.listdir("/dev/fd"))[:-1])  # the last one is the listing itself


def test_each_line_is_said_with_the_name_of_who_said_it(child, said):
    one = child(_speak)
    one.start()
    _until(lambda: not one.is_running)

    one.end()

    assert said == ["child: first", "child: second", "child: third", "child: rest"]


def test_a_broken_part_says_why(child, said):
    one = child(_break)
    one.start()
    _until(lambda: not one.is_running)

    assert "ended with code 1" in one.fell(time.monotonic())
    assert said[-1] == "child: ValueError: a broken part"


def test_falls_in_a_row_are_answered_with_growing_pauses_and_a_good_life_forgives(child):
    one = child(_fail)
    pauses = []
    for _ in range(8):
        one.start()
        _until(lambda: not one.is_running)
        now = time.monotonic()
        assert "ended with code 3" in one.fell(now)
        pauses.append(one.next_start - now)
    one.start()
    one.fell(time.monotonic() + 60)

    assert pauses == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30])
    assert one.pause == 1


def test_a_fall_takes_down_what_the_part_had_started(child, said):
    one = child(_employ)
    one.start()
    _until(lambda: one.pass_on() and said)
    grandchild = psutil.Process(int(said[0].removeprefix("child: ")))

    os.kill(one.pid, signal.SIGKILL)
    _until(lambda: not one.is_running)

    assert "SIGKILL" in one.fell(time.monotonic())
    assert not grandchild.is_running()


def test_a_part_inherits_no_open_file_and_so_no_lock(child, said, tmp_path):
    with (tmp_path / "lock").open("w"):
        one = child(_count_open_files)
        one.start()
        _until(lambda: not one.is_running)
        one.end()

    assert said == ["child: ['0', '1', '2']"]


def test_a_taken_port_is_named_together_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        with (
            pytest.raises(EmbeddedError, match=rf"Port {port} is taken.*make run PORT={port + 10}"),
            listening_on(port),
        ):
            pass


class Portal:
    """`make run` as a person starts it, in a directory and on a port of its own."""

    def __init__(self, local: Path) -> None:
        self.local = local
        self.port = free_port()
        self.log = local.with_name(f"{local.name}.log")

    def start(self) -> None:
        """Start the portal and return when it says that it is ready."""
        environ = {
            **os.environ,
            "PORTAL_LOCAL": str(self.local),
            "PORT": str(self.port),
            # In production no demo content is written, which would take most of the time.
            "PORTAL_SECRET_KEY": "only-in-this-test-" * 4,
            "PORTAL_HOSTS": "127.0.0.1",
            "EMAIL_URL": "smtp://127.0.0.1:9",
        }
        for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"):
            environ.pop(name, None)
        with self.log.open("w") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "canacintra_portal.embedded", "--instance", "run", "run"],
                cwd=ROOT,
                env=environ,
                stdout=log,
                stderr=log,
            )
        _until(lambda: "The portal is ready" in self.said or self.supervisor.poll() is not None, 90)
        assert "The portal is ready" in self.said, self.said

    @property
    def said(self) -> str:
        """Everything that the terminal shows."""
        return self.log.read_text()

    def parts(self) -> dict[str, psutil.Process]:
        """Find the first process of each part."""
        found: list[tuple[str, psutil.Process]] = []
        for process in processes.marked_with(MARK, str(self.local / "run")):
            if process.pid != self.supervisor.pid:
                found.append((process.name(), process))
        for name in ("postgresql", "valkey"):
            for process in processes.living_in(Place(self.local / "run" / name).data):
                found.append((name, process))
        found.sort(key=lambda part: (part[1].create_time(), part[1].pid), reverse=True)
        return dict(found)  # the eldest of each name came last and stays

    def has_raised(self, name: str, fallen: psutil.Process) -> bool:
        """Tell whether another process does the work of one that fell."""
        return self.parts().get(name, fallen) != fallen

    def answers(self) -> bool:
        """Ask for a page, as the proxy in front of it would."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/salud/", headers={"X-Forwarded-Proto": "https"}
        )
        try:
            return urllib.request.urlopen(request, timeout=5).status == 200  # noqa: S310
        except OSError:
            return False


@pytest.fixture
def portal(server_home: Path) -> Iterator[Portal]:
    """A portal that runs."""
    server_home.mkdir(mode=0o711)
    one = Portal(server_home / "local")
    try:
        one.start()
        yield one
    finally:
        one.supervisor.terminate()
        one.supervisor.wait(30)
    subprocess.run(
        [sys.executable, "-m", "canacintra_portal.embedded", "--instance", "run", "reset"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_LOCAL": str(one.local)},
        check=True,
        capture_output=True,
    )
    one.local.rmdir()
    one.log.unlink()


@pytest.mark.disaster
@pytest.mark.timeout(240)
def test_the_portal_survives_kill_9_of_every_part_and_of_itself_and_stops_without_a_trace(portal):
    parts = {"portal-web", "portal-worker", "portal-beat", "postgresql", "valkey"}
    assert set(portal.parts()) == parts
    assert re.search(r"ready \(\d+\.\d s\):  http://127\.0\.0\.1:\d+/", portal.said)

    for name in sorted(parts):
        fallen = portal.parts()[name]
        fallen.kill()
        _until(partial(portal.has_raised, name, fallen))
        _until(portal.answers)

    before = portal.parts()
    portal.supervisor.kill()
    portal.supervisor.wait()
    portal.start()
    assert "processes of an earlier start" in portal.said
    _until(portal.answers)
    assert not any(process.is_running() for process in before.values())

    portal.supervisor.send_signal(signal.SIGINT)
    assert portal.supervisor.wait(30) == 0
    assert portal.parts() == {}
    assert not portal.answers()
