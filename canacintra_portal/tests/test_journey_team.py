"""Alicia invites Bruno; he signs up by the letter and acts for the firm; she hands it over."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from companies.models import KeptMail, Membership, User
from companies.services import delivery, teams
from companies.tests.factories import MembershipFactory, TechnicianFactory, UserFactory
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ADDRESS = "bruno@ejemplo.invalid"


@pytest.fixture
def alicia():
    return MembershipFactory(
        company__legal_name="Maquinados de Alicia", user__full_name="Alicia Ejemplo"
    )


@pytest.fixture
def deliver(settings):
    settings.EMAIL_BACKEND = "companies.mailbox.backend.KeepingBackend"
    return lambda: delivery.deliver_due(now=timezone.now() + timedelta(seconds=5))


def headline(page):
    return page.get_by_role("heading", level=1)


def test_a_colleague_is_invited_signs_up_by_the_letter_and_acts(
    open_browser, open_signed_in, deliver, assert_accessible, alicia
):
    TechnicianFactory(company=alicia.company, given_names="Tomás", first_surname="Prueba")
    # Given Alicia at her desk, who invites Bruno as an owner
    page = open_signed_in(alicia.user, width=1280)
    page.goto("/empresa/equipo/")
    assert_accessible(page)
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("E-mail").fill(ADDRESS)
    page.get_by_text("Owner: also changes").click()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("rowheader", name=ADDRESS)).to_be_visible()
    assert_accessible(page)

    # When the letter is read in the mailbox of the demo and its link opened on a phone
    deliver()
    mailbox = open_signed_in(UserFactory(admin=True))
    mailbox.goto(f"/buzon/?para={ADDRESS}")
    mailbox.locator(".letters a").click()
    letter = mailbox.frame_locator(".letter-frame")
    link = letter.locator(".action a").get_attribute("href")
    phone = open_browser(locale="en")
    phone.goto(link)
    assert "token" not in phone.url
    expect(phone).to_have_url("/empresa/invitacion/")
    expect(headline(phone)).to_have_text("Act for Maquinados de Alicia")
    assert_accessible(phone)
    assert fits(phone)

    # And Bruno creates his account, with his address filled in and no second letter
    phone.get_by_role("link", name="Create my account").click()
    expect(phone.locator("#id_email")).to_have_value(ADDRESS)
    phone.fill("#id_full_name", "Bruno Ejemplo")
    phone.fill("#id_password1", "warm-copper-41-sand")
    phone.locator("main button[type=submit]").click()
    phone.get_by_role("button", name="Accept the invitation").click()

    # Then he acts for the firm, and sees its technicians and its team
    phone.wait_for_url("**/empresa/")
    expect(headline(phone)).to_have_text("Maquinados de Alicia")
    phone.goto("/empresa/tecnicos/")
    expect(phone.get_by_role("link", name="Tomás Prueba", exact=True)).to_be_visible()
    phone.goto("/empresa/equipo/")
    assert_accessible(phone)
    assert fits(phone)
    assert KeptMail.objects.filter(to_address=ADDRESS).count() == 1

    # And Alicia hands the company over to him
    page.goto(f"/empresa/equipo/{Membership.objects.get(user__email=ADDRESS).pk}/entregar/")
    assert_accessible(page)
    page.get_by_role("button", name="Yes, hand over").click()
    expect(page).to_have_url("/empresa/equipo/")
    bruno = User.objects.get(email=ADDRESS)
    assert {m.user: m.role for m in alicia.company.memberships.all()} == {
        alicia.user: "member",
        bruno: "owner",
    }


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_pages_of_a_team_are_accessible_and_fit(
    open_signed_in, assert_accessible, alicia, width, scheme
):
    bruno = MembershipFactory(company=alicia.company, colleague=True)
    MembershipFactory(user=alicia.user, company__legal_name="Zeta Troqueles del Norte y Asociados")
    asking = UserFactory(full_name="Dora Ejemplo")
    teams.ask_to_join(company=alicia.company, user=asking, now=timezone.now())
    page = open_signed_in(alicia.user, width=width, color_scheme=scheme)
    page.goto("/empresa/cambiar/")
    assert_accessible(page)
    page.get_by_role("button", name="Maquinados de Alicia").click()
    pages = ["", "invitar/", f"{bruno.pk}/", f"{bruno.pk}/entregar/", f"{bruno.pk}/quitar/"]
    for address in [*pages, "salir/"]:
        page.goto(f"/empresa/equipo/{address}")
        assert_accessible(page)
        assert fits(page), address
        expect(page.locator(".firm-strip").get_by_text("Maquinados de Alicia")).to_be_visible()
    page.goto("/empresa/")
    assert_accessible(page)
    page.get_by_role("link", name="Answer the request").click()
    page.get_by_role("button", name=re.compile("Yes, let in.*Dora")).click()
    expect(page.get_by_role("row", name="Dora Ejemplo")).to_be_visible()

    visitor = open_signed_in(bruno.user, width=width, color_scheme=scheme)
    for address in ("/empresa/equipo/invitar/", "/empresa/invitacion/", "/empresa/unirme/"):
        visitor.goto(address)
        assert_accessible(visitor)
        assert fits(visitor), address


@pytest.mark.parametrize("width", [390, 1024])
def test_cast_swaps_somebody_on_the_tablet_during_the_course(
    open_signed_in, assert_accessible, width
):
    begins = timezone.now() - timedelta(hours=1)
    run = RunFactory(meetings=[(begins + timedelta(days=1), begins + timedelta(days=1, hours=4))])
    request = seated(run, technicians=2)
    arriving = TechnicianFactory(company=request.company, given_names="Nora")
    run.meetings.update(starts_at=begins, ends_at=begins + timedelta(hours=4))
    leaving = request.enrollments.order_by("pk").first()
    page = open_signed_in(UserFactory(cast=True), width=width)
    page.goto(f"/cast/grupos/{run.code}/")
    assert_accessible(page)
    page.get_by_role("link", name=f"Swap {leaving.technician}").click()
    assert_accessible(page)
    assert fits(page)
    page.get_by_text(str(arriving)).click()
    page.get_by_label("Reason").fill("She came in his place")
    page.get_by_role("button", name="Swap").click()
    page.wait_for_url(f"**/cast/grupos/{run.code}/")
    expect(page.get_by_text(f"in place of {leaving.technician}")).to_be_visible()
    page.get_by_role("link", name=f"Take off {arriving}").click()
    assert_accessible(page)
