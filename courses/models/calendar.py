"""The years that a group can be in: a mistyped 9999 breaks pages far away from its form."""

from datetime import UTC, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIRST, AFTER_LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
BEYOND_THE_CALENDAR = _("Choose a day between 2020 and 2099.")


def is_within(moment):
    return FIRST <= moment < AFTER_LAST


def within_the_calendar(field):
    return Q(**{f"{field}__gte": FIRST, f"{field}__lt": AFTER_LAST})


def may_be_within(field):
    return Q(**{f"{field}__isnull": True}) | within_the_calendar(field)
