"""How a public group stands at a moment, as visitors are told."""

CANCELLED = "cancelled"
FINISHED = "finished"
RUNNING = "running"
CLOSED = "closed"
FULL = "full"
OPEN = "open"

TAKES_REQUESTS = (OPEN, FULL)


def phase_of(run, now):
    """Name the phase of `run` at `now`. A full group still takes requests, for its waiting list."""
    if run.state == run.State.CANCELLED:
        return CANCELLED
    if run.ends_at is not None and now >= run.ends_at:
        return FINISHED
    if run.starts_at is not None and now >= run.starts_at:
        return RUNNING
    if not run.is_open_for_enrollment(now):
        return CLOSED
    return FULL if run.is_full else OPEN
