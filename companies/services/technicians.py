"""The list of technicians of a firm."""

import structlog
from django.utils.translation import gettext as _

from companies.models import Technician
from companies.refusals import Refused, kindly
from companies.services import locks

log = structlog.get_logger(__name__)


class AlreadyListed(Refused):
    """The firm has a technician with this CURP; `technician` is who has it."""

    def __init__(self, technician):
        self.technician = technician
        super().__init__(
            _("%(name)s has this CURP and is already on your list.") % {"name": technician}
        )


def add(*, company, by, **fields):
    """Put a technician on the firm's list and return it.

    Who worked here before and comes back, known by the CURP, is the same technician again, with
    what is typed now. Raises AlreadyListed when the CURP belongs to somebody on the list.
    """
    with kindly():
        former = company.technicians.select_for_update().filter(curp=fields["curp"]).first()
        if former and former.is_active:
            raise AlreadyListed(former)
        technician = former or Technician(company=company)
        technician.is_active = True
        _set(technician, fields)
        technician.save()
    log.info("technician_added", technician=technician.pk, company=company.pk, by=by.pk)
    return technician


def edit(*, technician, by, **fields):
    """Change what is known about the technician, and return the row as stored.

    Raises AlreadyListed when the CURP belongs to a colleague, also to one who has left, and Refused
    for somebody whose data were erased meanwhile.
    """
    with kindly():
        technician = _locked(technician)
        if technician.anonymised_at:
            raise Refused(
                _("Who this was has been erased for good: the person has to be added anew.")
            )
        colleagues = Technician.objects.filter(company_id=technician.company_id)
        same = colleagues.filter(curp=fields.get("curp", technician.curp)).exclude(pk=technician.pk)
        if colleague := same.first():
            raise AlreadyListed(colleague)
        _set(technician, fields)
        technician.save(update_fields=list(fields))
    log.info("technician_edited", technician=technician.pk, fields=sorted(fields), by=by.pk)
    return technician


def deactivate(*, technician, by):
    """Take the technician off the list for new requests. Seats that are held stay as they are.

    A request of the same moment comes before, or finds that the technician has left.
    """
    with kindly():
        locks.company(technician.company_id)
        Technician.objects.filter(pk=technician.pk).update(is_active=False)
    log.info("technician_deactivated", technician=technician.pk, by=by.pk)


def reactivate(*, technician, by):
    """Put somebody who had left back on the list."""
    with kindly():
        Technician.objects.filter(pk=technician.pk).update(is_active=True)
    log.info("technician_reactivated", technician=technician.pk, by=by.pk)


def _locked(technician):
    return Technician.objects.select_for_update(of=("self",)).get(pk=technician.pk)


def _set(technician, fields):
    for name, value in fields.items():
        setattr(technician, name, value)
