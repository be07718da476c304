import json
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from companies.tests.factories import UserFactory
from courses.models import CourseRun
from courses.tests.factories import AreaFactory, CourseFactory, RunFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def some_runs(number):
    """Groups of different courses, areas and venues, on days of the next month."""
    first = (timezone.localtime() + timedelta(days=31)).replace(day=1, hour=8, minute=0)
    return [
        RunFactory(
            meetings=[
                (
                    first + timedelta(days=day, hours=index),
                    first + timedelta(days=day, hours=index + 1),
                )
                for day in range(2)
            ]
        )
        for index in range(number)
    ]


def next_month():
    return (timezone.localdate().replace(day=1) + timedelta(days=32)).strftime("%Y-%m")


@pytest.mark.parametrize(
    ("address", "statements"),
    [
        ("/cursos/", 7),
        ("/cursos/?q=soldadura&turno=manana&precio=5000&lugares=1&orden=precio", 8),
        (f"/cursos/calendario/?mes={next_month()}", 4),
    ],
)
@pytest.mark.parametrize("number", [1, 12])
def test_number_of_statements_does_not_grow(
    visitor, django_assert_num_queries, address, statements, number
):
    some_runs(number)
    with django_assert_num_queries(statements):
        visitor.get(address)
    with django_assert_num_queries(1):
        visitor.get(address)


def test_full_page_of_thirty_courses_needs_the_same_statements(visitor, django_assert_num_queries):
    for run in some_runs(10):
        for _ in range(2):
            CourseFactory(area=run.course.area)
    with django_assert_num_queries(7):
        visitor.get("/cursos/")


def test_catalogue_shows_courses_with_dates_seats_and_price(visitor):
    run = RunFactory(course__name="Soldadura TIG", venue__capacity=12)
    text = visitor.get("/cursos/").text
    assert "Soldadura TIG" in text
    assert f'href="{run.get_absolute_url()}"' in text
    assert "<strong>12</strong> of 12 seats left" in text
    assert "$2,400.00 MXN + VAT" in text


def test_seat_that_is_taken_shows_at_once(visitor):
    run = RunFactory(venue__capacity=12)
    visitor.get("/cursos/")
    CourseRun.objects.filter(pk=run.pk).update(seat_limit=5)
    assert "<strong>5</strong> of 5 seats left" in visitor.get("/cursos/").text


def test_signed_in_reader_sees_the_same_courses_under_the_own_header(visitor):
    CourseFactory(name="Soldadura TIG")
    assert "Sign in" in visitor.get("/cursos/").text
    visitor.force_login(UserFactory())
    text = visitor.get("/cursos/").text
    assert "Sign out" in text
    assert "Soldadura TIG" in text
    visitor.logout()
    assert "Sign in" in visitor.get("/cursos/").text


def test_each_language_has_its_own_page(visitor):
    AreaFactory(name_es="Plásticos", name_en="Plastics").courses.add(CourseFactory(), bulk=False)
    assert "Plastics" in visitor.get("/cursos/").text
    assert "Plásticos" in visitor.get("/cursos/", headers={"accept-language": "es-mx"}).text


def test_filters_stay_in_the_page_and_are_taken_back_one_by_one(visitor):
    RunFactory(course__name="Soldadura", course__area__slug="plasticos")
    text = visitor.get("/cursos/?q=soldadura&area=plasticos&turno=manana&precio=3000").text
    assert 'value="soldadura"' in text
    assert re.search(r'value="plasticos" checked', text)
    assert re.search(r'value="manana" checked', text)
    assert 'href="/cursos/?q=soldadura&amp;turno=manana&amp;precio=3000"' in text
    assert 'href="/cursos/?q=soldadura&amp;area=plasticos&amp;precio=3000"' in text


def test_mended_spelling_is_told(visitor):
    CourseFactory(name="Neumática básica")
    text = visitor.get("/cursos/?q=neumatik").text
    assert "showing what fits “neumática”" in text
    assert "Neumática básica" in text


def test_doubtful_word_is_offered_as_a_link(visitor):
    CourseFactory(name="PLC básico")
    text = visitor.get("/cursos/?q=pcl").text
    assert "The catalogue does not have “pcl”." in text
    assert '<a class="catalogue-guess" href="/cursos/?q=plc">plc</a>' in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/cursos/?q=xyzzy", "Try one word only"),
        ("/cursos/?lugares=2", "Take a filter away"),
        ("/cursos/calendario/", "Look at the next month, or take a filter away."),
    ],
)
def test_empty_answers_say_what_to_do(visitor, address, words):
    CourseFactory(name="Soldadura")
    assert words in visitor.get(address).text


def test_empty_catalogue_says_so(visitor):
    assert "The catalogue is being prepared" in visitor.get("/cursos/").text


def test_pages_of_the_list_keep_the_filters(visitor):
    area = AreaFactory(slug="soldadura")
    CourseFactory.create_batch(21, area=area)
    first = visitor.get("/cursos/?area=soldadura&pagina=abc").text
    assert 'href="/cursos/?area=soldadura&amp;pagina=2"' in first
    assert first.count("<article") == 20
    assert visitor.get("/cursos/?area=soldadura&pagina=2").text.count("<article") == 1


def test_htmx_gets_only_the_results_and_their_address(visitor):
    CourseFactory(name="Soldadura TIG")
    headers = {"hx-request": "true", "hx-target": "results"}
    response = visitor.get("/cursos/?q=tig&desde=&hasta=&pagina=", headers=headers)
    assert response.text.strip().startswith("<p")
    assert "<html" not in response.text
    assert "Soldadura TIG" in response.text
    assert response.headers["HX-Push-Url"] == "/cursos/?q=tig"
    assert "HX-Request" in response.headers["Vary"]


def test_what_was_not_understood_is_told_and_what_was_typed_cannot_break_the_page(visitor):
    text = visitor.get("/cursos/?desde=<script>&precio=-1&q=<b>x").text
    assert "“&lt;script&gt;” is not a date" in text
    assert "“-1” is not a price" in text
    assert "<b>x" not in text


HOSTILE = [
    "pagina=abc",
    "pagina=-1",
    "pagina=99999999999999999999",
    "desde=2026-99-99&hasta=ayer",
    "precio=-1",
    "precio=1e309",
    "area=%00&area=../../etc/passwd",
    "turno=%F0%9F%94%A5",
    "q=%00",
    "q=%FF%FE",
    "q=" + "x" * 10_000,
    "q=" + quote("' OR 1=1 -- & | ! ( ) :* <-> \\"),
    "q=" + quote("🔥 ñandú ÁÉÍ ﷽"),
    "lugares=-1&horas=9-&orden=__class__",
    "&".join(f"area=a{number}" for number in range(200)),
    "mes=2026-13",
    "mes=0000-00",
    "mes=9999-12",
    "dia=2026-02-30",
    "dia=abc",
    "dia=2099-12-31",
    "mes=2099-12",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("address", ["/cursos/", "/cursos/calendario/", "/calendario.ics", "/"])
def test_nothing_in_an_address_is_an_error(visitor, address, query):
    RunFactory()
    assert visitor.get(f"{address}?{query}").status_code == 200


def test_calendar_shows_each_meeting_on_its_day(visitor):
    [run] = some_runs(1)
    text = visitor.get(f"/cursos/calendario/?mes={next_month()}").text
    assert text.count(f'href="{run.get_absolute_url()}"') == 2
    assert "2 meetings" in text


def test_busy_day_shows_a_few_meetings_and_a_link_to_all(visitor):
    some_runs(8)
    text = visitor.get(f"/cursos/calendario/?mes={next_month()}&turno=manana&turno=tarde").text
    more = re.search(r'href="([^"]*dia=[^"]*)">4 more', text)[1].replace("&amp;", "&")
    assert "turno=manana" in more
    assert visitor.get(more).text.count('class="month-entry') == 8


def test_calendar_does_not_lead_into_the_past_nor_for_ever(visitor):
    assert 'rel="prev"' not in visitor.get("/cursos/calendario/").text
    assert 'rel="next"' in visitor.get("/cursos/calendario/").text
    assert 'rel="next"' not in visitor.get("/cursos/calendario/?mes=2099-12").text


def test_list_of_courses_is_told_to_search_engines(visitor):
    course = CourseFactory(name="Soldadura </script><b>")
    text = visitor.get("/cursos/").text
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert json.loads(data)["itemListElement"][0]["name"] == course.name
    assert "</script><b>" not in text
    assert '<link rel="canonical" href="http' in text


def test_only_reading_is_allowed(visitor):
    for address in ("/cursos/", "/cursos/calendario/", "/calendario.ics", "/robots.txt"):
        assert visitor.post(address).status_code == 405


def test_sitemap_names_public_courses_and_coming_groups(visitor):
    run = RunFactory()
    hidden = CourseFactory(is_published=False)
    draft = RunFactory(draft=True)
    text = visitor.get("/sitemap.xml").text
    assert f"{run.get_absolute_url()}</loc>" in text
    assert f"{run.course.get_absolute_url()}</loc>" in text
    assert hidden.slug not in text
    assert draft.code not in text


def test_robots_are_kept_out_of_what_is_private(visitor):
    text = visitor.get("/robots.txt").text
    assert "Disallow: /empresa/" in text
    assert "/sitemap.xml" in text


def test_venue_that_changes_its_name_shows_at_once(visitor):
    venue = VenueFactory(name="Sala Norte")
    RunFactory(venue=venue)
    assert "Sala Norte" in visitor.get("/cursos/").text
    venue.name = "Sala Sur"
    venue.save()
    assert "Sala Sur" in visitor.get("/cursos/").text
