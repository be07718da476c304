"""Files as people, programs and attackers make them, for the tests of what is uploaded."""

import zipfile
from io import BytesIO

import openpyxl

TYPES = "[Content_Types].xml"
PEOPLE = [["Nombre", "CURP"], ["Íñigo Núñez", "NUXI800115HCHXXX01"], ["Ana Peña", ""]]


def workbook(*sheets, edit=None):
    """The bytes of an .xlsx with these sheets, each a list of rows; `edit` gets its Workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets or [PEOPLE], start=1):
        sheet = book.create_sheet(f"Hoja{number}")
        for row in rows:
            sheet.append(row)
    if edit:
        edit(book)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def repacked(content, changed=None, added=None, compression=zipfile.ZIP_DEFLATED):
    """The same archive with some entries changed (by a function of their bytes) or added."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            change = (changed or {}).get(name, lambda same: same)
            new.writestr(name, change(old.read(name)), compress_type=compression)
        for name, data in (added or {}).items():
            new.writestr(name, data, compress_type=zipfile.ZIP_DEFLATED)
    return output.getvalue()


def with_sheet_xml(rows):
    """A workbook whose only sheet holds these rows of XML."""
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return repacked(workbook(), {"xl/worksheets/sheet1.xml": lambda _same: xml.encode()})


def text(rows=PEOPLE, separator=",", encoding="utf-8"):
    """The bytes of a text file."""
    return "\r\n".join(separator.join(row) for row in rows).encode(encoding)
