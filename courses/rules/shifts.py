"""In which part of the week a meeting falls; the names are those of the filter in the address."""

MORNING, AFTERNOON, EVENING, SATURDAY = "manana", "tarde", "noche", "sabado"
NOON, FIVE = 12, 17
ISO_SATURDAY = 6


def shift_of(local_start):
    """Name the shift of a meeting from its beginning, given in the time of Ciudad Juárez."""
    if local_start.isoweekday() == ISO_SATURDAY:
        return SATURDAY
    if local_start.hour < NOON:
        return MORNING
    return AFTERNOON if local_start.hour < FIVE else EVENING
