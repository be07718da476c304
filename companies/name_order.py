"""Names in the order in which people look for them: accents do not count, ñ follows n."""

from django.db.models import Func, TextField

ACCENTED, PLAIN = "áàäâéèëêíìïîóòöôúùüûñç", "aaaaeeeeiiiioooouuuunc"


class InNameOrder(Func):
    """The key, in SQL, by which a column of names is sorted.

    Byte order, so that the tilde follows z on every server; the embedded one has no ICU.
    """

    template = (
        "(TRANSLATE(REPLACE(LOWER(%(expressions)s), 'ñ', 'n~'),"
        f" '{ACCENTED}', '{PLAIN}') COLLATE \"C\")"
    )
    arity = 1
    output_field = TextField()
