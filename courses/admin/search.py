"""Searching courses in the lists of the admin: without minding accents, capitals or endings."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from courses.rules.search import words_of


def names(term, course=""):
    """A condition on courses (reached by the path `course`) whose text has all words of `term`,
    each as a beginning; None when there is nothing to look for."""
    words = words_of(term)
    if not words:
        return None
    # Plain words are letters and digits only: nothing in them is an operator.
    query = " & ".join(f"{word}:*" for word in words)
    found = SearchQuery(query, config="spanish", search_type="raw")
    return Q(**{f"{course}search_vector": found})
