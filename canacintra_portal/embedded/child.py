"""One part of the portal that the supervisor keeps alive: its lines, its falls, its next try.

A part is a fork of the supervisor, which has read the whole portal: it starts at once and shares
that memory with all the others.
"""

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Collection
from pathlib import Path

import psutil

from canacintra_portal.embedded import processes

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
GOOD_LIFE = 30.0  # seconds alive after which earlier falls are forgotten


class Child:
    """A function that runs in a process and a session of its own: Ctrl-C reaches only us."""

    def __init__(
        self,
        name: str,
        work: Callable[[], int | None],
        *,
        say: Callable[[str, str], None],
        keep: Collection[int] = (),
        ready_word: bytes = b"",
    ) -> None:
        self.name = name
        self.work = work
        self.say = say
        self.keep = keep  # the open files that the work needs
        self.ready_word = ready_word  # what it says when it is ready
        self.is_ready = not ready_word
        self.pid = 0
        self.output = -1  # carries what it says
        self.exit_code: int | None = None  # negative where a signal killed it
        self.is_up = False  # until its fall was answered
        self.pause = FIRST_PAUSE
        self.next_start = 0.0
        self._started = 0.0
        self._rest = b""

    def start(self) -> None:
        """Start the work; what it says can be read without waiting."""
        self.output, mouth = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(mouth)
        os.close(mouth)
        os.set_blocking(self.output, False)
        self.exit_code = None
        self.is_up = True
        self._started = time.monotonic()

    def _live(self, mouth: int) -> None:
        # From here on this is the new process. It never returns into the supervisor's code.
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.setsid()
            silence = os.open(os.devnull, os.O_RDONLY)
            for source, target in ((silence, 0), (mouth, 1), (mouth, 2)):
                os.dup2(source, target)
            # The supervisor's lock above all: whoever has it open keeps it locked.
            _close_all_but({0, 1, 2, *self.keep})
            sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
            with contextlib.suppress(OSError):
                Path("/proc/self/comm").write_text(f"portal-{self.name}")
            code = self.work() or 0
        except SystemExit as end:
            if isinstance(end.code, str):
                print(end.code)
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    @property
    def is_running(self) -> bool:
        """Whether the process is alive; asking takes note of its end."""
        if self.is_up and self.exit_code is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.is_up and self.exit_code is None

    def pass_on(self) -> bool:
        """Say what it said since last time; False when nothing was."""
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
        """Plan the next start after a fall and tell what happened.

        Each fall in a row doubles the pause, up to half a minute.
        """
        self.end()
        if now - self._started > GOOD_LIFE:
            self.pause = FIRST_PAUSE
        self.next_start = now + self.pause
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        return f"{_ending(self.exit_code or 0)}; starting it again in {pause:g} s"

    def ask_to_stop(self) -> None:
        """Ask it to finish what it is doing and end."""
        if self.is_running:
            os.kill(self.pid, signal.SIGTERM)

    def end(self) -> None:
        """Kill what is left of it and of what it started, and say its rest."""
        if not self.is_up:
            return
        members = []
        for process in psutil.process_iter():
            with contextlib.suppress(ProcessLookupError):
                if os.getpgid(process.pid) == self.pid:
                    members.append(process)
        processes.end(members, first=signal.SIGKILL)
        if self.exit_code is None:
            with contextlib.suppress(ChildProcessError):
                self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        while self.pass_on():
            pass
        os.close(self.output)
        self.is_up = False


def _close_all_but(keep: Collection[int]) -> None:
    for name in os.listdir("/dev/fd"):
        if int(name) not in keep:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _ending(code: int) -> str:
    if code < 0:
        return f"was killed by signal {-code} ({signal.Signals(-code).name})"
    return f"ended with code {code}"
