"""Questions of every page of a signed-in person, translated to SQL once.

Django translates a query each time it is asked; for these few that takes several times as long as
the answer. Everything else is asked in the ordinary way.
"""

from functools import cached_property

STAND_IN = -813_254_697  # for the number that changes; no key is negative


class Prepared:
    """A query about one number: `Prepared(lambda pk: Company.objects.filter(pk=pk))(7)`.

    The query is that of one table, with or without annotations; it is not asked while it is built.
    """

    def __init__(self, build):
        self.build = build

    def __call__(self, number):
        """Ask with this number and return the list of objects."""
        model, sql, parameters = self._translated
        given = [number if value == STAND_IN else value for value in parameters]
        return list(model.objects.raw(sql, given))

    @cached_property
    def _translated(self):
        queryset = self.build(STAND_IN)
        sql, parameters = queryset.query.sql_with_params()
        return queryset.model, sql, parameters
