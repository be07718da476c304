"""The code of a group, which is part of its address."""

from itertools import count

LONGEST = 20


def another(code, taken):
    """The code of another group like `code`: "PLC-2648-2", the next number that is not taken.

    `taken` are the codes that there are. Empty where the code has no room for a number.
    """
    numbered = (f"{code}-{number}" for number in count(2))
    free = next(candidate for candidate in numbered if candidate not in taken)
    return free if len(free) <= LONGEST else ""


def first_of_month(month, taken):
    """The code of a group like no other: "2611-03", `month` with the next number that is free."""
    numbered = (f"{month}-{number:02}" for number in count(1))
    return next(candidate for candidate in numbered if candidate not in taken)
