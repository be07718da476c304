"""How the portal says no: a sentence for the person, also when it was the database that refused."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED = "55P03", "40P01"
LOCK_TIMEOUT = "3s"

BUSY = _("Many people are changing this at the moment. Nothing was lost: please try again.")
INCONSISTENT = _("This cannot be stored, because it contradicts something that is stored already.")

_is_in_a_whole = ContextVar("_is_in_a_whole", default=False)

# Sentences for what triggers refuse; the constraints of the models carry their own.
_said_by_triggers: dict[str, str] = {}


class Refused(Exception):
    """What was asked cannot be done; `reasons` are the sentences for the person."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(str(reason) for reason in reasons))


def say(sentences):
    """Register the sentence for each constraint name that the triggers of a floor raise."""
    _said_by_triggers.update(sentences)


def sentence_for(constraint_name):
    """Find the sentence of a constraint by its name; None for a name that nobody explains."""
    if constraint_name in _said_by_triggers:
        return _said_by_triggers[constraint_name]
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == constraint_name:
                said = constraint.violation_error_message
                return None if said == constraint.default_violation_error_message else said
    return None


@contextmanager
def kindly(*, as_a_whole=False):
    """Run a transaction whose refusals by the database, and whose long waits for a lock, are
    raised as Refused with a sentence. Other database errors pass through.

    `as_a_whole`: a refusal anywhere in this block ends all of it, so that the blocks of the
    services that it calls need no way back of their own. Nothing in it may catch what they raise.
    """
    is_inside = _is_in_a_whole.get()
    try:
        with transaction.atomic(savepoint=not is_inside):
            if not is_inside:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            token = _is_in_a_whole.set(is_inside or as_a_whole)
            try:
                yield
            finally:
                _is_in_a_whole.reset(token)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        raise Refused(sentence_for(name) or INCONSISTENT) from error
    except OperationalError as error:
        pgcode = getattr(error.__cause__, "pgcode", None)
        if pgcode not in (LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED):
            raise
        raise Refused(BUSY) from error
