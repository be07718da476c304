"""Which processes are ours, and how they end: also those that a killed start left behind."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil


def living_in(directory: Path) -> list[psutil.Process]:
    """Find the processes that work in a directory.

    A database server keeps its data directory as its working directory as long as it lives, so
    this recognises our own even when the recorded process id now belongs to somebody else.
    """
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == directory:
                found.append(process)
    return found


def marked_with(name: str, value: str) -> list[psutil.Process]:
    """Find the other processes that began with an environment variable.

    The mark goes on to everything they fork, whatever becomes of them.
    """
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(name) == value:
                found.append(process)
    return found


def end(
    processes: Iterable[psutil.Process], *, first: int = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask processes to stop, and kill those that have not after `patience` s."""
    waiting = list(processes)
    for number, seconds in ((first, patience), (signal.SIGKILL, 5)):
        for process in waiting:
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        _, waiting = psutil.wait_procs(waiting, timeout=seconds)
        if not waiting:
            return
