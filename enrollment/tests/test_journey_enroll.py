"""Alicia of HR enrolls her technicians: on a phone, by keyboard, without scripts, after a pause."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from companies.models import Technician
from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory, curp
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import EnrollmentRequest
from enrollment.tests.factories import ask, fill, seated, serve

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "muy-secreto-de-prueba"


@pytest.fixture
def company():
    return CompanyFactory(legal_name="Maquinados de Alicia")


@pytest.fixture
def alicia(company):
    user = MembershipFactory(company=company).user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def technicians(company):
    names = ["Ana", "Beto", "Carmen"]
    return [
        TechnicianFactory(company=company, given_names=name, first_surname="Prueba")
        for name in names
    ]


@pytest.fixture
def run():
    return RunFactory(venue=VenueFactory(capacity=6))


def headline(page):
    return page.get_by_role("heading", level=1)


def test_two_are_enrolled_on_a_phone_and_the_answer_appears_by_itself(
    open_signed_in, alicia, run, technicians
):
    # Given a phone with the page of the group
    page = open_signed_in(alicia)
    page.goto(f"/grupos/{run.code}/inscribir/")
    # When two technicians are tapped, the summary is looked at and sent
    page.get_by_text("Ana Prueba").click()
    page.get_by_text("Carmen Prueba").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("$5,184.00")
    page.get_by_text("Both or none").click()
    page.get_by_role("button", name="Send the request").click()
    # Then the page says that it is being confirmed
    expect(headline(page)).to_have_text("We are confirming your request")
    page.evaluate("window.stillTheSamePage = true")
    # And turns by itself when the job has answered
    serve(run)
    page.get_by_role("heading", name="Your 2 technicians are in").wait_for()
    assert page.evaluate("window.stillTheSamePage")
    expect(page.locator("#answer")).to_have_text("Your 2 technicians are in")
    expect(page).to_have_title(re.compile("^Confirmed"))
    # With the seats of the group beside it as they are now
    expect(page.locator("#group")).to_contain_text("2 of the taken seats are yours.")
    # And asks no more
    with page.expect_request(lambda request: "estado" in request.url, timeout=20_000) as asked:
        page.wait_for_timeout(2_000)
        page.evaluate("fetch('/salud/?estado')")
    assert asked.value.url.endswith("/salud/?estado")


def test_the_same_works_without_scripts(open_signed_in, alicia, run, technicians):
    # Given a browser without JavaScript
    page = open_signed_in(alicia, java_script_enabled=False)
    page.goto(f"/grupos/{run.code}/inscribir/")
    # When one technician is chosen and sent
    page.get_by_text("Beto Prueba").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the request").click()
    expect(headline(page)).to_have_text("We are confirming your request")
    # Then the page loads again by itself and shows the answer
    serve(run)
    page.get_by_role("heading", name="Beto Prueba is in").wait_for()


def test_somebody_new_is_added_and_enrolled_by_keyboard_alone(
    open_signed_in, alicia, run, technicians
):
    # Given the page of the group, and the keyboard
    page = open_signed_in(alicia, width=1280)
    page.goto(f"/grupos/{run.code}/inscribir/")
    # When the first technician is ticked and the form for somebody new is opened and filled in
    page.locator("input[name=technician]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Rosa")
    page.keyboard.press("Tab")
    page.keyboard.type("Ejemplo")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{curp(900)[:10]} {curp(900)[10:]}".lower())
    # Then the CURP is judged while it is typed
    page.get_by_text("The CURP is complete and correct").wait_for()
    # When Enter is pressed
    page.keyboard.press("Enter")
    # Then Rosa is on the list and chosen beside the other
    page.get_by_label("Rosa Ejemplo").wait_for()
    expect(page.locator("input[name=technician]:checked")).to_have_count(2)
    # And can be sent
    page.get_by_role("button", name="Continue").press("Enter")
    page.get_by_role("button", name="Send the request").press("Enter")
    page.wait_for_url("**/empresa/inscripciones/**")
    names = EnrollmentRequest.objects.get().enrollments.values_list("technician__given_names")
    assert set(names) == {("Ana",), ("Rosa",)}


def test_a_session_that_ends_in_mid_form_costs_nothing(open_signed_in, run, alicia):
    # Given somebody who has typed a new technician, and whose session ended meanwhile
    page = open_signed_in(alicia)
    page.goto(f"/grupos/{run.code}/inscribir/")
    page.get_by_label("Given names").fill("Rosa")
    page.get_by_label("First surname").fill("Ejemplo")
    page.get_by_label("CURP", exact=True).fill(curp(900))
    Session.objects.all().delete()
    # When the form is sent, and she signs in again
    page.get_by_role("button", name="Continue").click()
    page.fill("#id_login", alicia.email)
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    # Then everything is there and nothing was stored
    expect(page.get_by_label("Given names")).to_have_value("Rosa")
    expect(page.get_by_label("CURP", exact=True)).to_have_value(curp(900))
    assert not Technician.objects.exists()
    # And it goes on from there
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the request").click()
    expect(headline(page)).to_have_text("We are confirming your request")


def test_the_back_button_after_sending_shows_what_was_sent(
    open_signed_in, alicia, run, technicians
):
    # Given a request that was just sent
    page = open_signed_in(alicia)
    page.goto(f"/grupos/{run.code}/inscribir/?technician={technicians[0].pk}&step=review")
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/empresa/inscripciones/**")
    # When the back button is pressed
    page.go_back()
    # Then the summary leads to the request and offers nothing to send twice
    page.get_by_role("link", name="See the request").wait_for()
    expect(page.get_by_role("button", name="Send the request")).to_have_count(0)


def test_a_long_list_is_searched_while_typing_and_keeps_who_is_chosen(
    open_signed_in, alicia, run, company, technicians
):
    # Given a long list with Ana chosen
    TechnicianFactory.create_batch(20, company=company)
    TechnicianFactory(company=company, given_names="Íñigo", first_surname="Núñez")
    page = open_signed_in(alicia)
    page.goto(f"/grupos/{run.code}/inscribir/")
    page.get_by_text("Ana Prueba").click()
    # When a name is typed without accents
    page.get_by_label("Find by name").press_sequentially("inigo nun")
    page.get_by_text("Beto Prueba").wait_for(state="detached")
    # Then it is found, and Ana is still chosen
    page.get_by_text("Íñigo Núñez").click()
    expect(page.locator("input[name=technician]:checked")).to_have_count(2)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Ana Prueba", exact=True)).to_be_visible()
    expect(page.get_by_text("Íñigo Núñez", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_of_the_firm_is_accessible_and_fits(
    open_signed_in, alicia, assert_accessible, company, run, technicians, width, scheme
):
    # Given a firm with requests in every state
    confirmed = seated(run, company=company, technicians=2)
    fill(full := RunFactory(venue=VenueFactory(capacity=1)))
    waiting = seated(full, company=company)
    received = ask(RunFactory(), company=company, technicians=2)
    closed = RunFactory()
    CourseRun.objects.filter(pk=closed.pk).update(
        enrollment_closes_at=timezone.now() - timedelta(seconds=1)
    )
    TechnicianFactory.create_batch(25, company=company)
    former = TechnicianFactory(company=company, is_active=False)
    chosen = "&".join(f"technician={technician.pk}" for technician in technicians[:2])
    enroll = f"/grupos/{RunFactory().code}/inscribir/"
    inside = f"/empresa/inscripciones/{confirmed.public_id}"
    page = open_signed_in(alicia, width=width, color_scheme=scheme)
    # When each of its pages is opened, then it fits and is accessible
    for address in [
        "/empresa/",
        "/empresa/datos/",
        "/empresa/tecnicos/",
        "/empresa/tecnicos/?list=former",
        "/empresa/tecnicos/?q=nobody",
        "/empresa/tecnicos/agregar/",
        f"/empresa/tecnicos/{former.pk}/",
        f"/empresa/tecnicos/{technicians[0].pk}/baja/",
        "/empresa/inscripciones/",
        "/empresa/inscripciones/?q=nothing",
        enroll,
        f"{enroll}?{chosen}&step=review",
        f"/grupos/{closed.code}/inscribir/",
        f"/grupos/{run.code}/inscribir/",
        f"{inside}/",
        f"{inside}/cancelar/",
        f"{inside}/cambiar/{confirmed.enrollments.first().pk}/",
        waiting.get_absolute_url(),
        received.get_absolute_url(),
    ]:
        page.goto(address)
        assert fits(page), address
        assert_accessible(page)
    # And a refused form leads to its summary
    page.goto("/empresa/tecnicos/agregar/")
    page.locator("main form button").first.click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page)
