"""Every address of the portal gets values that no page of ours sends: none breaks it."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from canacintra_portal.tests.test_urls_by_role import EXPECTED, arguments, people

__all__ = ["arguments", "people"]
pytestmark = pytest.mark.django_db

# What our pages read, of an address or of a form.
NAMES = """
    anio answer area company cuando curp desde email for_company grupos hasta horas key kind lang
    list login lugares next occupation occupation_words orden owner page pagina para password
    precio public_id q quien rfc role seat sector sede shown show sort step technician terms
    together turno v verdict what words
""".split()  # noqa: SIM905
# Written as in an address: too large for PostgreSQL; too long for int(); a NUL, half a letter and
# no Unicode at all; no address, and markup without end.
VALUES = {
    "large": "9" * 20,
    "long": "9" * 5_000,
    "no text": "%00%ED%A0%80%FF",
    "markup": quote("http://['\"><script>{{ x }}{% url %}%(name)s") + "x" * 3_000,
}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Target": "'"}


def broken_by(ask, arguments):
    """The addresses that answer with an error of ours, each with the error."""
    broken = {}
    for name in EXPECTED:
        answer = ask(reverse(name, kwargs=arguments.get(name, {})))
        if answer.status_code >= 500:
            broken[name] = answer.exc_info
    return broken


def written(value):
    return "&".join(f"{name}={VALUES[value]}" for name in NAMES)


@pytest.fixture
def browser(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_an_address_breaks_a_page(value, people, arguments, browser):
    browser.force_login(people["alicia"])

    assert broken_by(lambda url: browser.get(f"{url}?{written(value)}"), arguments) == {}


@pytest.mark.parametrize("role", ["visitor", "cast"])
def test_no_header_breaks_a_page(role, people, arguments, browser):
    if people[role]:
        browser.force_login(people[role])

    def ask(url):
        return browser.get(f"{url}?{written('no text')}", headers=HTMX)

    assert broken_by(ask, arguments) == {}


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_a_form_breaks_a_page(value, people, arguments, browser):
    browser.force_login(people["alicia"])

    def send(url):
        form = "application/x-www-form-urlencoded"
        return browser.post(url, written(value), content_type=form)

    assert broken_by(send, arguments) == {}
