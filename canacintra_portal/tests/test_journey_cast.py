"""A coordinator of CAST finds the next group on a tablet, and takes its list along."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from canacintra_portal.testing.staff import give_app
from companies.tests.factories import UserFactory
from courses.tests.factories import CourseFactory, RunFactory, VenueFactory
from enrollment.tests.factories import seated

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "una-clave-larga"
TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def coordinator():
    user = UserFactory(email="coordina@ejemplo.invalid", cast=True)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def group(code, name, *, days, capacity):
    begins = timezone.now() + timedelta(days=days)
    return RunFactory(
        code=code,
        course=CourseFactory(name=name),
        venue=VenueFactory(capacity=capacity),
        meetings=[(begins, begins + timedelta(minutes=30))],
    )


@pytest.fixture
def welding():
    """A full group that meets tomorrow, with two people waiting; another one a week later."""
    run = group("GMAW-1", "Soldadura GMAW", days=1, capacity=2)
    seated(run, technicians=2)
    seated(run, technicians=2)
    group("PLC-1", "PLC básico", days=8, capacity=12)
    return run


def sign_in(page, user, *, then):
    code = give_app(user)
    page.goto(then)
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name=re.compile("^(Sign in|Entrar)$")).last.click()
    page.fill("#id_code", code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{then}")


def test_cast_finds_a_group_and_takes_its_list_along(
    open_browser, assert_accessible, coordinator, welding
):
    # Given a coordinator who opens CAST's page on a tablet and signs in
    page = open_browser(**TABLET, locale="en")
    sign_in(page, coordinator, then="/cast/")
    # Then the next meetings come first, and all groups below
    expect(page.get_by_role("heading", level=3)).to_have_text(["Soldadura GMAW"])
    expect(page.locator("#groups tbody tr")).to_have_count(2)
    assert_accessible(page)
    # When a word is typed, the list follows without a button
    page.get_by_label("Search").fill("soldad")
    expect(page.locator("#groups tbody tr")).to_have_count(1)
    expect(page).to_have_url("/cast/?q=soldad&sede=")
    # When the group is opened, its people are there, with masked CURPs, and the queue
    page.locator("#groups").get_by_role("link", name="Soldadura GMAW").click()
    expect(page.get_by_role("row")).to_have_count(2 + 2 + 2)  # with their headings
    technician = welding.enrollments.holding_a_seat().order_by("pk")[0].technician
    expect(page.get_by_text(technician.masked_curp).first).to_be_visible()
    expect(page.locator(".roster-notice")).to_be_hidden()  # it is for the paper
    assert_accessible(page)
    # When whole CURPs are asked for, they are shown
    page.get_by_role("link", name="Show the whole CURPs").click()
    expect(page.get_by_text(technician.curp)).to_be_visible()
    # When the spreadsheet is taken along, it has them too
    with page.expect_download() as download:
        page.get_by_role("link", name="Spreadsheet").click()
    assert download.value.suggested_filename == "roster-GMAW-1.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert technician.curp in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("width", [320, 820, 1280])
def test_rosters_fit_every_screen_by_night_too(
    open_browser, assert_accessible, coordinator, welding, width
):
    page = open_browser(width=width, color_scheme="dark")
    sign_in(page, coordinator, then="/cast/")
    for address in ["/cast/", "/cast/?cuando=pasados", "/cast/grupos/GMAW-1/"]:
        page.goto(address)
        assert fits(page), address
        assert_accessible(page)


def test_without_javascript_the_search_works_by_its_button(open_browser, coordinator, welding):
    page = open_browser(java_script_enabled=False, locale="en")
    sign_in(page, coordinator, then="/cast/")
    page.get_by_label("Search").fill("plc")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#groups tbody th").first).to_contain_text("PLC básico")
