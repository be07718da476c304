"""Servers that one test has for itself, to stop, to kill and to start again."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from canacintra_portal.embedded import addresses
from canacintra_portal.embedded.postgres import PostgreSQL
from canacintra_portal.embedded.valkey import Valkey


@pytest.fixture
def server_home() -> Iterator[Path]:
    """An empty directory where a server of whatever account may live."""
    home = addresses.instance_dir() / f"own-{uuid.uuid4().hex[:8]}"
    yield home
    for server in (PostgreSQL(home / "postgres"), Valkey(home / "valkey")):
        server.end_leftovers()
        server.place.forget()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def own_postgres(server_home: Path) -> Iterator[PostgreSQL]:
    """A PostgreSQL to `.stop()`, `.kill()` and `.start()`; its address stays.

    It leaves flushing to the operating system: its own death loses nothing, a power cut might.
    """
    with PostgreSQL(server_home / "postgres", durable=False) as server:
        yield server


@pytest.fixture
def own_valkey(server_home: Path) -> Iterator[Valkey]:
    """A Valkey to `.stop()`, `.kill()` and `.start()`; its address stays."""
    with Valkey(server_home / "valkey") as server:
        yield server
