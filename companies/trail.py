"""The trail: what people changed, by whom, when and through what.

Triggers write it (django-pghistory), so that bulk updates and SQL by hand leave a line, too.
Joining it is one line above a model: `@trail.track("name", "rfc")`, then `makemigrations`.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from pghistory.models import Event

from companies.kept_rows import TABLE_STAYS

Tracked = TypeVar("Tracked", bound=type[models.Model])

WHO_WRITES = "session_user::text || ' · ' || current_setting('application_name')"


class Trace(Event):
    """One row as it was left by one change. `by_session` names who wrote where no page, job or
    command was at work: the role and the program of a person who typed SQL."""

    pgh_id = models.BigAutoField(primary_key=True)
    by_session = models.CharField(
        max_length=130, editable=False, db_default=models.Func(template=f"({WHO_WRITES})")
    )

    class Meta:
        abstract = True


def track(*fields: str) -> Callable[[Tracked], Tracked]:
    """Keep each change of these fields, and the row as it came and as it went.

    Name every field on purpose: what changes with each seat does not belong here, nor do passwords.
    A change of other fields alone writes nothing and costs nothing. The rows of the trail can
    neither be changed nor deleted, except where the portal anonymises or forgets on purpose.
    """
    return _tracked(
        fields, pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    )


def track_changes(*fields: str, when: Sequence[str] = ()) -> Callable[[Tracked], Tracked]:
    """Keep each change of these fields, as it was before and after, but not that the row came.

    For rows that come by the thousand and are changed by hand now and then. `when` names those of
    the fields whose change counts; without it each does.
    """
    counts = pgtrigger.AnyChange(*(when or fields))
    before = pghistory.UpdateEvent(
        "before", row=pghistory.Old, trigger_name="before_update", condition=counts
    )
    return _tracked(fields, before, pghistory.UpdateEvent(condition=counts))


def track_links(*fields: str) -> Callable[[Tracked], Tracked]:
    """Keep that a row of a table between two others came or went."""
    came, gone = pghistory.InsertEvent(), pghistory.DeleteEvent()
    return _tracked(fields, came, gone, obj_field=None)


def _tracked(fields, *trackers, **options):
    def wrap(model):
        return pghistory.track(
            *trackers,
            fields=list(fields),
            model_name=f"{model.__name__}Event",
            base_model=Trace,
            append_only=True,
            meta={"triggers": [TABLE_STAYS]},
            **{"obj_field": pghistory.ObjForeignKey(related_name="trail"), **options},
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,  # type: ignore[arg-type]  # None is documented
        )(model)

    return wrap
