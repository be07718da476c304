"""One PostgreSQL and one Valkey that belong together: those of `make run`, or of a test run."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psutil

from canacintra_portal.embedded import addresses
from canacintra_portal.embedded.place import EmbeddedError
from canacintra_portal.embedded.postgres import PostgreSQL
from canacintra_portal.embedded.server import Server
from canacintra_portal.embedded.valkey import Valkey


class InUseError(EmbeddedError):
    """Somebody else holds this instance."""


class Instance:
    """The embedded servers under `.local/<name>`; a server given by its address is left out."""

    def __init__(
        self, name: str, *, durable: bool = True, database_url: str = "", redis_url: str = ""
    ) -> None:
        self.name = name
        self.directory = addresses.instance_dir(name)
        known = addresses.read(self.directory)
        self.postgres = (
            None if database_url else _from(known, "database_url", PostgreSQL, self, durable)
        )
        self.valkey = None if redis_url else _from(known, "redis_url", Valkey, self, durable)

    @property
    def servers(self) -> list[Server]:
        """The servers that are ours to start."""
        return [server for server in (self.postgres, self.valkey) if server]

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the instance for one process; it lets go even on kill -9.

        Raises InUseError when another process holds it.
        """
        self.make_directory()
        with (self.directory / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                number = lock.read().strip()
                raise InUseError(
                    f"The portal in {self.directory} is in use by process {number}. Ctrl-C in its "
                    f"terminal ends it, and so does:  kill {number}"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def holder(self) -> psutil.Process | None:
        """Answer the process that holds the instance, if one does."""
        try:
            with self.held():
                return None
        except InUseError:
            return psutil.Process(int((self.directory / "lock").read_text()))

    def make_directory(self) -> None:
        """Make the instance's directory, passable for the servers' account."""
        for directory in (self.directory.parent, self.directory):
            directory.mkdir(mode=0o711, exist_ok=True)
            with contextlib.suppress(PermissionError):
                directory.chmod(0o711)

    def start(self) -> None:
        """Start what is ours and write down where it answers."""
        self.make_directory()
        # The passwords are kept before the first start: data without them would be lost.
        self._write_addresses()
        for server in self.servers:
            server.start()
        self._write_addresses()

    def stop(self) -> None:
        """Stop what this object started."""
        for server in reversed(self.servers):
            server.stop()

    def end_leftovers(self) -> None:
        """Stop servers of this instance whoever started them."""
        for server in self.servers:
            server.end_leftovers()

    def forget(self) -> None:
        """Delete everything of the instance: `make reset`."""
        self.end_leftovers()
        for server in self.servers:
            server.place.forget()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _write_addresses(self) -> None:
        urls = {}
        if self.postgres:
            urls["database_url"] = self.postgres.url
        if self.valkey:
            urls["redis_url"] = self.valkey.url
        addresses.write(self.directory, **urls)

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


def _from(known, key, kind, instance, durable):
    # The port and the password of last time, so that a terminal left open still finds its server.
    address = urlsplit(known.get(key, ""))
    return kind(
        instance.directory / kind.name.lower(),
        port=address.port or 0,
        password=address.password or "",
        durable=durable,
    )
