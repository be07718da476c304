"""One reading of the whole portal in a single snapshot, without the power to change anything."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

# What the jobs owe may be this late before it counts as forgotten; the sweep runs far oftener.
GRACE = timedelta(minutes=15)
SHOWN_OF_EACH = 20


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold, said for staff; `check` names the function that saw it."""

    check: str
    sentence: str


@contextmanager
def snapshot():
    """Open a transaction that sees one moment and in which PostgreSQL refuses every write."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def findings(checks, *, now):
    """Run the checks, one statement each, and return what they found, in their order."""
    found = []
    with connection.cursor() as cursor:
        for check in checks:
            sentence, sql = check()
            for row in _rows(cursor, sql, now):
                found.append(Finding(check.__name__, str(sentence) % row))
    return found


def _rows(cursor, sql, now):
    cursor.execute(
        f"SELECT * FROM ({sql}) AS wrong LIMIT {SHOWN_OF_EACH}",  # noqa: S608 - our own SQL
        {"now": now, "late": now - GRACE},
    )
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
