"""How much memory an instance holds, process by process."""

import contextlib
from typing import NamedTuple

import psutil

from canacintra_portal.embedded import processes
from canacintra_portal.embedded.instance import Instance
from canacintra_portal.embedded.supervisor import MARK, ROLE


class Share(NamedTuple):
    """A process, its part in the portal, and its proportional share of memory (PSS)."""

    process: psutil.Process
    role: str
    mebibytes: float


def roles(instance: Instance) -> dict[psutil.Process, str]:
    """This function will find every process of the instance, with its part in the portal."""
    found = {
        process: environ.get(ROLE, "portal")
        for process, environ in processes.marked_with(MARK, str(instance.directory)).items()
    }
    for server in instance.servers:
        found |= dict.fromkeys(processes.living_in(server.place.data), server.name)
    if holder := instance.holder():
        found[holder] = "supervisor"
    return found


def shares(instance: Instance) -> list[Share]:
    """This function will weigh every process of the instance, the supervisor and the servers too.

    PSS divides what processes share among them, so that the sum is what the machine really gives.
    """
    found = []
    for process, role in roles(instance).items():
        with contextlib.suppress(psutil.Error):
            found.append(Share(process, role, process.memory_full_info().pss / 2**20))
    return found
