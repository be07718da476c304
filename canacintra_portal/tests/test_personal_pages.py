"""What caches may keep: pages of visitors, never pages that name somebody."""

import pytest

from companies.tests.factories import MembershipFactory
from courses.tests.factories import RunFactory

pytestmark = pytest.mark.django_db

PAGES = ["/", "/cursos/", "/grupos/GRUPO-1/", "/privacidad/", "/cuenta/email/", "/buzon/"]


@pytest.mark.parametrize("address", PAGES)
def test_no_cache_keeps_a_page_that_names_its_reader(client, address):
    RunFactory(code="GRUPO-1")
    client.force_login(MembershipFactory().user)
    response = client.get(address)
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.parametrize("address", ["/", "/cursos/", "/privacidad/"])
def test_pages_of_visitors_may_be_kept_by_their_browser(client, address):
    assert not client.get(address).has_header("Cache-Control")


def test_calendar_is_public_and_kept_for_each_language(client):
    client.force_login(MembershipFactory().user)
    response = client.get("/calendario.ics")
    assert "public" in response["Cache-Control"]
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
