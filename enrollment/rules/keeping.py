"""How long it must stay known who took a course."""

from datetime import timedelta

# Acuerdo DOF 14 June 2013: copies of the constancias of the last year are kept. Cancelling data
# that a law obliges us to keep is no right (Federal Law on Protection of Personal Data Held by
# Private Parties, in force since 21 March 2025: exceptions to cancellation).
KEPT_AFTER_A_COURSE = timedelta(days=365)


def kept_until(ends):
    """The moment until which somebody must stay known who had seats in groups ending at `ends`;
    None for somebody without any."""
    return max((end + KEPT_AFTER_A_COURSE for end in ends), default=None)
