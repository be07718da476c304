"""`manage.py prepare`: what a start needs before the portal can serve."""

import fcntl
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from canacintra_portal.embedded import addresses
from companies import at_work

# What static/build is made of, and what of a library is built into it: no page asks for them.
UNSERVED = ["portal/icons/*", "portal/js/*", "portal/scss/*", "django_htmx/*"]


class Command(BaseCommand):
    """Migrations, static files and demo content, each only where something is to do."""

    help = "Brings database, static files and demo content to the state that serving needs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing and say so; a second time it does nothing."""
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer. {error}") from error
        self._migrate()
        self._collect_static()
        if settings.DEMO:
            self._seed()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(f"Database: {len(plan)} migrations")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
        fingerprint = _fingerprint_of_sources()
        with _alone_in(Path(settings.STATIC_ROOT)):
            if stamp.exists() and stamp.read_text() == fingerprint:
                return
            self.stdout.write("Static files: collecting and compressing")
            call_command(
                "collectstatic",
                interactive=False,
                clear=True,
                ignore_patterns=UNSERVED,
                verbosity=0,
            )
            stamp.write_text(fingerprint)

    def _seed(self) -> None:
        if not get_user_model().objects.exists():
            self.stdout.write("Demo content: writing")
        # At every start: the coming weeks are filled up. Real data are left alone.
        with suppress(CommandError), at_work.of_command(["manage.py", "seed_demo"]):
            call_command("seed_demo", stdout=io.StringIO())
        accounts = io.StringIO()
        call_command("seed_demo", accounts=True, stdout=accounts)
        (addresses.instance_dir() / "accounts.txt").write_text(accounts.getvalue())


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Wait for whoever else writes in the directory: instances of one checkout share it."""
    # Beside it, because collecting begins by emptying the directory.
    with directory.with_name(f"{directory.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint_of_sources() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
