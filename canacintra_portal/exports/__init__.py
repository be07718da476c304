"""All that the portal keeps of a firm or of a person, gathered from every floor into one ZIP.

`tests/test_exports_complete.py` finds every column that points to somebody: it is gathered here,
or excused there with a reason.
"""

from canacintra_portal.exports.company import of_company
from canacintra_portal.exports.technician import of_technician
from canacintra_portal.exports.user import of_user

__all__ = ["of_company", "of_technician", "of_user"]
