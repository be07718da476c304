"""Where the embedded servers answer: a small file for their owner's eyes, which settings read."""

import contextlib
import json
import os
from pathlib import Path

# Shown in the connection error of whoever asks before the servers stand. Commands that need no
# database (collectstatic, compiling translations) import settings all the same.
NO_DATABASE = "postgres://portal@%2Fnot-started%2F%60make%20run%60-starts-it/portal"
NO_BROKER = "redis://127.0.0.1:1/0"

FILE = "addresses.json"


def local_dir() -> Path:
    """Tell where everything lives that the servers keep on this machine."""
    chosen = os.environ.get("PORTAL_LOCAL")
    return Path(chosen).absolute() if chosen else Path(__file__).resolve().parents[2] / ".local"


def instance_dir(instance: str | None = None) -> Path:
    """Tell where an instance lives; without a name, that of PORTAL_INSTANCE."""
    return local_dir() / (instance or os.environ.get("PORTAL_INSTANCE") or "run")


def database_url() -> str:
    """Answer the address of the embedded PostgreSQL, its password included."""
    return read(instance_dir()).get("database_url", NO_DATABASE)


def redis_url() -> str:
    """Answer the address of the embedded Valkey, its password included."""
    return read(instance_dir()).get("redis_url", NO_BROKER)


def read(directory: Path) -> dict[str, str]:
    """Read what `write` left in a directory; nothing there, nothing known."""
    try:
        return json.loads((directory / FILE).read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError, ValueError):
        return {}


def write(directory: Path, **values: str) -> None:
    """Add values to the file of a directory, whole or not at all, mode 0600."""
    new = directory / f"{FILE}.{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({**read(directory), **values}, file, indent=1)
    new.replace(directory / FILE)
