"""A text file (CSV): in which letters it is written, and by what its columns are separated."""

import codecs
import csv
from collections import Counter
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _

from companies.refusals import Refused
from companies.tables import cells
from companies.tables.table import Row, gathered

SEPARATORS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Excel calls CSV, CSV (MS-DOS) and CSV (Macintosh). Latin-1 is part of the first.
_OLD_ENCODINGS = ("windows-1252", "cp850", "mac-roman")
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ")
_LOOKED_AT = 50


def read(content, *, limit_rows):
    """Read the text into a Table. Raises Refused for what is no text, or has no end."""
    text, encoding = decoded(content.rstrip(b"\x1a"))  # DOS ended its texts with it
    if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in set(text)):
        raise Refused(
            _("This is not text: it holds characters that no CSV has. Upload a CSV or .xlsx file.")
        )
    text, separator = separated(text)
    return gathered(
        _rows(text, separator), limit_rows=limit_rows, encoding=encoding, separator=separator
    )


def decoded(content):
    """Return the text and the name of its encoding.

    The rule: a mark at the beginning says it; else zeros in every other byte are UTF-16; else what
    can be UTF-8 is UTF-8, because nothing else looks like it by chance; else the old encoding in
    which most of the unusual bytes are letters of Spanish, the one of Windows first.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding.removesuffix("-sig")
    if b"\0" in content[:1_000]:
        halves = {"utf-16-be": content[:1_000:2], "utf-16-le": content[1:1_000:2]}
        for encoding, half in halves.items():
            if half.count(b"\0") * 2 > len(half):
                return _strictly(content, encoding), "utf-16"
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        unusual = bytes(byte for byte in content if byte > 127)
    encoding = max(_OLD_ENCODINGS, key=lambda name: _letters_of_spanish(unusual, name))
    return content.decode(encoding, errors="replace"), encoding


def separated(text):
    """Return the text without Excel's line "sep=;", and the separator of its columns.

    The rule: the sign by which most of the first rows have the same number of columns, more than
    one; among equals the one with more columns; a comma when none divides anything.
    """
    first, _end, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        return rest, first[4]
    return text, max(SEPARATORS, key=lambda sign: _regularity(text, sign))


def _strictly(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            _(
                "The letters of the file are damaged. Open it in Excel and choose “Save as”, type"
                " “CSV UTF-8”."
            )
        ) from error


def _letters_of_spanish(unusual, encoding):
    return sum(letter in _SPANISH for letter in unusual.decode(encoding, errors="replace"))


def _regularity(text, separator):
    try:
        widths = Counter(map(len, islice(_records(text, separator), _LOOKED_AT)))
    except csv.Error:
        return 0, 0
    return max(((many, width) for width, many in widths.items() if width > 1), default=(0, 0))


def _records(text, separator):
    return csv.reader(StringIO(text, newline=""), delimiter=separator)


def _rows(text, separator):
    try:
        for number, record in enumerate(_records(text, separator), start=1):
            row = [cells.clean(_unescaped(cell)) for cell in record]
            while row and not row[-1]:
                row.pop()
            yield Row(number, row)
    except csv.Error as error:
        raise Refused(
            _("A cell holds more than %(limit)s characters. Perhaps a quotation mark is missing.")
            % {"limit": f"{cells.LONGEST_CELL:,}"}
        ) from error


def _unescaped(cell):
    """Without the apostrophe that `writing` and others put before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
