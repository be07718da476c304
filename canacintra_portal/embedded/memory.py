"""Which processes an instance consists of, and how much memory each holds."""

import contextlib
from typing import NamedTuple

import psutil

from canacintra_portal.embedded import processes
from canacintra_portal.embedded.instance import Instance
from canacintra_portal.embedded.supervisor import MARK


class Share(NamedTuple):
    """A process, its name, and its proportional share of memory (PSS)."""

    process: psutil.Process
    name: str
    mebibytes: float


def members(instance: Instance) -> dict[psutil.Process, str]:
    """Find every process of the instance, with its name."""
    found = {}
    for process in processes.marked_with(MARK, str(instance.directory)):
        with contextlib.suppress(psutil.Error):
            found[process] = process.name()
    for server in instance.servers:
        found |= dict.fromkeys(server.processes(), server.name)
    return found


def shares(instance: Instance) -> list[Share]:
    """Weigh every process of the instance, the supervisor and the servers too.

    PSS divides what processes share among them, so that the sum is what the machine really gives.
    """
    found = []
    for process, name in members(instance).items():
        with contextlib.suppress(psutil.Error):
            found.append(Share(process, name, process.memory_full_info().pss / 2**20))
    return found
