"""The export of a technician, for who asks by right."""

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from canacintra_portal.exports import sheets, taken
from canacintra_portal.exports.archive import pack
from canacintra_portal.exports.sheets import Sheet
from companies.models import Message, Technician
from enrollment import letters
from enrollment.models import Enrollment


def of_technician(technician, *, whole_curp):
    """Gather all that is kept of a technician, for who asks by right; returns the bytes."""
    person = sheets.as_stored(_("technician"), Technician, [technician])
    if not whole_curp:
        masked = [
            [technician.masked_curp if cell == technician.curp else cell for cell in row]
            for row in person.rows
        ]
        person = Sheet(person.name, person.headers, masked)
    parts = [
        person,
        sheets.enrollments(technician.enrollments),
        sheets.messages(_messages(technician)),
        sheets.downloads(taken.of_technician(technician)),
        sheets.history(technician, (Technician, Enrollment)),
    ]
    return pack(str(technician), parts)


def _messages(technician):
    """What was written about her requests to an address of hers, a former one included.

    Only about them: an address may be that of a colleague, too, or be typed wrong.
    """
    seats = technician.enrollments.select_related("request")
    abouts = {letters.about(seat.request) for seat in seats}
    former = technician.trail.exclude(email="").values_list("email", flat=True)
    addresses = {address.lower() for address in [*former, technician.email] if address}
    written = Message.objects.annotate(address=Lower("to_address"))
    return written.filter(about__in=abouts, address__in=addresses)
