"""A person brings her company, on a phone and without scripts; her request keeps its place."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import expect

from companies.models import Company
from companies.tests.answers import begin, rfc_of_a_company
from companies.tests.factories import MembershipFactory, UserFactory, curp
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import EnrollmentRequest
from enrollment.services import approval, seats
from enrollment.tests.factories import ask, seated, serve

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "muy-secreto-de-prueba"


@pytest.fixture
def alicia():
    """She has confirmed her address and acts for no firm."""
    user = UserFactory(email="alicia@ejemplo.invalid", language="en")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(page):
    page.locator("[name=login]").fill("alicia@ejemplo.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture
def go_on(assert_accessible):
    def look_and_continue(page):
        assert_accessible(page)
        page.get_by_role("button", name="Continue").click()

    return look_and_continue


def test_from_signing_in_without_a_firm_to_the_first_confirmed_seat(
    open_browser, alicia, go_on, assert_accessible
):
    # Given a phone, somebody who acts for no firm, and a group with one seat, which is taken
    run = RunFactory(venue=VenueFactory(capacity=1))
    seat = seated(run)
    page = open_browser(locale="en")
    # When she signs in for the page to register, and begins with the RFC
    page.goto("/empresa/alta/")
    sign_in(page)
    page.get_by_role("link", name="Begin").click()
    rfc = rfc_of_a_company()
    page.get_by_label("RFC").press_sequentially(f"{rfc[:3]}-{rfc[3:9]}-{rfc[9:]}".lower())
    page.get_by_text("It has the form of an RFC of a company.").wait_for()
    go_on(page)
    page.get_by_label("Legal name").fill("Maquinados de Alicia, S.A. de C.V.")
    go_on(page)
    # Then the name on invoices is proposed, and the uses follow the regime at once
    expect(page.get_by_label("Name on invoices")).to_have_value("MAQUINADOS DE ALICIA")
    page.get_by_label("Tax regime").select_option("610")
    page.locator("#cfdi-use option[value=S01]").wait_for(state="attached")
    page.locator("#cfdi-use option[value=G03]").wait_for(state="detached")
    page.get_by_label("Tax regime").select_option("601")
    page.locator("#cfdi-use option[value=G03]").wait_for(state="attached")
    page.get_by_label("Use of the invoice").select_option("G03")
    page.get_by_label("Postal code").fill("32000")
    go_on(page)
    page.get_by_label("Street, number").fill("Calle del Ejemplo 123")
    go_on(page)
    # When she closes the window and goes on elsewhere
    elsewhere = open_browser(locale="en", width=1280)
    elsewhere.goto("/empresa/alta/")
    sign_in(elsewhere)
    elsewhere.get_by_role("link", name="Go on").click()
    page = elsewhere
    page.get_by_role("searchbox").press_sequentially("plasticos")
    page.get_by_text("1 sector found").wait_for()
    page.get_by_text("Industria del plástico").click()
    go_on(page)
    page.get_by_label("People who work in the company").press_sequentially("60")
    page.get_by_text("this is a medium company").wait_for()
    page.get_by_label("Of them, technicians").fill("9")
    page.get_by_label("Sales of a year").press_sequentially("40")
    page.get_by_text("this is a small company").wait_for()
    go_on(page)
    page.get_by_label("Employer or legal representative").fill("Rosa Ejemplo")
    go_on(page)
    # Then everything is there to be checked, and she registers the company
    assert_accessible(page)
    expect(page.locator("main")).to_contain_text("MAQUINADOS DE ALICIA")
    page.get_by_role("button", name="Register the company").click()
    page.get_by_role("heading", name="Your company is registered").wait_for()
    assert_accessible(page)
    # When she enrolls somebody at once, before CANACINTRA has looked
    page.goto(f"/grupos/{run.code}/inscribir/")
    page.get_by_label("Given names").fill("Tomás")
    page.get_by_label("First surname").fill("Prueba")
    page.get_by_label("CURP").fill(curp(1))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/inscripciones/**")
    # And another firm asks after her
    later = ask(run)
    serve(run)
    request = EnrollmentRequest.objects.get(company__rfc=rfc)
    assert (request.state, request.waiting_for) == ("waiting", "approval")
    # Then, approved, she is the next: the seat that comes free is hers
    company = Company.objects.get(rfc=rfc)
    approval.approve(company=company, by=UserFactory(admin=True), now=timezone.now())
    seats.cancel(request=seat, by=seat.requested_by, now=timezone.now())
    serve(run)
    later.refresh_from_db()
    assert later.state == "waiting"
    request.refresh_from_db()
    assert request.state == "confirmed"
    page.reload()
    page.get_by_role("heading", name="Tomás Prueba is in").wait_for()


def test_an_owner_mends_what_is_missing(open_signed_in, alicia, assert_accessible):
    # Given a firm above fifty people for whose certificates nobody signs yet
    MembershipFactory(user=alicia, company__head_count=60)
    page = open_signed_in(alicia, color_scheme="dark")
    page.goto("/empresa/datos/")
    assert_accessible(page)
    # When its owner follows what is missing and fills it in
    page.locator(".notice").get_by_role("link", name="Signatures of the DC-3").click()
    assert_accessible(page)
    page.get_by_label("Employer or legal representative").fill("Rosa Ejemplo")
    page.get_by_label("Representative of the workers").fill("Saúl Ejemplo")
    page.get_by_role("button", name="Save").click()
    # Then it is stored and no longer missing
    page.get_by_text("“Signatures of the DC-3” is stored.").wait_for()
    expect(page.locator("main")).not_to_contain_text("no valid DC-3")


def test_who_types_a_known_rfc_asks_to_join(open_signed_in, alicia, assert_accessible):
    # Given a firm that is here already
    MembershipFactory(company__rfc=rfc_of_a_company())
    page = open_signed_in(alicia)
    # When somebody else begins to register it
    page.goto("/empresa/alta/rfc/")
    page.get_by_label("RFC").fill(rfc_of_a_company())
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="This company is already here").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Ask to join this company").click()
    # Then she sees her request
    page.get_by_role("button", name="Withdraw my request").wait_for()
    assert alicia.join_requests.get().company.rfc == rfc_of_a_company()


def test_the_sections_can_be_filled_in_without_scripts(open_signed_in, alicia):
    # Given a browser without JavaScript, and a registration that has come to the sector
    begin(alicia, now=timezone.now(), without=["giro", "personal"])
    page = open_signed_in(alicia, java_script_enabled=False)
    page.goto("/empresa/alta/giro/")
    # When a sector is searched for, chosen and sent, and then the head count
    page.get_by_role("searchbox").fill("plasticos")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Industria del plástico").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("People who work in the company").fill("60")
    page.get_by_label("Of them, technicians").fill("9")
    page.get_by_role("button", name="Continue").click()
    # Then the summary shows them with the size
    page.get_by_role("heading", name="Check your answers").wait_for()
    expect(page.locator("main")).to_contain_text("Industria del plástico y del hule (326)")
    expect(page.locator("main")).to_contain_text("Medium")
