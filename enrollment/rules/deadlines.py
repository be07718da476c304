"""What of a firm's seats and requests comes due in the next days. Only dates that are stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

SOON = timedelta(days=10)
MOST = 5


class Due(Enum):
    """What ends."""

    FREE_CANCELLATION = "free-cancellation"
    LOCAL_PRIORITY = "local-priority"
    HOLD = "hold"


@dataclass(frozen=True)
class Deadline:
    """`request` is the one it is about, with its run."""

    at: datetime
    due: Due
    request: Any


def deadlines(*, seated, waiting, now):
    """The next moments at which something ends, soonest first, at most MOST.

    `seated` are requests with a seat: until when they are cancelled without cost. `waiting` are
    requests that want one: when the priority of local firms ends that they wait for, and until
    when a seat is held for them.
    """
    found = [
        Deadline(one.run.free_cancellation_until, Due.FREE_CANCELLATION, one) for one in seated
    ]
    for one in waiting:
        if one.waiting_for == one.WaitingFor.LOCAL_PRIORITY:
            found.append(Deadline(one.run.local_priority_until, Due.LOCAL_PRIORITY, one))
        found.append(Deadline(one.hold_until, Due.HOLD, one))
    coming = [deadline for deadline in found if deadline.at and now < deadline.at <= now + SOON]
    return sorted(coming, key=lambda deadline: (deadline.at, deadline.request.pk))[:MOST]
