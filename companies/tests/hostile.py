"""Files that nobody wants to receive, each with the sentence that its sender is told.

docs/hostile-inputs.md shows the same table.
"""

import json
import struct
import zipfile
from io import BytesIO

from companies.tests.uploaded import PEOPLE, TYPES, repacked, text, with_sheet_xml, workbook

DAMAGED = (
    "The file is damaged or was not uploaded completely. Open it in Excel, save it again and"
    " upload it once more."
)
PASSWORD = "The file asks for a password. Save it without the password and upload it again."
EMPTY = "The file is empty."
BOMB = (
    "Unpacked, this file would be far larger than a list of people can be. Copy the rows into a"
    " new workbook, as values only, and upload that."
)
CROWDED = (
    "The workbook has far more cells than a list of people needs. Copy the rows into a new"
    " workbook, as values only, or save the sheet as CSV."
)
STRANGE = (
    "No spreadsheet program writes a file like this. Open it in Excel and choose “Save as”, type"
    " “Excel workbook (.xlsx)”."
)
COMPRESSED = "This is a compressed file. Unpack it and upload the spreadsheet inside."
WEB_PAGE = (
    "This is a web page or XML, although its name says spreadsheet. Open it in Excel and choose"
    " “Save as”, type “Excel workbook (.xlsx)”."
)
MACROS = (
    "The file holds macros or is binary (.xlsm, .xlsb). Open it and choose “Save as”, type “Excel"
    " workbook (.xlsx)”."
)
NOT_TEXT = "This is not text: it holds characters that no CSV has. Upload a CSV or .xlsx file."
ROWS = "The file has more than 5,000 rows. Divide it into several files."
LONG_CELL = "A cell in row 2 holds more than 2,000 characters. Perhaps a quotation mark is missing."
ACCENTS = "a" + "\u0300\u0316" * 40_000
ACCENTED = f'<c t="inlineStr"><is><t>{ACCENTS}</t></is></c>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def kind(kind):
    return f"This is {kind}. Upload an Excel workbook (.xlsx) or a CSV file."


def of_program(program):
    return (
        f"This is a file of {program}. Save it as an Excel workbook (.xlsx) or as CSV and upload"
        " that."
    )


def zipped(**entries):
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def with_types(change):
    return repacked(workbook(), {TYPES: change})


def with_entity(declared=ENTITIES):
    def change(xml):
        return xml.replace(b"<worksheet", declared.encode() + b"<worksheet", 1)

    return repacked(workbook(), {SHEET: change})


def locked():
    """A workbook whose entries say in their flags that they are encrypted."""
    content = bytearray(workbook())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def lying():
    """A workbook whose directory says that its sheet is shorter than it is."""
    content = bytearray(workbook())
    at = content.rfind(b"PK\1\2", 0, content.rfind(SHEET.encode()))
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def padded(megabytes):
    return repacked(workbook(), added={"xl/media/image1.png": bytes(megabytes * 1_000_000)})


HOSTILE = {
    "nothing": (b"", EMPTY),
    "only spaces": (b" \r\n\t\r\n", EMPTY),
    "workbook without a filled cell": (workbook([[]]), EMPTY),
    "CSV of separators alone": (b",,,\r\n,,,", EMPTY),
    "6 MB": (b"Nombre,CURP\n" + b"Ana,X\n" * 1_000_000, "The file is larger than 5 MB. Delete"
             " pictures and sheets that are not needed, or divide it into several files."),
    "zip bomb, 60 MB in 60 kB": (padded(60), BOMB),
    "zip bomb, 8 MB in 8 kB": (padded(8), BOMB),
    "zip with 2,000 entries": (
        repacked(workbook(), added={f"xl/{n}.xml": b"" for n in range(2_000)}), BOMB),
    "zip whose directory lies about a size": (lying(), DAMAGED),
    "zip cut off": (workbook()[:-400], DAMAGED),
    "zip with a flipped byte": (
        workbook().replace(b"xl/workbook.xml", b"xl/workbook.xm!"), DAMAGED),
    "zip with ../ in a name": (repacked(workbook(), added={"xl/../../etc/x": b""}), STRANGE),
    "zip with 40 folders in a name": (repacked(workbook(), added={"a/" * 40 + "x": b""}), STRANGE),
    "zip with an absolute name": (repacked(workbook(), added={"/etc/x": b""}), STRANGE),
    "zip packed with LZMA": (repacked(workbook(), compression=zipfile.ZIP_LZMA), STRANGE),
    "zip of a CSV": (zipped(**{"lista.csv": text()}), COMPRESSED),
    "empty zip": (zipped(), COMPRESSED),
    "gzip": (b"\x1f\x8b\x08" + bytes(40), COMPRESSED),
    "XML entity bomb": (with_entity(), DAMAGED),
    "XML that reads a file of the server": (
        with_entity('<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), DAMAGED),
    "10^6 rows, CSV": (b"A,B\n" + b"1,\n" * 1_000_000, ROWS),
    "10^6 rows, workbook": (with_sheet_xml("<row><c><v>1</v></c></row>" * 1_000_000), BOMB),
    "5,001 rows": (text([["A", "B"], *[["1", "2"]] * 5_001]), ROWS),
    "16,384 columns": (workbook([["x"] * 16_384]),
                       "Row 1 has 16,384 columns, and a file may have 100."),
    "a row of 200,000 cells": (with_sheet_xml(f"<row>{'<c/>' * 200_000}</row>"), CROWDED),
    "a row with the number 10^15": (
        with_sheet_xml(f'<row r="{10**15}"><c><v>1</v></c></row>'), DAMAGED),
    "a cell of 30,000 characters": (workbook([["A", "B"], ["x" * 30_000, "y"]]), LONG_CELL),
    "a cell of 80,000 accents, workbook": (
        with_sheet_xml(f"<row>{'<c><v>1</v></c>' * 2}</row><row>{ACCENTED * 2}</row>"), LONG_CELL),
    "a cell of 80,000 accents, CSV": (text([["A", "B"], [ACCENTS, "x"]]), LONG_CELL),
    "a quotation mark that never ends": (b'A,B\n"x,y\n' + b"1,2\n" * 2_000, LONG_CELL),
    "password-protected": (OLE2 + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
    "zip with a password": (locked(), PASSWORD),
    "old Excel (.xls)": (OLE2 + "Workbook".encode("utf-16-le"), "This is an Excel file of"
                         " before 2007 (.xls). Open it and choose “Save as”, type “Excel workbook"
                         " (.xlsx)”."),
    "old Word (.doc)": (OLE2, kind("a document of an old Office program")),
    "macros (.xlsm)": (
        with_types(lambda xml: xml.replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet.main",
            b"ms-excel.sheet.macroEnabled.main")), MACROS),
    "macros inside an .xlsx": (
        repacked(workbook(), added={"xl/vbaProject.bin": b"x"}), MACROS),
    "Word (.docx)": (with_types(lambda xml: xml.replace(
        b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")), of_program("Word")),
    "LibreOffice (.ods)": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
        of_program("OpenDocument or Numbers")),
    "PDF": (b"%PDF-1.7\n" + bytes(40), kind("a PDF")),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(40), kind("a picture")),
    "HTML called .xls": (b"\xef\xbb\xbf<html><table><tr><td>Ana</td></tr></table>", WEB_PAGE),
    "XML of Excel 2003": (b'<?xml version="1.0"?><Workbook/>', WEB_PAGE),
    "RTF": (b"{\\rtf1 Ana}", kind("a text document")),
    "NUL in a CSV": (b"Nombre,CURP\nAna\0,X", NOT_TEXT),
    "a program": (b"\x7fELF\2\1\1" + bytes(range(256)), NOT_TEXT),
    "half a letter of UTF-16": ("Nombre,CURP\nAna,X".encode("utf-16") + b"\xd8", "The letters of"
        " the file are damaged. Open it in Excel and choose “Save as”, type “CSV UTF-8”."),
}  # fmt: skip

# What is read although it looks dangerous: the text stays a text.
HARMLESS = {
    "formula as text in a CSV": (b'A,B\n"=1+1",x', [["=1+1", "x"]]),
    "command in a CSV": (b"A,B\n\"=cmd|' /C calc'!A0\",x", [["=cmd|' /C calc'!A0", "x"]]),
    "emoji": (text([["A", "B"], ["Ana 👩🏽‍🔧", "x"]]), [["Ana 👩🏽🔧", "x"]]),
    "right to left and zero width": (
        text([["A", "B"], ["\u202eAna\u200b \u2066P\u2069", "x\ufeff"]]),
        [["Ana P", "x"]],
    ),
    "Latin-1": (text(PEOPLE, encoding="latin-1"), PEOPLE[1:]),
    "SQL": (b"A,B\nRobert'); DROP TABLE x;--,x", [["Robert'); DROP TABLE x;--", "x"]]),
    "script": (text([["A", "B"], ["<script>x()</script>", "x"]]), [["<script>x()</script>", "x"]]),
    "header alone": (b"Nombre,CURP", []),
    "JSON": (json.dumps({"a": 1}).encode(), []),
}
