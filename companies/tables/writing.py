"""The doors out: nothing that somebody typed becomes a formula or a link."""

import csv
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

SHEET_NAME_LENGTH = 31  # the limit of the file format
NUMBERS = (int, Decimal)
NARROWEST, WIDEST = 10, 60  # columns, in characters
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def book(output, *, title):
    """Open a workbook that writes into `output`, in which texts stay texts."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as workbook:
        workbook.set_properties({"title": title})
        yield workbook


def heading(workbook):
    """The format of a line of headers."""
    return workbook.add_format(
        {"bold": True, "bg_color": "#f3eee4", "border": 1, "text_wrap": True}
    )


def sheet_name(name):
    """The name of a sheet, without what the format forbids."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:SHEET_NAME_LENGTH]


def write_rows(workbook, name, headers, rows):
    """Add a sheet with headers and rows, and return it. A cell is a number where a number was
    given, and else a string, whatever it begins with."""
    sheet = workbook.add_worksheet(sheet_name(name))
    head = heading(workbook)
    plain = workbook.add_format({"num_format": "@"})  # what is typed beside it stays a text, too
    figure = workbook.add_format({"num_format": "General"})
    rows = [[cell if isinstance(cell, NUMBERS) else str(cell) for cell in row] for row in rows]
    for column, header in enumerate(headers):
        longest = max(map(len, [header, *(str(row[column]) for row in rows)]))
        sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST), plain)
        sheet.write_string(0, column, header, head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell, plain)
            else:
                sheet.write_number(number, column, cell, figure)
    sheet.freeze_panes(1, 0)
    return sheet


def as_xlsx(headers, rows, *, name):
    """Return the bytes of an .xlsx with one sheet called `name`; every row as wide as `headers`."""
    output = BytesIO()
    with book(output, title=name) as workbook:
        write_rows(workbook, name, headers, rows)
    return output.getvalue()


def as_csv(headers, rows, *, separator=","):
    """Return the bytes of a CSV that Excel opens with its accents and without computing anything.

    What begins like a formula gets an apostrophe in front, which `read` takes away again.
    """
    output = StringIO()
    writer = csv.writer(output, delimiter=separator)
    for row in [headers, *rows]:
        writer.writerow(["'" + text if text.startswith(_FORMULA_STARTS) else text for text in row])
    return output.getvalue().encode("utf-8-sig")
