"""Questions that are asked all day long: translated to SQL once, and planned once in a connection.

Django translates a query each time it is asked, and PostgreSQL plans it each time; for these few,
both together take several times as long as the answer. Everything else is asked in the ordinary
way. Behind a pooler that changes the server between two transactions nothing can be planned once:
the setting that Django wants there, `DISABLE_SERVER_SIDE_CURSORS`, also sends these whole.
"""

import hashlib
import re
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Expression
from django.db.models.lookups import Lookup

NAMED = re.compile(r"%\((\w+)\)s")

_planned: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()  # by connection to the server


class Given(Expression):
    """A value that is given when the question is asked: `filter(pk=Given("pk"))`."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class IsOneOf(Lookup):
    """`filter(IsOneOf(F("pk"), Given("ids")))`: for a list, whatever its length."""

    lookup_name = "is_one_of"

    def as_sql(self, compiler, connection):
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{left} = ANY ({right})", [*left_parameters, *right_parameters]


class Statement:
    """A question in SQL with values by name, `%(company)s`, that changes nothing."""

    def __init__(self, sql):
        self.sql = sql

    def rows(self, **given):
        """Ask with these values and return tuples."""
        text, values = self._translated
        asked = [given[value.name] if isinstance(value, Given) else value for value in values]
        with connection.cursor() as cursor:
            if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
                cursor.execute(text, asked)
            else:
                cursor.execute(f"EXECUTE {self._plan()} ({self._marks})", asked)
            return cursor.fetchall()

    @cached_property
    def _translated(self):
        """The text with a %s for each value, and the values; some of them are still to be Given."""
        names = NAMED.findall(self.sql)
        return NAMED.sub("%s", self.sql), [Given(name) for name in names]

    @cached_property
    def _marks(self):
        return ", ".join(["%s"] * len(self._translated[1])) or "NULL"

    @cached_property
    def _name_and_text(self):
        first, *others = self._translated[0].split("%s")
        numbered = [f"${number}{piece}" for number, piece in enumerate(others, start=1)]
        text = "".join([first, *numbered]).replace("%%", "%")
        return f"portal_{hashlib.sha256(text.encode()).hexdigest()[:16]}", text

    def _plan(self):
        """The name by which this connection knows the statement; it learns it the first time."""
        connection.ensure_connection()
        known = _planned.setdefault(connection.connection, set())
        name, text = self._name_and_text
        if name not in known:
            # Not through Django's cursor: what is measured is the question, whoever asks first.
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(f"PREPARE {name} AS {text}")
            known.add(name)
        return name


class Prepared(Statement):
    """A queryset that is built once: `Prepared(lambda: Company.objects.filter(pk=Given("pk")))`.

    Calling it with the values returns a list of objects, with the annotations of the queryset and
    with the objects on the paths `related`, as `select_related` names them. It is not asked while
    it is built.
    """

    def __init__(self, build, *, related=()):
        self.build = build
        self.related = related

    def __call__(self, **given):
        return [self._as_object(row) for row in self.rows(**given)]

    @cached_property
    def _translated(self):
        queryset = self._queryset.values_list(
            *(
                f"{prefix}{field.attname}"
                for _path, model, prefix in self._parts
                for field in model._meta.concrete_fields
            ),
            *self._annotations,
        )
        return queryset.query.sql_with_params()

    @cached_property
    def _queryset(self):
        return self.build()

    @cached_property
    def _annotations(self):
        return list(self._queryset.query.annotations)

    @cached_property
    def _parts(self):
        """Each object of a row: its path from the first, its model, the prefix of its fields."""
        model = self._queryset.model
        parts: dict[tuple[str, ...], Any] = {(): model}
        for path in self.related:
            steps = path.split("__")
            for length in range(1, len(steps) + 1):
                before = parts[tuple(steps[: length - 1])]
                field = before._meta.get_field(steps[length - 1])
                parts[tuple(steps[:length])] = field.related_model
        return [(path, part, "".join(f"{step}__" for step in path)) for path, part in parts.items()]

    @cached_property
    def _slices(self):
        """Where the objects of `_parts` lie in a row: names of the columns and what reads them."""
        slices, begin = [], 0
        for path, model, _prefix in self._parts:
            fields = model._meta.concrete_fields
            end = begin + len(fields)
            readers = [
                (index, field.from_db_value, field)
                for index, field in enumerate(fields)
                if hasattr(field, "from_db_value")
            ]
            slices.append((path, model, [f.attname for f in fields], begin, end, readers))
            begin = end
        return slices

    def _as_object(self, row):
        objects = {}
        for path, model, names, begin, end, readers in self._slices:
            values = list(row[begin:end])
            if path and values[0] is None:
                continue  # nothing stands at the other end of this path
            for index, read, field in readers:
                values[index] = read(values[index], field, connection)
            objects[path] = model.from_db(connection.alias, names, values)
            if path:
                setattr(objects[path[:-1]], path[-1], objects[path])
        found = objects[()]
        for name, value in zip(self._annotations, row[end:], strict=True):
            setattr(found, name, value)
        return found
