"""Journeys: a real Chromium that looks at the portal, and an accessibility audit."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from companies.models import User

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 20_000  # milliseconds, for a machine that is busy with other things
PHONE = {"width": 390, "height": 844}

# The portal and nothing else: no start page, no updates, no look-ups.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    """Find the Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys of this process."""
    program = chromium()
    if program is None:
        pytest.skip("there is no Chromium on this machine")
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=ARGUMENTS,
            chromium_sandbox=os.geteuid() != 0,
        )
        yield browser
        browser.close()


@pytest.fixture
def open_browser(browser: Browser, live_server, settings) -> Iterator[Callable[..., Page]]:
    """Opens a window of somebody's own: `open_browser(width=1280, locale="en")`.

    Each window has its own cookies. A message in the console, an error in a script and a request
    to another host fail the test.
    """
    settings.PORTAL_URL = live_server.url  # links in messages lead back here
    caches["default"].clear()  # what throttles sign-in is no model: nothing else empties it
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(
        *, width: int = PHONE["width"], height: int = PHONE["height"], **options
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **{"locale": "es-MX", "timezone_id": "America/Ciudad_Juarez", **options},
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"console: {message.text}")
                if message.type in {"error", "warning"} and not _is_refusal(message.text)
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                complaints.append(f"request to another host: {request.url}")
                if not request.url.startswith((live_server.url, "data:", "blob:"))
                else None
            ),
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def _is_refusal(text: str) -> bool:
    # Chromium reports each answer of 400 and above; pages that refuse answer so on purpose.
    return text.startswith("Failed to load resource: the server responded with a status of 4")


@pytest.fixture
def open_signed_in(open_browser: Callable[..., Page], live_server) -> Callable[..., Page]:
    """Opens a window of somebody who is signed in: `open_signed_in(user, width=1280)`.

    The form of signing in has a journey of its own. The window reads English unless told.
    """

    def open_window(user: User, **options) -> Page:
        page = open_browser(**{"locale": "en", **options})
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        session = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        return page

    return open_window


def fits(page: Page) -> bool:
    """Say whether the page needs no sideways scrolling, once it is there as a whole."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[..., None]:
    """Audits a page with axe against WCAG 2.2 AA: `assert_accessible(page)`.

    `preload=False` is for pages whose style sheets import others: axe would read these through
    inline styles, which our content-security policy refuses.
    """
    source = AXE.read_text()

    def audit(page: Page, *, preload: bool = True) -> None:
        page.wait_for_load_state()
        page.evaluate(source)
        # Our frames hold letters and are sealed against every script, that of axe too.
        found = page.evaluate(
            "([tags, preload]) => axe.run(document,"
            " {preload, iframes: false, runOnly: {type: 'tag', values: tags}})",
            [WCAG_2_2_AA, preload],
        )
        problems = [
            f"{violation['id']}: {violation['help']} - {node['html']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert problems == [], page.url

    return audit
