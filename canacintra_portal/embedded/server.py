"""What both embedded servers share: start, readiness, stop, and starting again after a crash."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from canacintra_portal.embedded import processes
from canacintra_portal.embedded.place import EmbeddedError, Place

ATTEMPTS = 5


class Server(ABC):
    """A database server of the portal's own on a free port of 127.0.0.1.

    The port and the password stay the same however often it is stopped and started again, so
    that whoever knows its address finds it again.
    """

    name: str
    stop_signal: int = signal.SIGTERM

    def __init__(
        self, directory: Path, *, port: int = 0, password: str = "", durable: bool = True
    ) -> None:
        self.place = Place(Path(directory).absolute())
        self.port = port
        self.password = password or secrets.token_urlsafe(24)
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address with its password, as settings take it."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data directory on the first start."""

    @abstractmethod
    def command(self) -> list[str]:
        """Answer the command line that serves in the foreground."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Tell whether the server answers queries."""

    def standard_input(self) -> bytes:
        """Answer what the server reads first; nothing, for most."""
        return b""

    @property
    def log(self) -> Path:
        """The file that takes what the server says."""
        return self.place.directory / "server.log"

    @property
    def is_running(self) -> bool:
        """Whether the process that this object started is alive."""
        return self.process is not None and self.process.poll() is None

    def start(self, *, patience: float = 60) -> None:
        """Start the server and return when it answers.

        What a killed start left behind is ended first. A taken port is exchanged for a free one
        on the first start; later the address stays, and a taken port is an error.
        Raises EmbeddedError with the last lines of the log.
        """
        with _readable(self.place.directory):
            self.end_leftovers()
            self.prepare()
            self.log.unlink(missing_ok=True)
        fixed = self.port != 0 and self.process is not None
        for attempt in range(ATTEMPTS):
            if not self.port or (not fixed and not _is_free(self.port)):
                self.port = free_port()
            if self._serve(patience):
                return
            if not fixed and attempt < ATTEMPTS - 1 and not _is_free(self.port):
                self.port = 0
                continue
            break
        raise EmbeddedError(f"{self.name} did not start. It said:\n{self.last_words()}")

    def _serve(self, patience: float) -> bool:
        only_for_its_owner = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(only_for_its_owner, "ab") as log, tempfile.TemporaryFile() as first_words:
            first_words.write(self.standard_input())
            first_words.seek(0)
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.place.data,
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
                stdin=first_words,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C in the terminal is for us, not for the server
                **self.place.as_account,
            )
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.process.poll() is not None:
                return False
            if self.is_ready():
                return True
            time.sleep(0.01)
        self.kill()
        return False

    def stop(self, *, patience: float = 15) -> None:
        """Stop the server in order; everything acknowledged is on disk."""
        if self.process is None:
            return
        self._signal(self.stop_signal)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the server as a crash would: at once, without a farewell."""
        if self.process is not None:
            self._signal(signal.SIGKILL)
            self.process.wait()

    def processes(self) -> list[psutil.Process]:
        """Find what works on this server's data, whoever started it."""
        if not self.place.directory.exists():
            return []
        return processes.living_in(self.place.data)

    def end_leftovers(self) -> None:
        """End every process that still works on this server's data."""
        processes.end(self.processes(), first=self.stop_signal)

    def last_words(self) -> str:
        """Answer the last lines of the server's log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-15:])

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.process is not None and self.process.poll() is None:
                self.process.send_signal(number)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def free_port() -> int:
    """Find a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextlib.contextmanager
def _readable(directory: Path):
    try:
        yield
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename or directory} belongs to another user. Start the portal as that "
            "user, or delete the directory to begin anew."
        ) from error
