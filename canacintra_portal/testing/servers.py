"""Starts the embedded servers once for a whole test run, before settings are read."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from canacintra_portal import translations
from canacintra_portal.embedded import addresses
from canacintra_portal.embedded.instance import Instance, InUseError

ROOT = Path(__file__).resolve().parents[2]
_running = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start the servers ahead of pytest-django, which reads settings here."""
    if "PYTEST_XDIST_WORKER" not in os.environ:  # the workers use those of the controller
        _compile_catalogues()
        _start()
    try:
        return (yield)
    except BaseException:
        _running.close()
        raise


def pytest_unconfigure() -> None:
    """Stop the servers when the run ends, however it ends."""
    _running.close()


def _start() -> None:
    given = {
        "database_url": os.environ.get("DATABASE_URL", ""),
        "redis_url": os.environ.get("REDIS_URL", ""),
    }
    instance = Instance("test", durable=False, **given)
    try:
        _running.enter_context(instance.held())
    except InUseError:  # two runs at once in one checkout: this one takes servers of its own
        _forget_the_killed()
        instance = Instance(f"test-{os.getpid()}", durable=False, **given)
        _running.callback(instance.forget)
        _running.enter_context(instance.held())
    os.environ["PORTAL_INSTANCE"] = instance.name
    _running.enter_context(instance)


def _forget_the_killed() -> None:
    """Clear away what second runs left behind that were killed."""
    for directory in addresses.local_dir().glob("test-*"):
        instance = Instance(directory.name)
        with suppress(InUseError), instance.held():
            instance.forget()


def _compile_catalogues() -> None:
    """Compile the translations where `make` has not: pages speak Spanish."""
    for path in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            catalogue = translations.read(path, path.parents[1].name)
            translations.compile_catalogue(path, catalogue)
