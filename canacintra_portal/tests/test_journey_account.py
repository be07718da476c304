"""Somebody new opens an account from her telephone, and later leaves her password at home."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from canacintra_portal.testing.staff import code_of
from companies.models import User
from companies.services import delivery
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]

ALICIA = "alicia@maquinados.invalid"
PASSWORD = "arena tibia y tres gatos"


@pytest.fixture(autouse=True)
def demo_mail(settings):
    settings.EMAIL_BACKEND = "companies.mailbox.backend.KeepingBackend"


def press(page, selector):
    with page.expect_navigation():
        page.locator(selector).click()


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in(page, user, then="/cuenta/"):
    page.goto(f"/cuenta/login/?next={then}")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    press(page, "main button[type=submit]")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_who_signs_up_confirms_by_the_letter_and_is_signed_in(
    open_browser, assert_accessible, width, scheme
):
    # Given somebody who comes to sign in and has no account
    page = open_browser(width=width, color_scheme=scheme)
    page.goto("/cuenta/login/")
    assert_accessible(page)
    page.locator("main a[href*='/cuenta/signup/']").click()
    # When she types a password that everybody would guess
    page.fill("#id_full_name", "Alicia Ríos")
    page.fill("#id_email", ALICIA)
    page.fill("#id_password1", "canacintra-2026")
    page.locator(".secret-switch").click()
    expect(page.locator("#id_password1")).to_have_attribute("type", "text")
    assert_accessible(page)
    press(page, "main button[type=submit]")
    # Then she reads why, and the rest is kept
    expect(page.locator("[data-error-summary] li")).to_have_count(1)
    expect(page.locator("#id_email")).to_have_value(ALICIA)
    assert_accessible(page)
    assert fits(page)
    # When she types one of her own
    page.fill("#id_password1", PASSWORD)
    press(page, "main button[type=submit]")
    # Then she is led to her mail
    expect(page).to_have_url("/cuenta/confirm-email/")
    assert_accessible(page)
    assert fits(page)
    assert delivery.deliver_due(now=timezone.now()).sent == 1
    # When she opens the link of the letter in the mailbox of the demo
    page.locator("main a[href='/buzon/']").click()
    expect(page.locator(".letters li")).to_have_count(1)
    page.locator(".letters a").click()
    with page.context.expect_page() as opened:
        page.frame_locator(".letter-frame").locator(".action a").click()
    confirm = opened.value
    confirm.wait_for_load_state()
    assert_accessible(confirm)
    press(confirm, "main button[type=submit]")
    # Then she is signed in, and is where a firm is registered
    expect(confirm).to_have_url("/empresa/alta/")
    user = User.objects.get(email=ALICIA)
    assert user.emailaddress_set.get().verified
    # When she looks at her account, everything about it is there and can be read
    for address in [
        "/cuenta/",
        "/cuenta/email/",
        "/cuenta/password/change/",
        "/cuenta/2fa/",
        "/cuenta/sessions/",
        "/cuenta/logout/",
        "/cuenta/2fa/totp/activate/",
    ]:
        confirm.goto(address)
        assert_accessible(confirm)
        assert fits(confirm), address


def test_staff_who_has_no_app_yet_sets_one_up_before_the_admin_opens(
    open_browser, assert_accessible
):
    # Given somebody new at CANACINTRA
    staff = with_password(UserFactory(admin=True, language="en"))
    page = open_browser(width=1280, locale="en")
    sign_in(page, staff, then="/admin/")
    # Then she is led to the second step
    expect(page).to_have_url("/cuenta/2fa/")
    assert_accessible(page)
    # When she sets up an app
    page.get_by_role("link", name="Set up an app").click()
    page.fill("#id_password", PASSWORD)
    press(page, "main button[type=submit]")
    assert_accessible(page)
    page.fill("#id_code", code_of(page.locator("#authenticator_secret").inner_text()))
    press(page, "main button[type=submit]")
    # Then she keeps her recovery codes and goes on to the admin
    expect(page.locator(".codes li")).to_have_count(10)
    assert_accessible(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url("/admin/")


def test_a_passkey_opens_the_account_without_a_password(open_browser, assert_accessible):
    # Given somebody of HR whose device knows passkeys
    hr = with_password(MembershipFactory().user)
    page = open_browser()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, hr, then="/cuenta/2fa/webauthn/add/")
    # When she adds one
    page.fill("#id_password", PASSWORD)
    press(page, "main button[type=submit]")
    assert_accessible(page)
    expect(page.locator("[data-passkey-impossible]")).to_be_hidden()
    page.fill("#id_name", "Mi celular")
    with page.expect_navigation():
        page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url("/cuenta/2fa/recovery-codes/")
    page.goto("/cuenta/2fa/webauthn/")
    expect(page.locator(".manage .card h2")).to_have_text("Mi celular")
    assert_accessible(page)
    # When she signs out and comes back
    page.locator(".masthead form[action='/cuenta/logout/'] button").click()
    page.goto("/cuenta/login/")
    expect(page.locator("#passkey_login")).to_be_visible()
    assert_accessible(page)
    with page.expect_navigation(url="**/empresa/"):
        page.locator("#passkey_login").click()
    # Then the passkey alone has let her in; with the password it is the second step
    page.locator(".masthead form[action='/cuenta/logout/'] button").click()
    sign_in(page, hr)
    expect(page).to_have_url("/cuenta/2fa/authenticate/")
    assert_accessible(page)
    with page.expect_navigation(url="**/cuenta/"):
        page.locator("#mfa_webauthn_authenticate").click()


def test_a_passkey_that_is_not_shown_leaves_a_sentence_and_the_other_ways(open_browser):
    page = open_browser()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}},
    )
    page.goto("/cuenta/login/")
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-trouble]")).to_be_visible(timeout=70_000)
    expect(page.locator("#id_password")).to_be_visible()
