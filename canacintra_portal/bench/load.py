"""The visitors: a process of its own that asks for pages and enrolls, over plain sockets.

Run by its path and with the standard library alone, so that it takes as little as possible of the
machine that it shares with what it measures. It reads one order a line (JSON) and answers each
with one line.
"""

import gzip
import html
import json
import re
import select
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, count
from typing import Any, NamedTuple
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 40.0  # seconds for one answer, and for one person to know
LANGUAGE = "es-MX,es;q=0.9"

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=\r]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_TONE = re.compile(rb'class="confirmation confirmation-(\w+)"')
_ASKS_AGAIN = re.compile(rb'<div hx-get="([^"]+)" hx-trigger="load delay:(\d+)ms, every (\d+)s"')


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes

    def text(self) -> bytes:
        """The body as the server meant it."""
        return (
            gzip.decompress(self.body)
            if b"\ncontent-encoding: gzip" in self.head.lower()
            else (self.body)
        )


class Connection:
    """One keep-alive connection; it is opened anew where the server closed it meanwhile."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> Answer:
        """Send one request and read its whole answer."""
        if self.socket is None or select.select([self.socket], [], [], 0)[0]:
            self.close()
            self.socket = socket.create_connection((HOST, self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        read = b""
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._piece()
        head = read[: end + 2]
        status = int(head[9:12])
        length = _LENGTH.search(head)
        if length is None and status not in (204, 304):
            raise ConnectionError(f"an answer without a length: {head!r}")
        whole = end + 4 + (int(length[1]) if length else 0)
        while len(read) < whole:
            read += self._piece()
        return Answer(status, head, read[end + 4 :])

    def _piece(self) -> bytes:
        piece = self.socket.recv(262144) if self.socket else b""
        if not piece:
            raise ConnectionError("the server closed the connection in mid-answer")
        return piece

    def close(self) -> None:
        """Close the connection, if it is open."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def request_for(path: str, cookies: dict[str, str], form: list | None = None) -> bytes:
    """Write a request as a browser would: GET, or POST with a form."""
    body = urlencode(form).encode() if form is not None else b""
    lines = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        f"Host: {HOST}",
        f"Accept-Language: {LANGUAGE}",
        "Accept-Encoding: gzip",
    ]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if form is not None:
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


# --- Pages --------------------------------------------------------------------------------------


def pages(*, port: int, path: str, cookies: dict[str, str], at_once: int, seconds: float) -> dict:
    """Ask for one page over and over, from `at_once` connections."""
    request = request_for(path, cookies)
    statuses: Counter[int] = Counter()
    took: list[float] = []
    sizes: set[int] = set()
    begin = threading.Barrier(at_once + 1)

    def visit() -> None:
        connection = Connection(port)
        own: list[float] = []
        own_statuses: Counter[int] = Counter()
        connection.ask(request)  # opens the connection, and warms what is cold
        begin.wait()
        until = time.perf_counter() + seconds
        asked = time.perf_counter()
        while asked < until:
            answer = connection.ask(request)
            answered = time.perf_counter()
            own.append(answered - asked)
            own_statuses[answer.status] += 1
            asked = answered
        sizes.add(len(answer.body))
        connection.close()
        took.extend(own)
        statuses.update(own_statuses)

    began = _all_at_once([visit] * at_once, begin)
    wall = time.perf_counter() - began
    return {
        "answers": len(took),
        "per_second": len(took) / wall,
        "statuses": dict(statuses),
        "bytes": max(sizes, default=0),
        **_quantiles(took),
    }


def _all_at_once(tasks: list[Callable[[], None]], begin: threading.Barrier) -> float:
    """Run each task in a thread; answers when the barrier opened. What fails there fails here."""
    failures: list[BaseException] = []

    def run(task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as error:
            failures.append(error)
            begin.abort()

    threading.stack_size(256 * 1024)
    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        begin.wait(PATIENCE)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        real = [f for f in failures if not isinstance(f, threading.BrokenBarrierError)]
        raise (real or failures)[0]
    return began


def _quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        name: ordered[min(int(len(ordered) * share), len(ordered) - 1)]
        for name, share in (("p50", 0.5), ("p95", 0.95), ("longest", 1.0))
    }


# --- People who enroll --------------------------------------------------------------------------


class Person:
    """Somebody of HR, signed in, with a browser: follows redirects and does what the page does."""

    def __init__(self, port: int, *, cookies: dict[str, str], enroll: str, technicians: list[int]):
        self.connection = Connection(port)
        self.cookies = dict(cookies)
        self.enroll = enroll
        self.technicians = [("technician", pk) for pk in technicians]
        self.requests = 0
        self.form: list = []
        self.clicked = self.sent = self.knows = 0.0
        self.outcome = ""

    def ask(self, path: str, form: list | None = None) -> Answer:
        """Ask as this person, and keep the cookies that come back."""
        answer = self.connection.ask(request_for(path, self.cookies, form))
        self.requests += 1
        for name, value in _COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        return answer

    def choose(self) -> None:
        """Go from the list of technicians to the summary."""
        page = self.ask(self.enroll)
        self._expect(page, 200)
        form = [*_hidden(page), *self.technicians, ("step", "continue")]
        chosen = self.ask(self.enroll, form)
        self._expect(chosen, 302)
        self._read(self.ask(_location(chosen)))

    def look(self) -> None:
        """Open the summary, from which the request is sent."""
        self._read(self.ask(f"{self.enroll}?{urlencode([*self.technicians, ('step', 'review')])}"))
        self.connection.close()  # while she reads, the server would

    def _read(self, summary: Answer) -> None:
        self._expect(summary, 200)
        self.form = [*_hidden(summary), ("together", "split"), ("step", "send")]

    def send(self) -> None:
        """Send the request and follow its page until the answer is there."""
        self.clicked = time.perf_counter()
        sent = self.ask(self.enroll, self.form)
        self.sent = time.perf_counter()
        self._expect(sent, 302)
        page = self.ask(_location(sent))
        self._expect(page, 200)
        text = page.text()
        while asks_again := _ASKS_AGAIN.search(text):
            text = self._await(asks_again)
        self.knows = time.perf_counter()
        tone = _TONE.search(text)
        self.outcome = tone[1].decode() if tone else "?"
        self.connection.close()

    def _await(self, asks_again: re.Match) -> bytes:
        """Ask when the page would: once soon after it was loaded, then by its clock."""
        address, first, every = asks_again.groups()
        loaded = time.perf_counter()
        moments = chain([int(first) / 1000], count(int(every), int(every)))
        for moment in moments:
            if time.perf_counter() - self.clicked > PATIENCE:
                break
            time.sleep(max(loaded + moment - time.perf_counter(), 0))
            answer = self.ask(address.decode())
            if answer.status == 200:
                return answer.text()
            self._expect(answer, 204)
        raise TimeoutError("a person was never told")

    @staticmethod
    def _expect(answer: Answer, status: int) -> None:
        if answer.status != status:
            raise ConnectionError(f"{answer.status} instead of {status}: {answer.text()[:2000]!r}")


def _hidden(page: Answer) -> list[tuple[str, str]]:
    fields = _HIDDEN.findall(page.text())
    if not fields:
        raise ConnectionError(f"a page without a form: {page.text()[:2000]!r}")
    return [(name.decode(), html.unescape(value.decode())) for name, value in fields]


def _location(answer: Answer) -> str:
    found = _LOCATION.search(answer.head)
    if not found:
        raise ConnectionError("a redirect that leads nowhere")
    return found[1].decode()


def people(*, port: int, persons: list[dict], at_once: int, whole: bool, ready: int = 8) -> dict:
    """Let people enroll, `at_once` of them at any time.

    `whole` begins with the list of technicians; otherwise everybody has the summary open, and the
    clock begins with the click that sends it. One who is done makes room for the next.
    """
    crowd = [Person(port, **person) for person in persons]
    if not whole:
        _in_turns(crowd, ready, Person.look)
    opened = sum(person.requests for person in crowd)

    def enroll(person: Person) -> None:
        if whole:
            person.choose()
        person.send()

    began = _in_turns(crowd, at_once, enroll)
    return {
        "seconds": max(person.knows for person in crowd) - began,
        "requests": (sum(person.requests for person in crowd) - opened) / len(crowd),
        "outcomes": dict(Counter(person.outcome for person in crowd)),
        "sent": _quantiles([person.sent - person.clicked for person in crowd]),
        "known": _quantiles([person.knows - person.clicked for person in crowd]),
    }


def _in_turns(crowd: list[Person], at_once: int, act: Callable[[Person], None]) -> float:
    at_once = min(at_once, len(crowd))
    begin = threading.Barrier(at_once + 1)
    turns: Iterator[Person] = iter(crowd)
    lock = threading.Lock()

    def serve() -> None:
        begin.wait(PATIENCE)
        while True:
            with lock:
                person = next(turns, None)
            if person is None:
                return
            act(person)

    return _all_at_once([serve] * at_once, begin)


# --- What the visitors themselves could do at most ------------------------------------------------


def ceiling(*, size: int, at_once: int, seconds: float) -> dict:
    """Ask a server in another process that answers `size` bytes without work."""
    with subprocess.Popen(
        [sys.executable, __file__, "serve", str(size)], stdout=subprocess.PIPE, text=True
    ) as server:
        port = int(server.stdout.readline()) if server.stdout else 0
        try:
            return pages(port=port, path="/", cookies={}, at_once=at_once, seconds=seconds)
        finally:
            server.kill()


def serve(size: int) -> None:
    """Answer every request on a free port with the same bytes."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (size, b"x" * size)
    with socket.create_server((HOST, 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_repeat, args=[connection, answer], daemon=True).start()


def _repeat(connection: socket.socket, answer: bytes) -> None:
    with connection:
        while connection.recv(65536):
            connection.sendall(answer)


ORDERS: dict[str, Callable[..., dict]] = {"pages": pages, "people": people, "ceiling": ceiling}


def main() -> None:
    """Carry out one order a line until the lines end."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        try:
            answer = ORDERS[order.pop("do")](**order)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        main()
