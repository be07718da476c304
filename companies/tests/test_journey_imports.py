"""Alicia of HR has her technicians in a spreadsheet, and some rows of it are wrong."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from companies import tables
from companies.models import TechnicianImport
from companies.tests.factories import MembershipFactory, TechnicianFactory, curp
from companies.tests.lists import HEADERS, person, store_all

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LIST = "/empresa/tecnicos/"
ROWS = [
    person(1),
    person(2),
    person(3, curp=curp(3)[:17] + str((int(curp(3)[17]) + 1) % 10)),
    person(4, given_names=""),
    person(1),
]


@pytest.fixture
def alicia():
    return MembershipFactory()


def upload(page, rows, name="lista.xlsx", headers=HEADERS):
    content = tables.as_xlsx(headers, rows, name="Lista")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_role("link", name="Import a list").first.click()
    file = {"name": name, "mimeType": kind, "buffer": content}
    page.get_by_label("Spreadsheet").set_input_files(file)
    page.get_by_role("button", name="Upload and look at it").click()


def headline(page):
    return page.get_by_role("heading", level=1)


def test_a_list_with_errors_is_looked_at_stored_and_its_bad_rows_taken_home(
    open_signed_in, alicia, assert_accessible
):
    # Given a firm that knows one of the people already, on a phone
    TechnicianFactory(company=alicia.company, curp=curp(2), job_title="Soldador")
    page = open_signed_in(alicia.user, width=390)
    page.goto(LIST)
    # When she uploads her list
    page.get_by_role("link", name="Import a list").first.click()
    assert_accessible(page)
    page.go_back()
    upload(page, ROWS)
    # Then she sees what would happen to each row, and nothing is stored
    expect(headline(page)).to_have_text("2 rows are ready to be stored")
    assert_accessible(page)
    page.get_by_role("link", name="To be mended 3").click()
    page.get_by_text("The given names are missing.").wait_for()
    expect(page.get_by_text(ROWS[2][3]).first).to_be_visible()
    expect(page.get_by_text("already").first).to_be_visible()
    assert alicia.company.technicians.count() == 1
    # And when she stores the good ones, the page says how it gets on, and then that it is done
    page.get_by_role("button", name="Store 2 rows").click()
    page.get_by_text("0 of 2 stored").first.wait_for()
    assert_accessible(page)
    store_all(TechnicianImport.objects.get(), timezone.now())
    page.get_by_role("heading", name="2 technicians are stored").wait_for()
    assert_accessible(page)
    # And the bad rows come back in her columns, each with its reason
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rows to mend").click()
    sheet = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).active
    headers, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert headers == [*HEADERS, "What to mend"]
    assert [row[3] for row in rows] == [ROWS[2][3], ROWS[3][3], ROWS[4][3]]
    assert "given names" in rows[1][-1]
    # And when she mends and uploads them, only they are new
    for row, mended in zip(rows, [curp(3), curp(4), curp(5)], strict=True):
        row[2], row[3] = row[2] or "Ana", mended
    page.get_by_role("link", name="See my technicians").click()
    upload(page, [[cell or "" for cell in row] for row in rows], headers=headers)
    expect(headline(page)).to_have_text("3 rows are ready to be stored")


def test_without_scripts_the_list_is_stored_and_the_page_turns_by_itself(
    open_signed_in, alicia, assert_accessible
):
    page = open_signed_in(alicia.user, java_script_enabled=False)
    page.goto(LIST)
    upload(page, ROWS[:2])
    page.get_by_role("button", name="Store 2 rows").click()
    expect(headline(page)).to_have_text("0 of 2 stored")

    store_all(TechnicianImport.objects.get(), timezone.now())

    page.get_by_role("heading", name="2 technicians are stored").wait_for()


def test_columns_without_clear_headers_are_named_by_hand(open_signed_in, alicia, assert_accessible):
    page = open_signed_in(alicia.user, width=1280)
    page.goto(LIST)
    upload(page, ROWS[:2], headers=["A", "B", "C", "D", "E", "F"])
    expect(headline(page)).to_have_text("What is in each column?")
    assert_accessible(page)
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_text("Say where the names are").first.wait_for()
    page.get_by_label("A", exact=True).select_option("First surname")
    page.get_by_label("C", exact=True).select_option("Given names")
    page.get_by_role("button", name="Look at the rows").click()

    page.get_by_role("heading", name="2 rows are ready to be stored").wait_for()


def test_a_file_that_is_no_list_is_answered_with_a_sentence(
    open_signed_in, alicia, assert_accessible
):
    page = open_signed_in(alicia.user)
    page.goto(LIST)
    page.get_by_role("link", name="Import a list").first.click()
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": "lista.xlsx", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Upload and look at it").click()

    page.get_by_text("This is a PDF.").wait_for()
    assert_accessible(page)


def test_a_file_that_is_too_large_does_not_even_travel(open_signed_in, alicia, assert_accessible):
    page = open_signed_in(alicia.user)
    page.goto(LIST)
    page.get_by_role("link", name="Import a list").first.click()
    file = page.get_by_label("Spreadsheet")
    big = {"name": "lista.csv", "mimeType": "text/csv", "buffer": BytesIO(b"x" * 6_000_000).read()}
    file.set_input_files(big)

    assert file.evaluate("field => field.validationMessage") == "This file is too large."
