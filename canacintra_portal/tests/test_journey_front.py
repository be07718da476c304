"""A visitor looks around the front of the portal, on a phone and at a desk, by day and by night."""

import pytest
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

PAGES = [
    "/",
    "/privacidad/",
    "/cuenta/login/",
    "/cuenta/signup/",
    "/cuenta/password/reset/",
    "/no-hay/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_front_is_accessible_and_fits_every_screen(
    open_browser, assert_accessible, width, scheme
):
    page = open_browser(width=width, color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        assert fits(page), address
        assert_accessible(page)


def test_a_visitor_goes_to_the_content_by_keyboard_and_reads_in_english(open_browser):
    # Given somebody who uses the keyboard
    page = open_browser(width=1280)
    page.goto("/privacidad/")
    # When the first link is followed
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # Then the content has the focus
    expect(page.locator("#main")).to_be_focused()
    # When the language is switched
    page.get_by_role("button", name="EN").click()
    # Then the same page comes in English
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacy notice")


def test_a_refused_sign_in_leads_to_its_summary_and_keeps_what_was_typed(open_browser):
    # Given a sign-in with a wrong password
    page = open_browser()
    page.goto("/cuenta/login/")
    page.fill("#id_login", "alicia@ejemplo.invalid")
    page.fill("#id_password", "not-the-password")
    # When it is sent
    page.locator("main button[type=submit]").click()
    # Then the summary has the focus and the address is still there
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("#id_login")).to_have_value("alicia@ejemplo.invalid")
