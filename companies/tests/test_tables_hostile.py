"""Hostile files: each gets its sentence, quickly and without filling the memory."""

import time
import tracemalloc
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings as portal
from hypothesis import given, settings
from hypothesis import strategies as st

from canacintra_portal.testing.effort import little_work
from companies import tables
from companies.refusals import Refused
from companies.tests.hostile import HARMLESS, HOSTILE
from companies.tests.uploaded import repacked, text, with_sheet_xml, workbook

pytestmark = pytest.mark.usefixtures("in_english")

LIMITS = {"limit_rows": 5_000, "limit_bytes": 5_000_000}
DOCUMENT = Path(portal.BASE_DIR) / "docs" / "hostile-inputs.md"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_its_sentence(name):
    content, sentence = HOSTILE[name]

    started = time.monotonic()
    with pytest.raises(Refused) as refusal:
        tables.read(BytesIO(content), **LIMITS)

    assert str(refusal.value) == sentence
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("kind", ["workbook", "CSV"])
def test_accents_without_end_hold_no_processor(kind):
    content, _sentence = HOSTILE[f"a cell of 80,000 accents, {kind}"]

    with little_work(), pytest.raises(Refused):
        tables.read(BytesIO(content), **LIMITS)


def test_many_cells_of_accents_cost_no_more_than_their_letters():
    cell = "a" + "\u0300\u0316" * 990
    content = text([["A", "B"], *[[cell, "x"]] * 200])

    with little_work():
        table = tables.read(BytesIO(content), **LIMITS)

    assert len(table.rows[0][0]) < 40


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_dangerous_is_read_as_text(name):
    content, rows = HARMLESS[name]

    assert tables.read(BytesIO(content), **LIMITS).rows == rows


def test_the_document_shows_the_same_table():
    lines = [f"| {name} | {sentence} |" for name, (_content, sentence) in HOSTILE.items()]

    assert [line for line in lines if line not in DOCUMENT.read_text()] == []


def test_openpyxl_reads_xml_with_the_parser_that_refuses_entities():
    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse.__module__ == "defusedxml.common"
    assert openpyxl.xml.functions.fromstring.__module__ == "defusedxml.common"


@pytest.mark.parametrize("name", ["zip bomb, 60 MB in 60 kB", "10^6 rows, workbook", "6 MB"])
def test_a_bomb_does_not_fill_the_memory(name):
    content, _sentence = HOSTILE[name]

    tracemalloc.start()
    with pytest.raises(Refused):
        tables.read(BytesIO(content), **LIMITS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 25_000_000


def test_a_workbook_formatted_to_its_last_row_and_column_is_read():
    row = (
        '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c><c r="B{0}"><v>1</v></c></row>'
    )
    blank = "".join(f'<row r="{number}" s="1"/>' for number in range(10, 100_000))
    wide = f'<row r="3"><c r="A3"><v>1</v></c>{"<c/>" * 16_383}</row>'
    content = with_sheet_xml(row.format(1) + row.format(2) + wide + blank)

    assert tables.read(BytesIO(content), **LIMITS).rows == [["x", "1"], ["1", ""]]


@pytest.mark.parametrize("program", [workbook(), text()], ids=["xlsx", "csv"])
@settings(max_examples=300, deadline=None)
@given(where=st.integers(0, 10_000), with_what=st.binary(max_size=8), is_cut=st.booleans())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(program, where, with_what, is_cut):
    where %= len(program)
    after = b"" if is_cut else program[where + len(with_what) :]
    content = program[:where] + with_what + after

    try:
        table = tables.read(BytesIO(content), **LIMITS)
    except Refused:
        return
    assert all(len(row) == len(table.headers) for row in table.rows)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        tables.read(BytesIO(content), **LIMITS)
    except Refused:
        return


def test_xml_that_is_no_sheet_is_refused():
    content = repacked(workbook(), {"xl/workbook.xml": lambda _same: b"<a>"})

    with pytest.raises(Refused, match="damaged"):
        tables.read(BytesIO(content), **LIMITS)
