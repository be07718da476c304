"""The chamber's member list lets firms in: at once those that wait, later those that sign up."""

from companies.models import ChamberMember, Company
from companies.refusals import kindly
from companies.services import directories
from enrollment.services import approval


def accept(*, directory_import, by, now):
    """Accept a member list, and approve in the same transaction every firm that waits and is in it.

    A firm that staff refused stays refused: a list does not overrule a person. Firms that are
    approved stay approved, also when they are no longer in the list. Returns the import, whose
    `outcome` also says how many were approved. Raises Refused as directories.accept does.
    """
    with kindly():
        held = directories.accept(directory_import=directory_import, by=by, now=now)
        # A firm may be refused after this reading: each is looked at again under its lock.
        waiting = waiting_members(ChamberMember.objects.current().values("rfc"))
        approved = sum(approval.approve_if_member(company=company, now=now) for company in waiting)
        held.outcome = {**held.outcome, "approved": approved}
        held.save(update_fields=["outcome"])
    return held


def waiting_members(rfcs):
    """The firms that wait for approval and have one of these RFCs, in the order of their keys."""
    return list(Company.objects.awaiting_approval().filter(rfc__in=rfcs).order_by("pk"))
