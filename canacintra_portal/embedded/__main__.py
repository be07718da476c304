"""Command line of the engine room: `python -m canacintra_portal.embedded --help`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psutil

from canacintra_portal.embedded import memory, processes
from canacintra_portal.embedded.instance import Instance
from canacintra_portal.embedded.place import EmbeddedError
from canacintra_portal.embedded.supervisor import MARK, Supervisor


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; its answer is the exit code."""
    options = _parser().parse_args(arguments)
    instance = Instance(
        options.instance,
        durable=not options.instance.startswith("test"),
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
    )
    try:
        return options.action(instance, options)
    except EmbeddedError as error:
        print(f"\n{error}\n", file=sys.stderr)
    except PermissionError as error:
        print(
            f"\n{error.filename} belongs to another user. Go on as that user, or delete "
            f"{instance.directory} to begin anew.\n",
            file=sys.stderr,
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m canacintra_portal.embedded")
    parser.add_argument("--instance", default=os.environ.get("PORTAL_INSTANCE") or "run")
    commands = parser.add_subparsers(required=True)
    for name, action, text in (
        ("run", run, "the whole portal until Ctrl-C"),
        ("start", start, "only PostgreSQL and Valkey, in the background"),
        ("stop", stop, "stop what `start` started"),
        ("status", status, "what runs, where, and how much memory it holds"),
        ("reset", reset, "delete the data of this instance"),
    ):
        commands.add_parser(name, help=text).set_defaults(action=action)
    command = commands.add_parser("exec", help="run a command while PostgreSQL and Valkey stand")
    command.add_argument("command", nargs=argparse.REMAINDER)
    command.set_defaults(action=execute)
    return parser


def run(instance: Instance, options: argparse.Namespace) -> int:
    """Run the whole portal until it is asked to stop."""
    directory = str(instance.directory)
    if os.environ.get(MARK) != directory:
        # The mark has to be there from the first moment of the process: its forks inherit it.
        here = [sys.executable, "-m", "canacintra_portal.embedded"]
        os.execve(here[0], [*here, *sys.argv[1:]], {**os.environ, MARK: directory})
    return Supervisor(instance, port=_port()).run()


def start(instance: Instance, options: argparse.Namespace) -> int:
    """Start the servers and leave them running."""
    with instance.held():
        instance.start()
    for server in instance.servers:
        print(f"{server.name} answers on 127.0.0.1:{server.port}")
    return 0


def stop(instance: Instance, options: argparse.Namespace) -> int:
    """Stop the servers that `start` left running."""
    with instance.held():
        instance.end_leftovers()
    return 0


def status(instance: Instance, options: argparse.Namespace) -> int:
    """List the instance's processes with their share of memory (PSS)."""
    found = memory.shares(instance)
    for share in found:
        print(f"{share.process.pid:>8} {share.mebibytes:8.1f} MiB  {share.name}")
    total = sum(share.mebibytes for share in found)
    print(f"{len(found):>8} {total:8.1f} MiB  in all" if found else "nothing runs")
    return 0 if found else 3


def reset(instance: Instance, options: argparse.Namespace) -> int:
    """Delete the instance's data."""
    with instance.held():
        processes.end(_marked(instance), patience=3)
        instance.forget()
    print(f"{instance.directory} is empty; the next start begins anew.")
    return 0


def execute(instance: Instance, options: argparse.Namespace) -> int:
    """Run a command against the instance; its exit code is the answer."""
    with instance.held(), instance:
        return subprocess.run(
            options.command,
            env={**os.environ, "PORTAL_INSTANCE": instance.name},
            check=False,
        ).returncode


def _marked(instance: Instance) -> list[psutil.Process]:
    return processes.marked_with(MARK, str(instance.directory))


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise EmbeddedError(f"PORT={given} is not a port; choose a number from 1024 to 65535.")
    return int(given)


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[2])
    sys.exit(main())
