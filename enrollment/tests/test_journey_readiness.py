"""Alicia of HR mends what a constancia would lack, and looks at who was trained."""

import pytest
from django.test import Client

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


@pytest.fixture
def open_signed_in(open_browser, live_server, alicia):
    def open_window(**options):
        page = open_browser(**{"locale": "en", **options})
        client = Client()
        client.force_login(alicia)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])
        return page

    return open_window


def test_an_incomplete_technician_is_mended_from_the_first_page(
    open_signed_in, person, assert_accessible
):
    # Given the first page, which says what the next constancia would lack
    page = open_signed_in()
    page.goto("/empresa/")
    assert_accessible(page)
    # When Alicia follows it to the field and searches the occupation by an everyday word
    assert f"The occupation of {person} is missing." in page.inner_text("main")
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
    assert "What needs you today" not in page.inner_text("main")


def test_the_same_works_without_scripts(open_signed_in, person):
    page = open_signed_in(java_script_enabled=False)
    page.goto(f"/empresa/tecnicos/{person.pk}/")
    # When the search is a button
    page.get_by_label("Job title").fill("Soldadora")
    page.get_by_label("Search the occupation").fill("soldadora")
    page.get_by_role("button", name="Search").click()
    # Then what was typed is kept, and what was found can be chosen
    assert page.get_by_label("Job title").input_value() == "Soldadora"
    page.get_by_text("05.7 Productos metálicos y de hule y plástico").click()
    page.get_by_role("button", name="Save").click()
    person.refresh_from_db()
    assert (person.occupation, person.job_title) == ("05.7", "Soldadora")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_training_is_read_filtered_and_taken_away(
    open_signed_in, company, assert_accessible, width
):
    # Given a firm with courses of two areas and somebody who had none
    welding = took(company, course__name="Soldadura propia").enrollments.get().technician
    took(company, course__name="Calidad propia", course__area__name_en="Quality")
    TechnicianFactory(company=company)
    for _more in range(7):
        took(company)
    # When Alicia opens the training of the year
    page = open_signed_in(width=width)
    page.goto("/empresa/capacitacion/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_text("Soldadura propia").count() or width < 768
    # and narrows it to an area
    page.get_by_label("Area").select_option("Quality")
    page.wait_for_url("**area=*")
    assert str(welding) in page.inner_text("#training")
    assert page.locator("#training a.mark").count() == 1
    # Then the paper holds what the page shows
    with page.expect_download() as download:
        page.get_by_role("button", name="Spreadsheet").click()
    assert download.value.suggested_filename.endswith(".xlsx")
