"""The door in: any file that somebody uploads."""

from io import BytesIO

from django.utils.translation import gettext as _

from companies.refusals import Refused
from companies.tables import kinds, text, workbook

MEGABYTE = 1_000_000


def read(file, *, limit_rows, limit_bytes):
    """Read an .xlsx or CSV file, by its content and not by its name, into a Table.

    `file` is anything with `read`, opened for bytes. `limit_rows` counts rows without the headers.
    Judged before anything is parsed; takes memory in proportion to `limit_bytes`. Raises Refused
    with one sentence that says what the file is and how to mend it.
    """
    content = file.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise too_large(limit_bytes)
    if kinds.kind_of(content) == kinds.ZIP:
        return workbook.read(BytesIO(content), limit_rows=limit_rows, limit_bytes=limit_bytes)
    table = text.read(content, limit_rows=limit_rows)
    # A CSV called .xlsx is read; of any other text its first line would pass for the headings.
    if len(table.headers) == 1 and _is_called_excel(file):
        raise Refused(kinds.not_excel())
    return table


def _is_called_excel(file):
    return str(getattr(file, "name", None) or "").lower().endswith((".xlsx", ".xls"))


def too_large(limit_bytes):
    """Say how large a file may be."""
    return Refused(
        _(
            "The file is larger than %(limit)s MB. Delete pictures and sheets that are not needed,"
            " or divide it into several files."
        )
        % {"limit": limit_bytes // MEGABYTE}
    )
