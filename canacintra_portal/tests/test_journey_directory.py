"""CANACINTRA imports lists of firms and invites them, in a real browser."""

import pytest
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.testing.browser import fits
from companies.models import ChamberMember, Company, Message, Prospect
from companies.services import prospects
from companies.tests.factories import CompanyFactory
from companies.tests.listed import denue_file, members_file, prospects_of, shop

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

UPLOAD = reverse("admin:companies_directoryimport_add")
DIRECTORY = reverse("admin:companies_prospect_changelist")


def choose(page, file):
    content = {"name": file.name, "mimeType": "text/csv", "buffer": file.read()}
    page.locator("input[type=file]").set_input_files([content])


def test_member_list_lets_waiting_firms_in(open_signed_in, assert_accessible, staff):
    # Given a firm that waits, and the list of the chamber with it and with a bad row
    waiting = CompanyFactory(awaiting_approval=True, legal_name="Torneados que esperan")
    list_of_members = members_file([("Torneados", waiting.rfc), ("Sin RFC", "")])
    page = open_signed_in(staff, width=1280)
    # When staff chooses the file and looks at what was read
    page.goto(UPLOAD)
    assert_accessible(page, preload=False)
    choose(page, list_of_members)
    page.get_by_role("button", name="Read the file").click()
    assert_accessible(page, preload=False)
    page.get_by_text("Torneados que esperan").wait_for()
    page.get_by_text("Without RFC: 1").wait_for()
    assert not ChamberMember.objects.exists()
    # Then one click lets the firm in
    page.get_by_role("button", name="Accept the list").click()
    page.locator(".messagelist").get_by_text("Accepted: 1 new firm, 1 approved.").wait_for()
    assert Company.objects.approved().get() == waiting


def test_directory_is_imported_and_its_firms_invited(open_signed_in, assert_accessible, staff):
    # Given a directory on a small screen
    page = open_signed_in(staff, width=390)
    page.goto(f"{UPLOAD}?kind=denue")
    choose(page, denue_file([shop(1), shop(2, correoelec="")]))
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Accept the list").click()
    page.locator(".messagelist").get_by_text("Accepted: 2 new firms.").wait_for()
    # When staff chooses both and looks at who would get a letter
    page.goto(DIRECTORY)
    assert fits(page)
    assert_accessible(page, preload=False)
    for box in page.locator("tbody .action-select").all():
        box.check()
    page.get_by_label("Action:").select_option("invite-many")
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_text("1 letter leaves").wait_for()
    page.get_by_text("no e-mail is known").wait_for()
    assert_accessible(page, preload=False)
    # Then one letter leaves
    page.get_by_role("button", name="Invite those that were chosen").click()
    page.get_by_text("1 invitation is on its way.").wait_for()
    assert Message.objects.get().to_address == "taller1@ejemplo.invalid"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_of_the_directory_is_accessible_and_fits_every_screen(
    open_signed_in, assert_accessible, staff, width, scheme
):
    (prospect,) = prospects_of(shop(1))
    CompanyFactory(legal_name="Taller Inventado 1")
    page = open_signed_in(staff, width=width, color_scheme=scheme, locale="es-MX")
    for address in [
        reverse("admin:companies_prospect_change", args=[prospect.pk]),
        reverse("admin:companies_prospect_invite", args=[prospect.pk]),
        reverse("admin:companies_prospect_is-this-firm", args=[prospect.pk]),
        reverse("admin:companies_chambermember_changelist"),
        reverse("admin:companies_directoryimport_changelist"),
    ]:
        page.goto(address)
        assert fits(page), address
        assert_accessible(page, preload=False)


def test_invited_firm_says_that_it_wants_no_letters(open_browser, assert_accessible):
    # Given somebody who opens the link of our letter on the telephone, without an account
    (prospect,) = prospects_of(shop(1))
    key = prospects.key_of(prospect)
    page = open_browser(width=320, locale="en")
    page.goto(reverse("companies:prospect_welcome", args=[key]))
    assert_accessible(page)
    # When she follows the link to be left alone
    page.get_by_role("link", name="Do not write to us again").click()
    assert_accessible(page)
    assert not Prospect.objects.not_to_be_written_to().exists()
    # Then it takes one button, and is kept
    page.get_by_role("button", name="Yes, do not write to us again").click()
    page.get_by_role("heading", name="We will not write to you again").wait_for()
    assert_accessible(page)
    assert Prospect.objects.get().do_not_contact_at <= timezone.now()
