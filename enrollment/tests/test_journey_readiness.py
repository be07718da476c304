"""Alicia of HR mends what a constancia would lack, and looks at who was trained."""

import pytest
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated
from enrollment.tests.test_training import took

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def company():
    return CompanyFactory(legal_name="Maquinados de Alicia", legal_representative="Rosa Ejemplo")


@pytest.fixture
def alicia(company):
    return MembershipFactory(company=company).user


@pytest.fixture
def person(company):
    """Somebody with a seat in a coming course, without an occupation."""
    return seated(RunFactory(), company=company).enrollments.get().technician


def test_an_incomplete_technician_is_mended_from_the_first_page(
    open_signed_in, alicia, person, assert_accessible
):
    # Given the first page, which says what the next constancia would lack
    page = open_signed_in(alicia)
    page.goto("/empresa/")
    assert_accessible(page)
    # When Alicia follows it to the field and searches the occupation by an everyday word
    expect(page.locator("main")).to_contain_text(f"The occupation of {person} is missing.")
    page.get_by_role("link", name="Add it now").click()
    page.wait_for_url("**/#id_occupation")
    page.get_by_label("Search the occupation").press_sequentially("soldador")
    choice = page.get_by_role("radio", name="05.7 Productos metálicos y de hule y plástico")
    choice.wait_for()
    assert_accessible(page)
    # and chooses by keyboard what was found
    page.get_by_label("Search the occupation").press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Technicians").wait_for()
    # Then nothing is missing any more
    person.refresh_from_db()
    assert person.occupation == "05.7"
    assert_accessible(page)
    page.goto("/empresa/")
    expect(page.locator("main")).not_to_contain_text("What needs you today")


def test_the_same_works_without_scripts(open_signed_in, alicia, person):
    page = open_signed_in(alicia, java_script_enabled=False)
    page.goto(f"/empresa/tecnicos/{person.pk}/")
    # When the search is a button
    page.get_by_label("Job title").fill("Soldadora")
    page.get_by_label("Search the occupation").fill("soldadora")
    page.get_by_role("button", name="Search").click()
    # Then what was typed is kept, and what was found can be chosen
    expect(page.get_by_label("Job title")).to_have_value("Soldadora")
    page.get_by_text("05.7 Productos metálicos y de hule y plástico").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Technicians").wait_for()
    person.refresh_from_db()
    assert (person.occupation, person.job_title) == ("05.7", "Soldadora")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_training_is_read_filtered_and_taken_away(
    open_signed_in, alicia, company, assert_accessible, width
):
    # Given a firm with courses of two areas and somebody who had none
    welding = took(company, course__name="Soldadura propia").enrollments.get().technician
    took(company, course__name="Calidad propia", course__area__name_en="Quality")
    TechnicianFactory(company=company)
    for _more in range(7):
        took(company)
    # When Alicia opens the training of the year
    page = open_signed_in(alicia, width=width)
    page.goto("/empresa/capacitacion/")
    assert_accessible(page)
    assert fits(page)
    if width >= 768:
        expect(page.get_by_text("Soldadura propia").first).to_be_visible()
    # and narrows it to an area
    page.get_by_label("Area").select_option("Quality")
    page.wait_for_url("**area=*")
    expect(page.locator("#training")).to_contain_text(str(welding))
    expect(page.locator("#training a.mark")).to_have_count(1)
    # Then the paper holds what the page shows
    with page.expect_download() as download:
        page.get_by_role("button", name="Spreadsheet").click()
    assert download.value.suggested_filename.endswith(".xlsx")
