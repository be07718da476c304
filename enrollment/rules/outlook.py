"""What a firm can expect before it sends a request; the job decides, this only tells the odds."""

from enum import StrEnum


class Outlook(StrEnum):
    APPROVAL = "approval"  # the firm waits for CANACINTRA's approval
    LOCAL_PRIORITY = "local-priority"  # firms of Juárez come first for now
    QUEUE = "queue"  # no seat is left
    ONE_OF_TWO = "one-of-two"  # one seat is left and two are wanted
    SEATS = "seats"


def outlook(*, run, company, people, now):
    """Say what would happen to a request for `people` seats that arrived at this moment."""
    if not company.is_approved:
        return Outlook.APPROVAL
    if run.has_local_priority(now) and not company.is_local:
        return Outlook.LOCAL_PRIORITY
    if run.is_full:
        return Outlook.QUEUE
    if run.seats_left < people:
        return Outlook.ONE_OF_TWO
    return Outlook.SEATS
