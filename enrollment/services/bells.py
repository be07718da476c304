"""The doorbells of one group: whoever changes its demand or its seats rings them."""

from companies import jobs

# Many changes of a rush make one look for a room, and nobody sits before the page and waits for it.
PAUSE_BEFORE_CHECK = 1.0


def answer(run_id):
    """Have those who wait for seats answered, as soon as a worker is free."""
    jobs.ring("enrollment.seat_waiting", run_id)


def check_venue(run_id):
    """Have it looked for a room that seats everybody, a second later."""
    jobs.ring("enrollment.check_venue", run_id, after=PAUSE_BEFORE_CHECK)
