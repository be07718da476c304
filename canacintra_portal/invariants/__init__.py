"""The rules of the game, asked of the stored data once more.

Every check is a named function that returns the sentence about what is wrong and the SQL that finds
it. None of them trusts a counter, a trigger or the code of a floor: each computes by itself.
`manage.py check_invariants` runs them all.
"""

from canacintra_portal.invariants import people, places, privacy, promises, queue, requests, seats

CHECKS = [
    *seats.CHECKS,
    *places.CHECKS,
    *people.CHECKS,
    *requests.CHECKS,
    *queue.CHECKS,
    *promises.CHECKS,
    *privacy.CHECKS,
]
