"""`make run`: the servers, the web server, the worker and beat, kept alive until Ctrl-C."""

import contextlib
import errno
import os
import selectors
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from canacintra_portal.embedded import parts, processes
from canacintra_portal.embedded.child import Child
from canacintra_portal.embedded.instance import Instance
from canacintra_portal.embedded.place import EmbeddedError
from canacintra_portal.embedded.server import Server

MARK = "PORTAL_SUPERVISED_IN"  # tells our processes from all others, even after kill -9 of this one
HEALTH = "/salud/"
STOP_PATIENCE = 12.0
WORKER_PATIENCE = 20.0  # the pages work without a worker: a start does not wait for it for ever
COLOURS = {"web": "36", "worker": "32", "beat": "35", "portal": "1"}


class Supervisor:
    """Starts everything in order, restarts what dies, stops everything in reverse order."""

    def __init__(self, instance: Instance, *, port: int) -> None:
        self.instance = instance
        self.port = port
        self.children: list[Child] = []
        self.stopping = 0  # how often somebody asked
        self._pauses: dict[Server, tuple[float, float]] = {}
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()

    def run(self) -> int:
        """Serve until it is asked to stop; its answer is the exit code."""
        began = time.monotonic()
        with contextlib.suppress(OSError):
            Path("/proc/self/comm").write_text("portal")
        with self.instance.held(), self._listening_to_signals():
            self._end_leftovers()
            with listening_on(self.port) as listener:
                try:
                    self.instance.start()
                    if self._prepare():
                        self._start_children(listener)
                        self._serve(began)
                    return 0 if self.stopping else 1
                finally:
                    self._stop()

    def say(self, name: str, text: str) -> None:
        """Print one line with the name of who said it."""
        label = f"{name:>7}"
        if sys.stdout.isatty():
            label = f"\033[{COLOURS.get(name, '33')}m{label}\033[0m"
        with contextlib.suppress(OSError):  # a closed terminal must not keep us from stopping
            print(f"{label} | {text}", flush=True)

    def _end_leftovers(self) -> None:
        left = processes.marked_with(MARK, str(self.instance.directory))
        if left:
            self.say("portal", f"ending {len(left)} processes of an earlier start")
            processes.end(left, patience=2)

    def _prepare(self) -> bool:
        os.environ["PORTAL_INSTANCE"] = self.instance.name
        os.environ["PORT"] = str(self.port)
        parts.load()
        child = Child("prepare", parts.prepare, say=lambda name, line: print(line, flush=True))
        self.children = [child]
        self._start(child)
        while child.is_running:
            if self.stopping:
                child.ask_to_stop()
            self._wait(0.5)
        with contextlib.suppress(KeyError):
            self._selector.unregister(child.output)
        child.end()
        if child.exit_code and not self.stopping:
            self.say("portal", "the portal could not be prepared; the reason stands above")
        return child.exit_code == 0

    def _start_children(self, listener: socket.socket) -> None:
        door = listener.fileno()
        schedule = self.instance.directory / "beat-schedule"
        self.children = [
            Child("web", partial(parts.web, door), say=self.say, keep=[door]),
            Child("worker", parts.worker, say=self.say, ready_word=b" ready."),
            Child("beat", partial(parts.beat, schedule), say=self.say),
        ]
        for child in self.children:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.start()
        self._selector.register(child.output, selectors.EVENT_READ, child)

    def _serve(self, began: float) -> None:
        waited = time.monotonic()
        announced = False
        while not self.stopping:
            self._wait(1 if announced else 0.2)
            self._raise_the_fallen()
            if not announced and self._is_ready(time.monotonic() - waited):
                announced = True
                self._announce(time.monotonic() - began)

    def _is_ready(self, waited: float) -> bool:
        if waited < WORKER_PATIENCE and not all(child.is_ready for child in self.children):
            return False
        try:
            address = f"http://127.0.0.1:{self.port}{HEALTH}"
            urllib.request.build_opener(_Stay).open(address, timeout=5).close()
        except urllib.error.HTTPError as answer:
            return answer.code < 500
        except OSError:
            return False
        return True

    def _raise_the_fallen(self) -> None:
        now = time.monotonic()
        for server in self.instance.servers:
            if not server.is_running:
                self._restart(server, now)
        for child in self.children:
            if child.is_running:
                continue
            if child.is_up:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(child.output)
                self.say(child.name, child.fell(now))
            elif now >= child.next_start:
                self._start(child)

    def _restart(self, server: Server, now: float) -> None:
        due, pause = self._pauses.get(server, (0.0, 0.5))
        if now < due:
            return
        self.say("portal", f"{server.name} ended; starting it again")
        try:
            server.start(patience=20)
        except EmbeddedError as error:
            self.say("portal", str(error))
        self._pauses[server] = (time.monotonic() + pause, min(pause * 2, 30.0))

    def _announce(self, seconds: float) -> None:
        accounts = self.instance.directory / "accounts.txt"
        lines = [
            f"The portal is ready ({seconds:.1f} s):  http://127.0.0.1:{self.port}/",
            *(accounts.read_text().splitlines() if accounts.exists() else []),
            "Ctrl-C stops everything. The data stay; `make reset` begins anew.",
        ]
        rule = "-" * max(len(line) for line in lines)
        print("\n" + "\n".join([rule, *lines, rule]) + "\n", flush=True)

    def _wait(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                self._bell.recv(4096)
            elif not key.data.pass_on():  # the end: nothing more to hear from it
                self._selector.unregister(key.fd)

    def _stop(self) -> None:
        self.say("portal", "stopping")
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + STOP_PATIENCE
        while any(child.is_running for child in self.children):
            if time.monotonic() > until or self.stopping > 1:
                break
            self._wait(0.1)
        for child in self.children:
            child.end()
        self.instance.stop()
        self.say("portal", "stopped")

    @contextlib.contextmanager
    def _listening_to_signals(self) -> Iterator[None]:
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)

        def ask(number: int, frame: object) -> None:
            self.stopping += 1

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        yield


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:  # the first answer is enough
        return None


@contextlib.contextmanager
def listening_on(port: int) -> Iterator[socket.socket]:
    """Hold the portal's port for the web server.

    The supervisor holds it, so that visitors wait a moment while the web server restarts instead
    of being refused. Raises EmbeddedError when somebody else has the port.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        reason = (
            f"Port {port} is taken by another program."
            if error.errno == errno.EADDRINUSE
            else f"Port {port} cannot be used: {error.strerror}."
        )
        another = port + 10 if 1024 <= port < 65000 else 8010
        raise EmbeddedError(f"{reason} Choose another one:  make run PORT={another}") from error
    with listener:
        yield listener
