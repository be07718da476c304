"""CANACINTRA works in the admin: on a telephone and at a desk, by day and by night."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from canacintra_portal.testing.staff import give_app
from companies.models import Message
from companies.tests.factories import CompanyFactory
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.services import venue_check
from enrollment.tests.factories import ask, fill, seated

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def crowded():
    """A group with somebody in the queue, a larger room, and the proposal to move."""
    run = RunFactory(venue=VenueFactory(name="Sala Chica", capacity=8))
    fill(run)
    seated(run)
    VenueFactory(name="Sala Grande", capacity=30)
    run.proposal = venue_check.check(run_id=run.pk, now=timezone.now())
    return run


def place(obj, name="change"):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk])


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_kind_of_page_is_accessible_and_fits_every_screen(
    open_signed_in, assert_accessible, staff, crowded, width, scheme
):
    company = CompanyFactory(awaiting_approval=True)
    waiting = ask(RunFactory(), company=company)
    RunFactory(draft=True, meetings=[])
    page = open_signed_in(staff, width=width, color_scheme=scheme, locale="es-MX")
    for address in [
        reverse("admin:index"),
        reverse("admin:courses_courserun_changelist"),
        reverse("admin:courses_courserun_add"),
        place(crowded),
        place(crowded, "cancel"),
        place(crowded.proposal),
        place(crowded.proposal, "accept"),
        place(company),
        place(company, "invite"),
        place(waiting),
        place(Message.objects.order_by("pk").first()),
        reverse("admin:companies_user_changelist"),
        reverse("admin:companies_user_add"),
        reverse("admin:enrollment_enrollmentrequest_changelist"),
    ]:
        page.goto(address)
        assert fits(page), address
        assert_accessible(page, preload=False)


def test_staff_signs_in_and_moves_a_group_with_one_click(open_browser, staff, crowded):
    # Given somebody of CANACINTRA who is not signed in
    staff.set_password("un-secreto-muy-largo")
    staff.save()
    EmailAddress.objects.create(user=staff, email=staff.email, primary=True, verified=True)
    code = give_app(staff)
    page = open_browser(locale="en-US")
    # When she opens the admin and signs in where everybody does
    page.goto("/admin/")
    page.fill("#id_login", staff.email)
    page.fill("#id_password", "un-secreto-muy-largo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.fill("#id_code", code)
    page.keyboard.press("Enter")
    # Then she sees what needs a decision, and who would gain
    page.get_by_role("link", name="Who gains").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accept the move")
    page.go_back()
    # When she accepts
    page.get_by_role("button", name="Accept the move").click()
    # Then the group has moved and nothing is left to decide
    expect(page.locator(".messagelist")).to_contain_text("moved to CANACINTRA, Sala Grande")
    expect(page.locator(".decision")).to_have_count(0)
    crowded.refresh_from_db()
    assert (crowded.venue.name, crowded.seats_taken) == ("Sala Grande", 9)


def test_staff_prepares_a_group_with_the_pickers_of_the_browser(open_signed_in, staff):
    # Given a course, a room and an instructor
    model = RunFactory(draft=True, meetings=[])
    page = open_signed_in(staff)
    # When staff prepares another group like one that exists, with three meetings
    page.goto(place(model))
    page.get_by_role("link", name="Prepare another group like this").click()
    day = timezone.localdate() + timedelta(days=30)
    for number in range(3):
        page.fill(f"#id_meetings-{number}-day", f"{day + timedelta(days=number)}")
        page.fill(f"#id_meetings-{number}-begins", "08:00")
        page.fill(f"#id_meetings-{number}-ends", "13:00")
    page.locator("input[name=_continue]").click()
    # Then it is there with its meetings, and can be published
    page.get_by_role("link", name="Publish").click()
    page.locator(".submit-row input[type=submit]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    stored = model.course.runs.exclude(pk=model.pk).get()
    assert (stored.state, stored.meetings.count()) == ("published", 3)


def test_rows_of_meetings_say_what_their_cells_are_where_no_head_does(open_signed_in, staff):
    page = open_signed_in(staff, width=390)
    page.goto(place(RunFactory()))
    page.wait_for_selector("#meetings-0 td[data-label]")
    said = page.locator("#meetings-0 td").evaluate_all(
        "cells => cells.filter(cell => cell.offsetParent).map("
        "cell => getComputedStyle(cell, '::before').content)"
    )
    assert said == ['"Day"', '"Begins"', '"Ends"', '"Delete?"']


def test_letter_is_shown_with_its_styles_and_nothing_else(open_signed_in, staff, crowded):
    # Given a message that was written
    message = Message.objects.filter(kind="confirmed").order_by("pk").first()
    page = open_signed_in(staff, width=1280)
    # When staff opens it
    page.goto(place(message))
    # Then the frame shows it as it arrives
    sheet = page.frame_locator("iframe.letter")
    sheet.locator("h1").wait_for()
    assert sheet.locator("body").evaluate("body => getComputedStyle(body).margin") == "0px"
