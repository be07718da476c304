"""When a change happened that had to wait for its turn."""


def not_before(now, requests):
    """Put `now` off until nothing that is told of the loaded requests lies after it.

    Whoever waited for a lock took the time before somebody else confirmed what is now ended.
    """
    seats = [enrollment for request in requests for enrollment in request.enrollments.all()]
    moments = [
        *(request.requested_at for request in requests),
        *(request.decided_at for request in requests if request.decided_at),
        *(enrollment.confirmed_at for enrollment in seats if enrollment.confirmed_at),
    ]
    return max([now, *moments])
