"""Alicia answers the privacy notice, reads what changed in her firm, and erases who has left."""

import pytest
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from companies.models import Technician
from companies.services import technicians
from companies.tests.factories import MembershipFactory, TechnicianFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alicia():
    return MembershipFactory(user__full_name="Alicia Dueña")


def test_the_notice_is_answered_from_whatever_page_asks(open_signed_in, alicia, assert_accessible):
    # Given a person who has not answered yet
    page = open_signed_in(alicia.user, width=390, locale="en")
    page.goto("/empresa/")
    assert_accessible(page)
    # When she follows the calm question and says yes to one purpose
    page.get_by_role("link", name="Read and answer").click()
    assert_accessible(page)
    page.get_by_text("Count my company, without names").click()
    page.get_by_role("button", name="Store my answer").click()
    # Then she is back where she was, and nobody asks again
    expect(page).to_have_url("/empresa/")
    expect(page.get_by_role("link", name="Read and answer")).to_have_count(0)
    assert alicia.user.consents.get().accepted == ["statistics"]


@pytest.mark.parametrize(("width", "locale"), [(390, "es-MX"), (1280, "en")])
def test_what_changed_is_read_on_both_screens(
    open_signed_in, alicia, assert_accessible, width, locale
):
    technician = TechnicianFactory(company=alicia.company, given_names="Irma")
    Technician.objects.filter(pk=technician.pk).update(job_title="Fresadora")
    page = open_signed_in(alicia.user, width=width, locale=locale)
    page.goto("/empresa/historial/")
    assert_accessible(page)
    expect(page.get_by_text("Fresadora")).to_be_visible()
    assert fits(page)


def test_who_has_left_is_erased_after_a_question(open_signed_in, alicia, assert_accessible):
    technician = TechnicianFactory(company=alicia.company, given_names="Irma")
    technicians.deactivate(technician=technician, by=alicia.user)
    page = open_signed_in(alicia.user, width=390, locale="en")
    page.goto("/empresa/tecnicos/?list=former")
    page.get_by_role("link", name="Erase who this was").click()
    assert_accessible(page)
    page.get_by_role("button", name="Yes, erase for good").click()
    expect(page.get_by_text("Irma")).to_have_count(0)
    technician.refresh_from_db()
    assert technician.anonymised_at


def test_every_version_of_the_notice_is_readable_by_a_visitor(
    open_browser, live_server, assert_accessible
):
    page = open_browser(width=390, locale="es-MX")
    page.goto(f"{live_server.url}/privacidad/")
    assert_accessible(page)
    page.get_by_role("link", name="2026-11", exact=True).click()
    assert_accessible(page)
    assert fits(page)
