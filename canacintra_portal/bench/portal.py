"""The portal under measurement: started as `make run` starts it, with data of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil

from canacintra_portal.embedded import memory
from canacintra_portal.embedded.instance import Instance
from canacintra_portal.embedded.place import EmbeddedError
from canacintra_portal.embedded.server import free_port

INSTANCE = "bench"
SETTINGS = "canacintra_portal.bench.settings"
ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE = 180.0


class Portal:
    """Servers, web server, worker and beat in an instance that nothing else uses."""

    def __init__(self) -> None:
        self.instance = Instance(INSTANCE)
        self.port = free_port()
        self.log = self.instance.directory.parent / f"{INSTANCE}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def forget(self) -> None:
        """Delete what an earlier measurement left."""
        with self.instance.held():
            self.instance.forget()

    def start(self) -> float:
        """Start everything; its answer is how long the first page took."""
        # A measurement never touches servers that somebody keeps data in.
        environ = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "canacintra_portal.embedded", "run"],
                cwd=ROOT,
                env={
                    **environ,
                    "PORTAL_INSTANCE": INSTANCE,
                    "PORT": str(self.port),
                    "DJANGO_SETTINGS_MODULE": SETTINGS,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is for the measurement, which stops this
            )
        while time.perf_counter() - began < START_PATIENCE:
            if self.process.poll() is not None:
                break
            try:
                self._ask_for_the_first_page()
                return time.perf_counter() - began
            except OSError:
                time.sleep(0.01)
        raise EmbeddedError(f"The portal did not start. It said:\n{self.log.read_text()[-3000:]}")

    def _ask_for_the_first_page(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status != 200:
                raise OSError("the first page is an error")
        except HTTPException as error:
            raise OSError("the first page broke off") from error
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop everything that `start` started."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def memory(self) -> dict[str, float]:
        """Weigh the processes (PSS in MiB), by their part in the portal."""
        weights: defaultdict[str, float] = defaultdict(float)
        for share in memory.shares(Instance(INSTANCE)):
            weights[share.name] += share.mebibytes
        return dict(weights)

    def processor_seconds(self) -> dict[str, float]:
        """Tell how long each part has worked so far, ended children included."""
        worked: defaultdict[str, float] = defaultdict(float)
        for process, name in memory.members(Instance(INSTANCE)).items():
            with suppress(psutil.Error):
                worked[name] += sum(process.cpu_times()[:4])  # own and of ended children
        return dict(worked)


@contextmanager
def measured() -> Iterator[Portal]:
    """Give an instance that is empty before and gone afterwards."""
    portal = Portal()
    portal.forget()
    portal.log.unlink(missing_ok=True)
    try:
        yield portal
    finally:
        portal.stop()
        portal.forget()


class Visitors:
    """The load generator in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("load.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def do(self, order: str, **details: Any) -> dict[str, Any]:
        """Let them act and answer what they saw. Raises VisitorsError."""
        if self.process.stdin is None or self.process.stdout is None:
            raise VisitorsError("The visitors cannot be spoken to.")
        self.process.stdin.write(json.dumps({"do": order, **details}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise VisitorsError("The visitors went away.")
        answer = json.loads(line)
        if "error" in answer:
            raise VisitorsError(answer["error"])
        return answer

    def __enter__(self) -> "Visitors":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()


class VisitorsError(Exception):
    """What the visitors met is no measurement: an error page, a refusal, silence."""
