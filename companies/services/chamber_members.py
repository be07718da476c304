"""The member list of the chamber, by which firms are approved at once."""

from companies.models import ChamberMember
from companies.rules.directories import TAKEN_OVER

BATCH = 1000


def store(*, directory_import, now):
    """Take the rows of an uploaded list over, within the caller's transaction.

    Where the list replaces the former one, who is not in it is marked as gone; who comes back is a
    member again. Returns how many are new, known and gone.
    """
    rows = [row["values"] for row in directory_import.rows if row["verdict"] in TAKEN_OVER]
    rows.sort(key=lambda row: row["rfc"])  # one order for two who store at once
    known = set(ChamberMember.objects.values_list("rfc", flat=True))
    ChamberMember.objects.bulk_create(
        [ChamberMember(**row, listed_at=now, last_import=directory_import) for row in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["rfc"],
        update_fields=["name", "last_import", "gone_at"],
    )
    gone = 0
    if directory_import.replaces:
        former = ChamberMember.objects.current().exclude(last_import=directory_import)
        gone = former.update(gone_at=now)
    new = sum(row["rfc"] not in known for row in rows)
    return {"new": new, "known": len(rows) - new, "gone": gone}
