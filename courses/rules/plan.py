"""The plan of a group: what of it cannot be, before anybody relies on it."""


def is_past(moment, now):
    """Say whether `moment`, where one was given, has come."""
    return moment is not None and moment <= now
