"""What staff take away of the lists of the admin."""

from io import BytesIO

import openpyxl
import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.admin import sheets
from companies.models import Company, Download, Technician
from companies.tests.factories import CompanyFactory, TechnicianFactory
from courses.models import CourseRun
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db


def place(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def taken(pages, model):
    """The rows of the workbook, by their headings."""
    chosen = list(model.objects.values_list("pk", flat=True))
    answer = pages.post(place(model), {"action": sheets.NAME, ACTION_CHECKBOX_NAME: chosen})
    assert "xlsx" in answer["Content-Disposition"]
    headings, *rows = openpyxl.load_workbook(BytesIO(answer.content)).active.values
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_technicians_are_taken_away_with_covered_curps_and_it_is_noted(admin_pages, staff):
    technician = TechnicianFactory(
        given_names="=1+1", first_surname="Valdéz", company__legal_name="Fundición Piedra"
    )
    (row,) = taken(admin_pages, Technician)
    assert (row["Given names"], row["Company"]) == ("=1+1", "Fundición Piedra")
    assert row["CURP"] == technician.masked_curp
    note = Download.objects.get()
    assert (note.what, note.about, note.form, note.people, note.by) == (
        "list",
        "technicians",
        "xlsx",
        1,
        staff,
    )
    words = admin_pages.get(reverse("admin:companies_download_changelist")).content.decode()
    assert "list of the administration" in words


def test_only_what_was_chosen_is_taken_away(admin_pages):
    chosen, _other = CompanyFactory(legal_name="Tornos"), CompanyFactory()
    data = {"action": sheets.NAME, ACTION_CHECKBOX_NAME: [chosen.pk]}
    answer = admin_pages.post(place(Company), data)
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows] == ["Legal name", "Tornos"]


def test_firms_count_as_people_only_by_the_rfc_of_a_person(admin_pages):
    CompanyFactory(rfc="ABCD010203XY9")
    CompanyFactory(rfc="ABC010203XY9")
    assert {row["RFC"] for row in taken(admin_pages, Company)} == {"ABCD010203XY9", "ABC010203XY9"}
    assert Download.objects.get().people == 1


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Company, {"Legal name": "Tornos", "Approval": "approved", "Requests that wait": 0}),
        (EnrollmentRequest, {"Company": "Tornos", "Group": "ELE-1", "State": "confirmed"}),
        (CourseRun, {"Group": "ELE-1", "Confirmed": 2, "State": "published"}),
    ],
)
def test_every_list_says_what_its_page_says(model, expected, admin_pages):
    seated(RunFactory(code="ELE-1"), technicians=2, legal_name="Tornos")
    (row,) = taken(admin_pages, model)
    assert {heading: row[heading] for heading in expected} == expected


@pytest.mark.parametrize("model", sheets.SHEETS)
def test_many_rows_need_no_more_statements_than_one(model, admin_pages):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            taken(admin_pages, model)
        return len(captured)

    seated(RunFactory())
    first = statements()
    for _number in range(4):
        seated(RunFactory())
    assert statements() == first


@pytest.mark.parametrize("model", sheets.SHEETS)
def test_outsiders_take_nothing_away(model, outsider_pages):
    data = {"action": sheets.NAME, ACTION_CHECKBOX_NAME: [1]}
    assert outsider_pages.post(place(model), data).status_code in (302, 403)
    assert not Download.objects.exists()
