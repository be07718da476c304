"""Alicia reads what the portal wrote to her, in the mailbox of the demo."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from companies.models import KeptMail
from companies.services import delivery, outbox
from enrollment import notifications
from enrollment.letters import PAUSE_BEFORE_LETTERS
from enrollment.tests.asked import ask

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_a_letter_is_read_in_the_browser(
    open_signed_in, assert_accessible, settings, width, scheme
):
    # Given a confirmed request
    settings.EMAIL_BACKEND = "companies.mailbox.backend.KeepingBackend"
    request, now = ask(), timezone.now() + timedelta(seconds=1)
    people = list(request.enrollments.all())
    with transaction.atomic():
        outbox.write(notifications.confirmed(request=request, seated=people, now=now))
    assert delivery.deliver_due(now=now + PAUSE_BEFORE_LETTERS).sent == 3
    assert KeptMail.objects.count() == 3

    # When Alicia opens the mailbox
    page = open_signed_in(request.requested_by, locale="es-MX", width=width, color_scheme=scheme)
    page.goto("/buzon/")
    assert_accessible(page)
    expect(page.locator(".letters li")).to_have_count(1)
    page.locator(".letters a").click()

    # Then she reads the letter as it was sent, and keeps its calendar entry
    letter = page.frame_locator(".letter-frame")
    letter.get_by_role("heading", level=1).wait_for()
    assert_accessible(page)
    assert fits(page)
    expect(letter.locator("body")).to_contain_text("Soldadura MIG & TIG")
    with page.expect_download() as download:
        page.get_by_role("link", name="curso.ics").click()
    assert b"METHOD:PUBLISH" in download.value.path().read_bytes()
    # And a link in it opens the request in a window of its own
    with page.context.expect_page() as opened:
        letter.locator(".action a").click()
    expect(opened.value).to_have_url(request.get_absolute_url())
