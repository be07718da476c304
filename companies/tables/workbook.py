"""A workbook (.xlsx), read by openpyxl after the archive was judged."""

import time
import warnings

import openpyxl
import structlog
from django.utils.translation import gettext as _

from companies.refusals import Refused
from companies.tables import archive, cells
from companies.tables.table import Row, gathered

log = structlog.get_logger(__name__)

VISIBLE = "visible"
LAST_ROW = 1_048_576  # of a sheet; a file may claim more, and openpyxl would count up to it
PATIENCE = 20  # seconds


def read(content, *, limit_rows, limit_bytes):
    """Read the first visible sheet that holds anything into a Table.

    Values only: a formula is neither computed nor believed, the Table names its cell. Raises
    Refused.
    """
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must read XML with defusedxml, which refuses entity bombs")
    archive.judged(content.getvalue(), limit_rows=limit_rows, limit_bytes=limit_bytes).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decorations that nobody asks for
            return _first_sheet(content, limit_rows)
    except Refused:
        raise
    except Exception as error:  # a workbook can be wrong in more ways than openpyxl has names for
        log.info("workbook_unreadable", error=type(error).__name__)
        raise Refused(archive.damaged()) from error


def _first_sheet(content, limit_rows):
    book = openpyxl.load_workbook(content, read_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == VISIBLE]
        for sheet in shown:
            # Rows are padded to the size that the file claims, which may be anything.
            sheet.reset_dimensions()
            if any(_filled(sheet)):
                others = tuple(other.title for other in shown if other is not sheet)
                return gathered(
                    _rows(sheet), limit_rows=limit_rows, sheet=sheet.title, other_sheets=others
                )
    finally:
        book.close()
    raise Refused(_("The file is empty."))


def _rows(sheet):
    for number, row in _filled(sheet):
        formulas = frozenset(i for i, cell in enumerate(row) if cell.data_type == "f")
        texts = [_text(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        yield Row(number, texts, formulas)


def _filled(sheet):
    """Yield number and cells of the rows that hold something."""
    patient_until = time.monotonic() + PATIENCE
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > LAST_ROW:
            raise Refused(archive.damaged())
        if time.monotonic() > patient_until:
            raise Refused(archive.crowded())
        if any(cell.value is not None for cell in row):
            yield number, row


def _text(cell):
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        # An array formula is an object, whose text is what the person sees.
        return cells.clean(str(getattr(cell.value, "text", cell.value)))
    return cells.spoken(cell.value, cell.number_format)
