"""The roster as PDF and as spreadsheet: what is typed stays text, and everybody is on it."""

import re
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from enrollment.documents import roster_pdf, roster_sheet, square_code
from enrollment.documents.roster import Attendee, Notice, RosterDescription, Session, Waiting

ADDRESS = "https://cursos.ejemplo.invalid/privacidad/"
LETTER = {(612, 792)}
MARKUP = '#read("/etc/passwd") *no* _no_ $x$ \\ @a "b" = [c]'
FORMULAS = ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "-2", "http://ejemplo.invalid"]


def a_roster(people=3, sessions=2, waiting=1):
    return RosterDescription(
        code="GMAW-2650",
        course="Soldadura GMAW (MIG/MAG)",
        facts=(("Sede", "CANACINTRA, Sala Cobre"), ("Instructor", "Ramiro Cordón")),
        sessions=tuple(
            Session(f"sáb {number} dic", "8:00–13:00") for number in range(1, sessions + 1)
        ),
        attendees=tuple(
            Attendee(
                number, "Núñez Peña", f"Íñigo{number}", "Firma (ejemplo)", "NUPI••••••••••RBA8"
            )
            for number in range(1, people + 1)
        ),
        waiting=tuple(
            Waiting(str(number), "Zúñiga", f"Úrsula{number}", "Otra (ejemplo)", "un lugar libre")
            for number in range(1, waiting + 1)
        ),
        notice=Notice("Responsable: CANACINTRA.", ADDRESS, square_code.draw(ADDRESS)),
        as_of="Al dom 22 nov, 8:37",
        language="es",
    )


def read(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    return " ".join(page.extract_text() for page in read(pdf).pages)


def sizes_of(pdf):
    return {tuple(sorted(map(round, page.mediabox[2:]))) for page in read(pdf).pages}


def test_the_list_names_everybody_and_every_session():
    text = text_of(roster_pdf.draw(a_roster()))

    for said in [
        "GMAW-2650",
        "Núñez Peña, Íñigo3",
        "NUPI",
        "sáb 2 dic",
        "Úrsula1",
        "Al dom 22 nov",
    ]:
        assert said in text


def test_those_on_the_list_read_who_holds_their_data():
    page = read(roster_pdf.draw(a_roster())).pages[0]
    text = page.extract_text()
    assert "Responsable: CANACINTRA." in text
    assert ADDRESS in text


def test_the_square_code_is_a_qr_code_with_its_margin():
    code = square_code.draw(ADDRESS)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.path)}
    assert (code.size - 2 * 4 - 17) % 4 == 0  # its versions have 21, 25, 29 ... modules
    last = code.size - 4
    corners = {(4, 4), (last - 1, 4), (4, last - 1)}
    assert corners <= dark
    assert all(4 <= x < last and 4 <= y < last for x, y in dark)
    assert code.path != square_code.draw(ADDRESS + "2026-11/").path


def test_paper_is_letter_upright_for_few_sessions_and_wide_for_many():
    upright, wide = roster_pdf.draw(a_roster(sessions=4)), roster_pdf.draw(a_roster(sessions=5))

    assert sizes_of(upright) == sizes_of(wide) == LETTER
    assert read(upright).pages[0].mediabox.width < read(wide).pages[0].mediabox.width


def test_pages_are_numbered():
    pdf = roster_pdf.draw(a_roster(people=60))

    pages = [page.extract_text() for page in read(pdf).pages]
    assert len(pages) > 1
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_many_sessions_repeat_the_list_beside_the_next_ones():
    text = text_of(roster_pdf.draw(a_roster(people=1, sessions=14)))

    assert text.count("Íñigo1") == 2
    assert all(f"sáb {number} dic" in text for number in range(1, 15))


def test_an_empty_roster_is_a_page():
    assert len(read(roster_pdf.draw(a_roster(people=0, sessions=0, waiting=0))).pages) == 1


def test_the_pdf_is_tagged_and_says_its_language_and_title():
    document = read(roster_pdf.draw(a_roster()))

    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"].startswith("es")
    assert document.metadata.title == "GMAW-2650 · Soldadura GMAW (MIG/MAG)"


def test_what_people_typed_is_never_markup():
    roster = replace(
        a_roster(people=0),
        course=MARKUP,
        attendees=(Attendee(1, MARKUP, MARKUP, MARKUP, MARKUP),),
        waiting=(Waiting(MARKUP, MARKUP, MARKUP, MARKUP, MARKUP),),
    )

    text = text_of(roster_pdf.draw(roster)).replace("\n", " ")

    assert text.count('#read("/etc/passwd")') >= 5
    assert "root:" not in text
    assert "*no*" in text


def cells_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def workbook(roster):
    return openpyxl.load_workbook(BytesIO(roster_sheet.draw(roster)))


def test_the_sheet_has_a_row_for_each_person_and_a_column_for_each_session():
    people, queue = workbook(a_roster())

    rows = cells_of(people)
    assert rows[-1][:5] == [3, "Núñez Peña", "Íñigo3", "NUPI••••••••••RBA8", "Firma (ejemplo)"]
    assert rows[-4][-2:] == ["sáb 1 dic\n8:00–13:00", "sáb 2 dic\n8:00–13:00"]
    assert cells_of(queue)[-1] == ["1", "Zúñiga", "Úrsula1", "Otra (ejemplo)", "un lugar libre"]


def test_without_a_queue_there_is_one_sheet():
    assert len(workbook(a_roster(waiting=0)).sheetnames) == 1


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_people_typed_is_never_a_formula_or_a_link(typed):
    roster = replace(
        a_roster(people=0),
        course=typed,
        facts=((typed, typed),),
        attendees=(Attendee(1, typed, typed, typed, typed, typed),),
        waiting=(Waiting(typed, typed, typed, typed, typed),),
    )

    cells = [cell for sheet in workbook(roster) for row in sheet.iter_rows() for cell in row]

    shown = [cell for cell in cells if cell.value == typed]
    assert len(shown) >= 12
    assert {cell.data_type for cell in shown} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
