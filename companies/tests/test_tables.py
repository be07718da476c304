"""Tables that people upload: read as they were typed, whatever program wrote them."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from companies import tables
from companies.refusals import Refused
from companies.tests.uploaded import PEOPLE, text, with_sheet_xml, workbook

pytestmark = pytest.mark.usefixtures("in_english")

LIMITS = {"limit_rows": 5_000, "limit_bytes": 5_000_000}


def read(content):
    return tables.read(BytesIO(content), **LIMITS)


def as_read(content):
    table = read(content)
    return [table.headers, *table.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("windows-1252", "windows-1252"),
        ("latin-1", "windows-1252"),
        ("cp850", "cp850"),
        ("mac-roman", "mac-roman"),
    ],
)
def test_a_text_is_read_in_every_encoding_and_with_every_separator(encoding, said, separator):
    table = read(text(separator=separator, encoding=encoding))

    assert [table.headers, *table.rows] == PEOPLE
    assert (table.encoding, table.separator) == (said, separator)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('Nombre;CURP\n"Peña; Ana";X', [["Nombre", "CURP"], ["Peña; Ana", "X"]]),
        ('Nombre,CURP\n"Ana\nMaría",X', [["Nombre", "CURP"], ["Ana María", "X"]]),
        ('Nombre,CURP\n"Ana ""La"" P",X', [["Nombre", "CURP"], ['Ana "La" P', "X"]]),
        (
            "Nombre;CURP\nPeña, Ana;X\nRuiz, Eva;Y",
            [["Nombre", "CURP"], ["Peña, Ana", "X"], ["Ruiz, Eva", "Y"]],
        ),
        ("sep=;\nNombre;CURP\nAna;X", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("Nombre,CURP\rAna,X\r", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("\n\nNombre,CURP\n,,\nAna,X\n\n", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("Lista 2026,\nNombre,CURP\nAna,X", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("CURP\nX\nY", [["CURP"], ["X"], ["Y"]]),
        ("Nombre,,CURP\nAna,,X", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("Nombre,CURP,Correo\nAna,X", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("Nombre,CP\nAna,01234", [["Nombre", "CP"], ["Ana", "01234"]]),
        ("Nombre,CURP\nAna,X\x1a", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("Nombre,CURP\n\u202eAna\u200b,\u00a0X\ufeff", [["Nombre", "CURP"], ["Ana", "X"]]),
        ("Nombre,CURP\nJose\u0301 🙂,X", [["Nombre", "CURP"], ["José 🙂", "X"]]),
        ("Nombre,CURP\n'=1+1,X", [["Nombre", "CURP"], ["=1+1", "X"]]),
        ("Nombre,CURP\n,X", [["Nombre", "CURP"], ["", "X"]]),
        ("Nombre,CURP", [["Nombre", "CURP"]]),
    ],
)
def test_a_text_is_read_as_a_person_reads_it(typed, expected):
    if expected[0] == ["Nombre", "CURP"] and "Correo" in typed:
        expected = [["Nombre", "CURP", "Correo"], ["Ana", "X", ""]]
    assert as_read(typed.encode()) == expected


def test_rows_that_are_longer_than_the_headers_are_named():
    table = read(b"Nombre,CURP\nAna,X\nRuiz, Eva,Y")

    assert table.overlong == {1}
    assert table.numbers == [2, 3]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        ("01234", "General", "01234"),
        (1234, "00000", "01234"),
        (32500, "General", "32500"),
        (32500.0, "General", "32500"),
        (6561234567.0, "General", "6561234567"),
        (2.5, "General", "2.5"),
        (True, "General", "TRUE"),
        (dt.date(2026, 11, 22), "yyyy-mm-dd", "2026-11-22"),
        (dt.datetime(2026, 11, 22, 8, 30), "yyyy-mm-dd hh:mm", "2026-11-22 08:30:00"),  # noqa: DTZ001
        ("=x", "@", "=x"),
        ("  Ana\n María ", "General", "Ana María"),
        ("Ana_x000D_María", "General", "Ana María"),
    ],
)
def test_a_cell_of_a_workbook_is_what_was_typed(value, number_format, expected):
    def edit(book):
        cell = book.active["B2"]
        cell.value = value
        cell.number_format = number_format
        if isinstance(value, str):
            cell.data_type = "s"

    assert as_read(workbook([["A", "B"], ["x", ""]], edit=edit))[1][1] == expected


def test_a_formula_is_named_and_not_computed():
    table = read(workbook([["Nombre", "CURP"], ["Ana", "X"], ['=UPPER("eva")', "Y"]]))

    assert table.formulas == {(1, 0)}
    assert table.rows[1] == ['=UPPER("eva")', "Y"]


def test_the_first_visible_sheet_with_anything_in_it_is_read():
    def hide(book):
        book["Hoja2"].sheet_state = "hidden"

    table = read(workbook([], [["Secreto", "X"]], PEOPLE, [["Otra", "Y"]], edit=hide))

    assert [table.headers, *table.rows] == PEOPLE
    assert (table.sheet, table.other_sheets) == ("Hoja3", ("Hoja1", "Hoja4"))


def test_a_merged_title_above_the_headers_and_empty_rows_are_left_out():
    def merge(book):
        book.active.insert_rows(1, 2)
        book.active["A1"] = "Técnicos 2026"
        book.active.merge_cells("A1:B1")

    table = read(workbook(PEOPLE, edit=merge))

    assert [table.headers, *table.rows] == PEOPLE
    assert table.numbers == [4, 5]


def test_a_sheet_may_lie_about_its_size_and_leave_out_rows_and_columns():
    table = read(
        with_sheet_xml(
            '<row r="3"><c r="B3" t="inlineStr"><is><t>Nombre</t></is></c>'
            '<c r="D3" t="inlineStr"><is><t>CURP</t></is></c></row>'
            '<row r="9"><c r="D9" t="inlineStr"><is><t>X</t></is></c></row>'
        )
    )

    assert (table.headers, table.rows, table.numbers) == (["Nombre", "CURP"], [["", "X"]], [9])


@pytest.mark.parametrize("content", [workbook(PEOPLE), text()], ids=["xlsx", "csv"])
def test_as_many_rows_as_are_allowed_and_not_one_more(content):
    allowed = {**LIMITS, "limit_rows": 2}

    assert len(tables.read(BytesIO(content), **allowed).rows) == 2
    with pytest.raises(Refused, match="more than 1 rows"):
        tables.read(BytesIO(content), **{**allowed, "limit_rows": 1})


TYPED = ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "-2", "http://x.invalid", "01234", "Ñú"]


def test_what_is_written_as_a_workbook_is_text_and_reads_the_same():
    content = tables.as_xlsx(["Uno"], [[typed] for typed in TYPED], name="a/b [c]: técnicos?")

    sheet = openpyxl.load_workbook(BytesIO(content)).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == TYPED
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet.title == "ab c técnicos"
    assert as_read(content) == [["Uno"], *([typed] for typed in TYPED)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_is_written_as_text_computes_nothing_and_reads_the_same(separator):
    rows = [[typed, "x"] for typed in TYPED]

    content = tables.as_csv(["Uno", "Dos"], rows, separator=separator)

    lines = content.decode("utf-8-sig").splitlines()[1:]
    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@")) for line in lines)
    assert as_read(content) == [["Uno", "Dos"], *rows]
