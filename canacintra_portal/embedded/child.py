"""One process that the supervisor keeps alive: its lines, its falls, its next try."""

import os
import signal
import subprocess
import time
from collections.abc import Callable

import psutil

from canacintra_portal.embedded import processes

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
GOOD_LIFE = 30.0  # seconds alive after which earlier falls are forgotten


class Child:
    """A program of the portal in a session of its own, so that a Ctrl-C reaches only us."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        environ: dict[str, str],
        say: Callable[[str, str], None],
        pass_fds: tuple[int, ...] = (),
        ready_word: bytes = b"",
    ) -> None:
        self.name = name
        self.command = command
        self.environ = environ
        self.say = say
        self.pass_fds = pass_fds
        self.process: subprocess.Popen[bytes] | None = None
        self.is_up = False
        self.ready_word = ready_word  # what it says when it is ready
        self.is_ready = not ready_word
        self.pause = FIRST_PAUSE
        self.next_start = 0.0
        self._started = 0.0
        self._rest = b""

    def start(self) -> None:
        """This function will start the program; what it says can be read without waiting."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.pass_fds,
        )
        self.is_up = True
        self._started = time.monotonic()
        os.set_blocking(self.output, False)

    @property
    def output(self) -> int:
        """The file descriptor that carries what the program says."""
        if self.process is None or self.process.stdout is None:
            raise RuntimeError(f"{self.name} was never started")
        return self.process.stdout.fileno()

    @property
    def is_running(self) -> bool:
        """Whether the program is alive; `is_up` stays true until its fall was answered."""
        return self.process is not None and self.process.poll() is None

    def pass_on(self) -> bool:
        """This function will say what the program said since last time; False when nothing was."""
        try:
            piece = os.read(self.output, 65536)
        except BlockingIOError:
            return False
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if not piece and self._rest:
            lines, self._rest = [self._rest], b""
        for line in lines:
            if line.strip():
                self.say(self.name, line.decode(errors="replace"))
            self.is_ready = self.is_ready or self.ready_word in line
        return bool(piece)

    def fell(self, now: float) -> str:
        """This function will plan the next start after a fall and tell what happened.

        Each fall in a row doubles the pause, up to half a minute.
        """
        code = self.end_group()
        if now - self._started > GOOD_LIFE:
            self.pause = FIRST_PAUSE
        self.next_start = now + self.pause
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        return f"{_ending(code)}; starting it again in {pause:g} s"

    def ask_to_stop(self) -> None:
        """This function will ask the program to finish what it is doing and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end_group(self) -> int:
        """This function will kill what is left of the program and say its last lines.

        Its answer is the program's exit code, negative where a signal killed it.
        """
        if self.process is None or not self.is_up:
            return 0
        group = self.process.pid
        members = []
        for process in psutil.process_iter():
            try:
                if os.getpgid(process.pid) == group:
                    members.append(process)
            except ProcessLookupError:
                continue
        processes.end(members, first=signal.SIGKILL)
        code = self.process.wait()
        while self.pass_on():
            pass
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.is_up = False
        return code


def _ending(code: int) -> str:
    if code < 0:
        return f"was killed by signal {-code} ({signal.Signals(-code).name})"
    return f"ended with code {code}"
