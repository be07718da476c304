"""What the portal asks about requests and seats; a module for each subject, one door for all."""

from enrollment.queries.obstacles import (
    as_stored,
    clashes,
    live_technicians,
    reasons_against,
    wish,
)
from enrollment.queries.queue import (
    asking_in,
    loaded_in,
    owed_a_receipt,
    queue_of,
    queue_positions,
    runs_owed_an_answer,
    waiting_for_a_seat_elsewhere,
)
from enrollment.queries.requests import (
    requests_about,
    requests_of,
    requests_of_person,
    with_enrollments,
    with_readers,
)
from enrollment.queries.rooms import (
    demand_of,
    free_rooms,
    rooms_for_another_group,
    runs_over_capacity,
)
from enrollment.queries.runs import alternatives_to, runs_to_remind
from enrollment.queries.seats import (
    coming_enrollments,
    enrollments_not_over,
    in_the_next_runs,
    roster,
    seated_in,
)

__all__ = [
    "alternatives_to",
    "as_stored",
    "asking_in",
    "clashes",
    "coming_enrollments",
    "demand_of",
    "enrollments_not_over",
    "free_rooms",
    "in_the_next_runs",
    "live_technicians",
    "loaded_in",
    "owed_a_receipt",
    "queue_of",
    "queue_positions",
    "reasons_against",
    "requests_about",
    "requests_of",
    "requests_of_person",
    "rooms_for_another_group",
    "roster",
    "runs_over_capacity",
    "runs_owed_an_answer",
    "runs_to_remind",
    "seated_in",
    "waiting_for_a_seat_elsewhere",
    "wish",
    "with_enrollments",
    "with_readers",
]
