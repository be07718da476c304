"""Alicia answers the privacy notice, reads what changed in her firm, and erases who has left."""

import pytest
from django.test import Client

from companies.models import Technician
from companies.services import technicians
from companies.tests.factories import MembershipFactory, TechnicianFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alicia():
    return MembershipFactory(user__full_name="Alicia Dueña")


@pytest.fixture
def open_signed_in(open_browser, live_server, alicia):
    def open_window(path, **options):
        page = open_browser(**options)
        client = Client()
        client.force_login(alicia.user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}{path}")
        return page

    return open_window


def test_the_notice_is_answered_from_whatever_page_asks(open_signed_in, alicia, assert_accessible):
    # Given a person who has not answered yet
    page = open_signed_in("/empresa/", width=390, locale="en")
    assert_accessible(page)
    # When she follows the calm question and says yes to one purpose
    page.get_by_role("link", name="Read and answer").click()
    assert_accessible(page)
    page.get_by_text("Count my company, without names").click()
    page.get_by_role("button", name="Store my answer").click()
    # Then she is back where she was, and nobody asks again
    assert page.url.endswith("/empresa/")
    assert page.get_by_role("link", name="Read and answer").count() == 0
    assert alicia.user.consents.get().accepted == ["statistics"]


@pytest.mark.parametrize(("width", "locale"), [(390, "es-MX"), (1280, "en")])
def test_what_changed_is_read_on_both_screens(
    open_signed_in, alicia, assert_accessible, width, locale
):
    technician = TechnicianFactory(company=alicia.company, given_names="Irma")
    Technician.objects.filter(pk=technician.pk).update(job_title="Fresadora")
    page = open_signed_in("/empresa/historial/", width=width, locale=locale)
    assert_accessible(page)
    assert page.get_by_text("Fresadora").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_who_has_left_is_erased_after_a_question(open_signed_in, alicia, assert_accessible):
    technician = TechnicianFactory(company=alicia.company, given_names="Irma")
    technicians.deactivate(technician=technician, by=alicia.user)
    page = open_signed_in("/empresa/tecnicos/?list=former", width=390, locale="en")
    page.get_by_role("link", name="Erase who this was").click()
    assert_accessible(page)
    page.get_by_role("button", name="Yes, erase for good").click()
    assert page.get_by_text("Irma").count() == 0
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
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
