"""The trail, told: who changed what, from what, to what, when, and through what."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.core.paginator import Paginator
from django.db import models
from django.db.models import CharField, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory import core
from pghistory.models import Event, Events

from canacintra_portal.history import words
from companies.models import User

ON_A_PAGE = 30
ADDED, CHANGED, REMOVED, BEFORE, STOOD = "insert", "update", "delete", "before", "stood"
DEEDS = {
    ADDED: gettext_lazy("added"),
    CHANGED: gettext_lazy("changed"),
    REMOVED: gettext_lazy("removed"),
    STOOD: gettext_lazy("there when the trail began"),
}


@dataclass(frozen=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One change, in words."""

    at: datetime
    who: str
    through: str
    kind: str
    subject: str
    deed: str
    differences: list[Difference]


def page_of(obj, *, number=1, across=None, for_staff=False):
    """Read a page of the trail of `obj` and of whatever points to it, the newest first.

    `across` names the tracked models to read; without it all of them. For people outside
    CANACINTRA its staff have no names. Returns Django's page, whose objects are Lines.
    """
    traces = _traces(obj, across)
    lines = _newest_first(traces, obj) if traces else []
    page = Paginator(lines, ON_A_PAGE).get_page(number)
    rows = {(row["model"], row["pgh_id"]): row for row in page.object_list}
    events = _with_differences(traces, obj, rows)
    page.object_list = _told(sorted(events, key=_newest, reverse=True), for_staff=for_staff)
    return page


def _traces(obj, across):
    """Find the tables of the trail in which `obj` itself or a reference to it stands."""
    tables: list[type[Event]] = [
        table  # type: ignore[misc]
        for table in core.event_models()
        if _columns(table, type(obj))
    ]
    if across is not None:
        tables = [table for table in tables if table.pgh_tracked_model in across]
    return sorted(tables, key=lambda table: table._meta.label)


def _columns(table, model):
    """Find the columns that point to a row of `model` which such a line is about: whoever approved
    a firm is not changed by what becomes of the firm."""
    fields = table._meta.fields
    own = [field.name for field in fields if field.related_model is model]
    return [name for name in own if not name.endswith("_by")]


def _newest_first(traces, obj):
    """Ask all tables in one statement which lines there are; what stands in them comes later."""
    parts = []
    for table in traces:
        about = [models.Q(**{name: obj.pk}) for name in _columns(table, type(obj))]
        own: models.QuerySet = (
            models.QuerySet(table).filter(reduce(or_, about)).exclude(pgh_label=BEFORE).order_by()
        )
        label = Value(table._meta.label, output_field=CharField())
        parts.append(own.values("pgh_created_at", "pgh_id", model=label))
    first, *others = parts
    joined = first.union(*others, all=True) if others else first
    return joined.order_by("-pgh_created_at", "-pgh_id", "model")


def _with_differences(traces, obj, rows):
    if not rows:
        return []
    slugs = [f"{model}:{pk}" for model, pk in rows]
    return list(Events.objects.across(*traces).references(obj).filter(pgh_slug__in=slugs))


def _newest(event):
    return event.pgh_created_at, event.pgh_id, event.pgh_model


def _told(events, *, for_staff):
    changes = [_changed_fields(event) for event in events]
    names = words.Names(_mentioned(events, changes), for_staff=for_staff)
    return [
        Line(
            at=event.pgh_created_at,
            who=_who(event, names, for_staff=for_staff),
            through=words.through(_context(event)) if event.pgh_label != STOOD else "",
            kind=str(_tracked(event)._meta.verbose_name),
            subject=names.of_row(_tracked(event), event.pgh_data),
            deed=str(DEEDS[event.pgh_label]),
            differences=[
                Difference(str(field.verbose_name), *(names.say(field, value) for value in values))
                for field, values in fields
            ],
        )
        for event, fields in zip(events, changes, strict=True)
    ]


def _mentioned(events, changes):
    """Pairs of a table and a number: whoever acted, and whatever a value points to."""
    for event, fields in zip(events, changes, strict=True):
        yield User, _context(event).get("user")
        for field, values in fields:
            yield from ((field.related_model, value) for value in values if field.related_model)
        for field in words.called_by(_tracked(event)):
            if field.related_model:
                yield field.related_model, event.pgh_data.get(field.column)


def _tracked(event):
    return apps.get_model(event.pgh_obj_model)


def _context(event):
    return event.pgh_context or {}


def _changed_fields(event):
    """Pairs of a field and its values before and after, in the order of the model."""
    model, differences = _tracked(event), event.pgh_diff or {}
    if event.pgh_label != CHANGED:
        return []
    return [
        (field, differences[field.column])
        for field in model._meta.concrete_fields
        if field.column in differences
    ]


def _who(event, names, *, for_staff):
    context = _context(event)
    if event.pgh_label == STOOD:
        return ""
    if context.get("user"):
        return names.person(context["user"])
    if "page" in context:
        return _("a visitor")
    if "job" in context:
        return _("the portal itself")
    if not for_staff:
        return _("CANACINTRA")
    if person := context.get("person"):
        return _("%(name)s, on the server") % {"name": person}
    return event.pgh_data["by_session"]
