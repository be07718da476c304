"""The front door: home, privacy, health, language, error pages, and who sees which places."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.template import engines
from django.test import Client, override_settings
from django.urls import path, reverse

from canacintra_portal import urls, views
from canacintra_portal.context import Navigation
from companies.rules import notices
from companies.tests.factories import MembershipFactory, UserFactory

ERROR_TITLES = {
    400: "We did not understand that",
    403: "This page is for others",
    404: "There is no such page",
    500: "Something broke on our side",
}


def refuse(request):
    raise PermissionDenied


def misread(request):
    raise BadRequest


def break_down(request):
    raise RuntimeError


def take(request):
    raise AssertionError("a form without its token does not get here")


class ErrorUrls:
    urlpatterns = [
        path("400/", misread),
        path("403/", refuse),
        path("500/", break_down),
        path("form/", take),
        *urls.urlpatterns,
    ]


def places_in(response):
    navigation = re.search(r'<nav class="masthead-nav".*?</nav>', response.text, re.S)[0]
    return re.findall(r'<a href="([^"]+)"', navigation)


@pytest.mark.parametrize(
    "address", ["/privacidad/", "/cuenta/login/", "/cuenta/signup/", "/no-hay/"]
)
def test_a_visitor_gets_the_frame_of_a_page_without_a_statement(client, address):
    # Without the mark django_db a single statement is an error.
    response = client.get(address, headers={"accept-language": "en"})
    assert "Skip to the content" in response.text


@pytest.mark.django_db
def test_the_frame_costs_a_signed_in_person_session_and_user(client, django_assert_num_queries):
    client.force_login(UserFactory())
    with django_assert_num_queries(2):
        client.get("/privacidad/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("visitor", ["/cursos/"]),
        ("newcomer", ["/cursos/", "/empresa/alta/"]),
        ("hr", ["/cursos/", "/empresa/", "/empresa/inscripciones/", "/empresa/tecnicos/"]),
        ("cast", ["/cursos/", "/cast/"]),
        ("staff", ["/cursos/", "/admin/"]),
    ],
)
def test_the_header_offers_each_reader_the_own_places(client, settings, who, places):
    settings.DEMO = False
    people = {
        "newcomer": UserFactory,
        "hr": lambda: MembershipFactory().user,
        "cast": lambda: UserFactory(cast=True),
        "staff": lambda: UserFactory(is_staff=True),
    }
    if who in people:
        client.force_login(people[who]())
    assert places_in(client.get("/privacidad/")) == places


@pytest.mark.django_db
def test_somebody_who_may_no_longer_sign_in_is_a_visitor_at_once(client):
    user = MembershipFactory().user
    client.force_login(user)
    user.is_active = False
    user.save()
    assert places_in(client.get("/privacidad/")) == ["/cursos/"]


@pytest.mark.django_db
def test_the_demo_offers_its_mailbox_to_whoever_is_signed_in(client, settings):
    settings.DEMO = True
    assert places_in(client.get("/privacidad/")) == ["/cursos/"]
    client.force_login(UserFactory())
    assert places_in(client.get("/privacidad/"))[-1] == "/buzon/"


@pytest.mark.django_db
def test_the_header_marks_where_the_reader_is(rf, settings):
    settings.DEMO = False
    request = rf.get("/empresa/tecnicos/nuevo/")
    request.user = UserFactory.build()
    request.user.is_company_user = True
    marks = {place.address: place.is_here for place in Navigation(request).places}
    assert marks == {
        "/cursos/": "",
        "/empresa/": "",
        "/empresa/inscripciones/": "",
        "/empresa/tecnicos/": "true",
    }


def test_the_language_is_switched_by_a_form_and_remembered(client):
    page = client.get("/privacidad/", headers={"accept-language": "es"})
    assert '<html lang="es-mx">' in page.text
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/privacidad/"})
    assert answer.headers["Location"] == "/privacidad/"
    page = client.get("/privacidad/", headers={"accept-language": "es"})
    assert '<html lang="en">' in page.text
    assert "Privacy notice" in page.text


def test_the_language_switch_does_not_lead_to_another_site(client):
    answer = client.post(
        reverse("set_language"), {"language": "en", "next": "https://other.invalid/"}
    )
    assert answer.headers["Location"] == "/"


@override_settings(ROOT_URLCONF=ErrorUrls)
@pytest.mark.parametrize(("status", "title"), ERROR_TITLES.items())
def test_error_pages_have_the_look_of_the_portal_and_a_way_on(status, title):
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    response = client.get(f"/{status}/")
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in response.text
    assert 'class="masthead"' in response.text
    assert 'class="foot"' in response.text
    assert 'href="/cursos/"' in response.text


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_pages_for_broken_days_need_neither_request_nor_context(template):
    assert "masthead" in engines["django"].get_template(template).render()


@override_settings(ROOT_URLCONF=ErrorUrls)
def test_a_form_without_its_token_is_refused_calmly():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    response = client.post("/form/", {"technician": "1"})
    assert response.status_code == 403
    assert "<h1>The form had been open for too long</h1>" in response.text
    assert 'class="masthead"' in response.text


@pytest.mark.django_db
def test_the_first_page_shows_the_next_groups_with_one_statement(client, django_assert_num_queries):
    client.get("/", headers={"accept-language": "en"})
    with django_assert_num_queries(1):
        response = client.get("/", headers={"accept-language": "en"})
    assert "No group has dates yet" in response.text


def test_the_privacy_notice_says_whom_to_write_and_which_version_it_is(client, settings):
    settings.PRIVACY_CONTACT = "datos@portal.invalid"
    text = client.get("/privacidad/", headers={"accept-language": "en"}).text
    assert "mailto:datos@portal.invalid" in text
    assert f"Version {settings.PRIVACY_VERSION}" in text


def test_former_versions_of_the_privacy_notice_stay_readable(client):
    text = client.get("/privacidad/2026-11/", headers={"accept-language": "en"}).text
    assert "This is a former version" in text
    assert client.get("/privacidad/1999-01/").status_code == 404


@pytest.mark.parametrize("notice", notices.NOTICES, ids=lambda notice: notice.version)
def test_a_text_that_people_accepted_is_never_mended(notice):
    texts = [
        Path(settings.BASE_DIR, f"templates/privacy/notices/{notice.version}.{language}.html")
        for language in ("en", "es-mx")
    ]
    written = hashlib.sha256(b"".join(text.read_bytes() for text in texts)).hexdigest()
    assert written == notice.digest, "write a new version of the notice instead"


@pytest.mark.django_db
def test_health_is_good_when_database_and_broker_answer(client):
    response = client.get("/salud/")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_health_is_good_without_the_broker_because_every_page_still_works(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/salud/")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "unreachable"}


def test_health_is_bad_without_the_database(client, monkeypatch):
    monkeypatch.setattr(views, "_database_answers", lambda: False)
    response = client.get("/salud/")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/privacidad/", "/cuenta/login/", "/no-hay/"])
def test_pages_carry_nothing_that_the_content_security_policy_refuses(client, address):
    response = client.get(address)
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert not re.search(
        r"""\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:\ssrc=|"application/json"))""",
        response.text,
    )
    assert not re.search(r"""(?:src|href)="(?:https?:)?//""", response.text)


@pytest.mark.django_db
def test_a_frame_that_was_drawn_for_somebody_else_is_not_shown_to_this_reader(client, settings):
    settings.DEMO = False
    newcomer, hr = UserFactory(), MembershipFactory().user
    for address in ("/privacidad/", "/cursos/"):
        visitor = Client().get(address)
        pages = {}
        for user in (newcomer, hr):
            client.force_login(user)
            pages[user] = client.get(address)
        # The second person sees her own places, language, address to come back to and secret.
        assert "/empresa/tecnicos/" not in places_in(pages[newcomer])
        assert "/empresa/tecnicos/" in places_in(pages[hr])
        assert "/cuenta/logout/" not in visitor.text
        secrets = {
            re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
            for page in (visitor, *pages.values())
        }
        assert len(secrets) == 3
        assert f'name="next" value="{address}" form="switch-language"' in pages[hr].text


@pytest.mark.django_db
def test_the_frame_is_drawn_in_the_language_of_each_reader_and_marks_where_she_is():
    for address, marked in [("/privacidad/", []), ("/cursos/x/", ["true"]), ("/cursos/", ["page"])]:
        for language, word in (("es", "Cursos"), ("en", "Courses"), ("es", "Cursos")):
            page = Client().get(address, headers={"accept-language": language})
            header = re.search(r"<header.*?</header>", page.text, re.S)[0]
            assert re.findall(r'aria-current="(\w+)"', header) == marked
            assert f">{word}</a>" in header
