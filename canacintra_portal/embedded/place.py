"""Where a server keeps its data, and as whom it runs.

PostgreSQL refuses to run as root. Started by root it runs as `nobody`, who must be able to reach
its programs and its data. Nothing of the machine is opened to the world for that: what lies in a
closed tree is kept, or copied, to a directory of its own under /var/lib.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

OPEN_PLACE = Path("/var/lib/canacintra-portal")


class EmbeddedError(Exception):
    """An embedded server cannot start; the text is a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Place:
    """A directory that holds one server: `data` and its log."""

    directory: Path

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """Whom root becomes for this server; None where no change of account is needed."""
        if os.geteuid() != 0:
            return None
        data = self.home / "data"
        if data.exists() and (owner := data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        return _nobody()

    @cached_property
    def home(self) -> Path:
        """The directory itself, or its replacement in an open place where `nobody` cannot enter."""
        self.directory.mkdir(mode=0o711, parents=True, exist_ok=True)
        if os.geteuid() != 0:
            return self.directory
        note = self.directory / "elsewhere"
        if note.exists():
            return Path(note.read_text())
        if _can_enter(self.directory, _nobody()):
            return self.directory
        home = OPEN_PLACE / uuid.uuid4().hex[:12]
        home.mkdir(mode=0o711, parents=True)
        note.write_text(str(home))
        return home

    @property
    def data(self) -> Path:
        """The server's working directory."""
        return self.home / "data"

    @property
    def as_account(self) -> dict:
        """The arguments that make subprocess change to the server's account."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def make_directory(self, name: str) -> Path:
        """Make an empty directory that only the server's account can read."""
        path = self.home / name
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(mode=0o700)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
        return path

    def forget(self) -> None:
        """Delete the server's data, wherever they are."""
        if self.directory.exists():
            shutil.rmtree(self.home, ignore_errors=True)
            shutil.rmtree(self.directory, ignore_errors=True)
        for known in ("home", "account"):  # the next start may live elsewhere
            self.__dict__.pop(known, None)

    def program(self, package: str, pattern: str) -> Path:
        """Find a program inside an installed wheel, where the server may run it.

        The wheel's libraries lie beside the package and are found relative to the program, so a
        copy takes both.
        """
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise EmbeddedError(f"The package {package} is missing: run `make` to install it.")
        root = Path(spec.submodule_search_locations[0])
        program = next(root.glob(pattern), None)
        if program is None:
            raise EmbeddedError(
                f"The package {package} has no program for this machine. Set DATABASE_URL and "
                "REDIS_URL to use servers of your own."
            )
        if self.account is None or _can_run(program, self.account):
            return program
        return self._copy(root) / program.relative_to(root)

    def _copy(self, root: Path) -> Path:
        target = OPEN_PLACE / "programs" / f"{root.name}-{metadata.version(root.name)}"
        if not target.exists():
            new = target.with_name(f"{target.name}.{os.getpid()}")
            for source in (root, root.with_name(f"{root.name}.libs")):
                if source.exists():
                    shutil.copytree(
                        source,
                        new / source.name,
                        symlinks=True,
                        ignore=shutil.ignore_patterns("include", "*.a", "pginstall", "__pycache__"),
                    )
            for path in (new, *new.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            for parent in (OPEN_PLACE, OPEN_PLACE / "programs"):
                parent.chmod(0o755)
            try:
                new.rename(target)
            except OSError:  # another start was quicker
                shutil.rmtree(new)
        return target / root.name


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and this machine has no user `nobody`. Start the "
            "portal as a normal user, or set DATABASE_URL."
        ) from None


def _can_enter(directory: Path, account: pwd.struct_passwd) -> bool:
    return _succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)], account)


def _can_run(program: Path, account: pwd.struct_passwd) -> bool:
    return _succeeds([str(program), "--version"], account)


def _succeeds(command: list[str], account: pwd.struct_passwd) -> bool:
    try:
        done = subprocess.run(
            command,
            cwd="/",
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0
