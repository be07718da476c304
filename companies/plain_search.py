"""`filter(legal_name__plainly="fundicion")`: what a text holds, accents and capitals aside."""

from django.db.models import CharField, Lookup, TextField

from companies.name_order import ACCENTED, PLAIN
from companies.rules.words import plain


@CharField.register_lookup
@TextField.register_lookup
class Plainly(Lookup):
    """Finds the words in the column as the searches of the portal do, in SQL."""

    lookup_name = "plainly"

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        words = connection.ops.prep_for_like_query(plain(self.rhs))
        return f"TRANSLATE(LOWER({column}), %s, %s) LIKE %s", [
            *parameters,
            ACCENTED,
            PLAIN,
            f"%{words}%",
        ]
