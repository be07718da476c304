"""Anonymising a technician who has left; the seats she took stay in the figures."""

import structlog
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.models import Technician
from companies.refusals import Refused, kindly
from companies.services import forgetting
from enrollment.models import Enrollment
from enrollment.rules import keeping

log = structlog.get_logger(__name__)


def forget_technician(*, technician, by, now):
    """Erase for good who a technician was. Enrollments, counts and past rosters stay, without name.

    `by` is None for the job. Raises Refused for somebody who still works there, has a seat or a
    place in a queue of a group that is not over, or whose constancia must still be kept.
    """
    with kindly():
        technician = Technician.objects.select_for_update(of=("self",)).get(pk=technician.pk)
        if technician.anonymised_at:
            return technician
        _refuse_while_needed(technician, now)
        requests = set(technician.enrollments.values_list("request_id", flat=True))
        abouts = [f"request:{pk}" for pk in requests]
        forgetting.erase_technician(technician=technician, abouts=abouts, now=now)
    log.info("technician_anonymised", technician=technician.pk, by=by and by.pk)
    return technician


def _refuse_while_needed(technician, now):
    if technician.is_active:
        raise Refused(
            _("%(name)s still works here: take her or him off the list first.")
            % {"name": technician}
        )
    live = Enrollment.objects.live().filter(technician=technician)
    if live.filter(run__ends_at__gt=now).exclude(run__state="cancelled").exists():
        raise Refused(
            _("%(name)s has a seat or waits for one: cancel it, or choose who comes instead.")
            % {"name": technician}
        )
    last_end = live.filter(state=Enrollment.State.CONFIRMED).aggregate(end=Max("run__ends_at"))
    until = keeping.kept_until([end for end in last_end.values() if end])
    if until and now < until:
        raise Refused(
            _(
                "The law asks to keep the copies of the constancias of the last year: this is"
                " possible from %(day)s."
            )
            % {"day": date_format(timezone.localdate(until))}
        )
