"""In which part of the week a meeting falls; the names are those of the filter in the address."""

MORNING, AFTERNOON, EVENING, SATURDAY = "manana", "tarde", "noche", "sabado"
NOON, FIVE = 12, 17
ISO_SATURDAY = 6
