"""The ZIP that a workbook is: what is judged before anybody parses what it holds."""

import re
import struct
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from companies.refusals import Refused
from companies.tables import kinds

MOST_ENTRIES = 1_000
UNPACKED_PER_BYTE = 8  # of what may be uploaded: a sheet of 5,000 people has 3 MB in 0.4 MB
HIGHEST_RATIO = 200  # of what is larger than a full technicians' list; deflate reaches 1,030
RATIO_MATTERS_FROM = 4_000_000
LONGEST_NAME, DEEPEST_NAME = 200, 8
MARKS_PER_ROW = 200  # "<" in the XML: 40 cells of five
MARKS_BESIDE_ROWS = 400_000
MARKS_IN_ONE_ROW = 120_000  # a row of 16,384 cells passes, to be told its columns
# What `zipfile` raises for bytes that contradict one another: it seeks where they say.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
_CHUNK = 1 << 20
_BEGINNINGS = re.compile(rb"<(?:\w+:)?(?:row|si)\b")  # of a row, and of a shared text

_OTHERS = {
    "wordprocessingml": "Word",
    "presentationml": "PowerPoint",
    "opendocument": "OpenDocument",
}


def judged(content, *, limit_rows, limit_bytes):
    """Open the ZIP of an .xlsx file when it can be parsed safely.

    Counts entries, names, sizes and ratio in its directory, then unpacks it once without keeping
    anything, to count the XML marks. Raises Refused with what is wrong with it.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        entries = archive.infolist()
        _refuse_bombs(entries, limit_bytes)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(kinds.password())
        _refuse_strange(entries)
        _refuse_other_documents(archive)
        _refuse_crowds(archive, limit_rows)
    except _BROKEN as error:
        raise Refused(damaged()) from error
    return archive


def damaged():
    """The sentence for a file that breaks off or contradicts itself."""
    return _(
        "The file is damaged or was not uploaded completely. Open it in Excel, save it again and"
        " upload it once more."
    )


def crowded():
    """The sentence for a workbook with too much in it."""
    return _(
        "The workbook has far more cells than a list of people needs. Copy the rows into a new"
        " workbook, as values only, or save the sheet as CSV."
    )


def _refuse_bombs(entries, limit_bytes):
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_large = size > limit_bytes * UNPACKED_PER_BYTE
    is_dense = size > RATIO_MATTERS_FROM and size > packed * HIGHEST_RATIO
    if is_large or is_dense or len(entries) > MOST_ENTRIES:
        raise Refused(
            _(
                "Unpacked, this file would be far larger than a list of people can be. Copy the"
                " rows into a new workbook, as values only, and upload that."
            )
        )


def _refuse_strange(entries):
    """Refuse names that a spreadsheet program does not write: twice, outside, deep."""
    names = [entry.filename for entry in entries]
    is_strange = len(set(names)) < len(names) or any(
        "\\" in name
        or name.startswith("/")
        or ".." in name.split("/")
        or len(name) > LONGEST_NAME
        or name.count("/") > DEEPEST_NAME
        for name in names
    )
    unknown = {entry.compress_type for entry in entries} - {
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    }
    if is_strange or unknown:
        raise Refused(
            _(
                "No spreadsheet program writes a file like this. Open it in Excel and choose “Save"
                " as”, type “Excel workbook (.xlsx)”."
            )
        )


def _refuse_other_documents(archive):
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        if "mimetype" in names or any(name.endswith(".iwa") for name in names):
            raise Refused(_another(_("OpenDocument or Numbers")))
        raise Refused(kinds.compressed())
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise Refused(
            _(
                "The file holds macros or is binary (.xlsm, .xlsb). Open it and choose “Save as”,"
                " type “Excel workbook (.xlsx)”."
            )
        )
    for part, program in _OTHERS.items():
        if part.encode() in types:
            raise Refused(_another(program))
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise Refused(damaged())


def _another(program):
    return _(
        "This is a file of %(program)s. Save it as an Excel workbook (.xlsx) or as CSV and upload"
        " that."
    ) % {"program": program}


def _refuse_crowds(archive, limit_rows):
    """Count marks: a parser keeps a row, and a text, until it ends, many times as large as here."""
    left = limit_rows * MARKS_PER_ROW + MARKS_BESIDE_ROWS
    for entry in archive.infolist():
        in_row = 0
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                left -= chunk.count(b"<")
                first, *later = re.split(_BEGINNINGS, chunk)
                counts = [in_row + first.count(b"<"), *(piece.count(b"<") for piece in later)]
                in_row = counts[-1]
                if left < 0 or max(counts) > MARKS_IN_ONE_ROW:
                    raise Refused(crowded())
