"""CAST's first page, and who may open it and the rosters."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.tests.factories import (
    MembershipFactory,
    UserFactory,
)
from courses.tests.factories import CourseFactory, InstructorFactory, RunFactory, VenueFactory
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def cast_client(client):
    client.force_login(UserFactory(cast=True))
    return client


def addresses_of(run):
    names = ["roster", "roster_pdf", "roster_sheet"]
    return [reverse("enrollment:cast")] + [
        reverse(f"enrollment:{name}", args=[run.code]) for name in names
    ]


def people_of(who, run):
    """Alicia has a technician in the run, Bruno is her colleague, Carla is from another firm."""
    request = seated(run)
    return {
        "alicia": lambda: request.requested_by,
        "bruno": lambda: MembershipFactory(company=request.company).user,
        "carla": lambda: MembershipFactory().user,
        "cast": lambda: UserFactory(cast=True),
        "staff": lambda: UserFactory(is_staff=True),
        "admin": lambda: UserFactory(admin=True),
    }[who]()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("alicia", 403),
        ("bruno", 403),
        ("carla", 403),
        ("cast", 200),
        ("staff", 200),
        ("admin", 200),
    ],
)
def test_only_cast_and_canacintra_open_the_pages(client, who, status):
    run = RunFactory()
    client.force_login(people_of(who, run))

    assert [client.get(address).status_code for address in addresses_of(run)] == [status] * 4


def test_visitors_are_asked_to_sign_in(client):
    run = RunFactory()

    for address in addresses_of(run):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"] == f"/cuenta/login/?next={address}"


def test_a_run_in_preparation_exists_for_canacintra_alone(client):
    run = RunFactory(draft=True)
    addresses = addresses_of(run)[1:]

    client.force_login(UserFactory(cast=True))
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    client.force_login(UserFactory(is_staff=True))
    assert [client.get(address).status_code for address in addresses] == [200] * 3


@pytest.mark.parametrize("code", ["NADA", "%00", "a%20b", "ñ"])
def test_a_code_that_does_not_exist_is_404(cast_client, code):
    for form in ["", "lista.pdf", "lista.xlsx"]:
        assert cast_client.get(f"/cast/grupos/{code}/{form}").status_code == 404


@pytest.mark.parametrize(
    "query", ["sede=%00", "q=%00%ff", "page=x", "page=999", "cuando=nunca", "sede=Nada", "q=%25_"]
)
def test_any_query_gets_a_page(cast_client, query):
    RunFactory()

    assert cast_client.get(f"/cast/?{query}").status_code == 200


def test_nothing_is_changed_by_post_and_nothing_kept_by_browsers(cast_client):
    for address in addresses_of(RunFactory()):
        assert cast_client.post(address).status_code == 405
        assert "no-store" in cast_client.get(address)["Cache-Control"]


# --- The first page ------------------------------------------------------------------------------


def at(day, hour):
    begins = timezone.localtime(day).replace(hour=hour, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(hours=3)


def codes_in(text):
    return re.findall(r"<tr>\s*<th.*?/cast/grupos/([\w-]+)/", text, re.S)


def test_today_shows_what_meets_today(cast_client):
    now = timezone.now()
    RunFactory(code="HOY", meetings=[at(now, 18)])
    RunFactory(code="MANANA", meetings=[at(now + timedelta(days=1), 18)])

    answer = cast_client.get(reverse("enrollment:cast"))

    assert [meeting.run.code for meeting in answer.context["meetings"]] == ["HOY"]


def test_on_a_day_without_meetings_the_next_ones_are_shown(cast_client):
    now = timezone.now()
    RunFactory(code="AYER", meetings=[at(now - timedelta(days=1), 18)])
    RunFactory(code="CANCELADO", meetings=[at(now + timedelta(days=1), 9)], cancelled=True)
    RunFactory(code="BORRADOR", meetings=[at(now + timedelta(days=1), 9)], draft=True)
    RunFactory(code="PRONTO", meetings=[at(now + timedelta(days=2), 18)])
    RunFactory(code="LUEGO", meetings=[at(now + timedelta(days=3), 18)])

    answer = cast_client.get(reverse("enrollment:cast"), headers=ENGLISH)

    assert [meeting.run.code for meeting in answer.context["meetings"]] == ["PRONTO"]
    assert "No group meets today." in answer.text


def test_an_empty_portal_says_what_will_come(cast_client):
    answer = cast_client.get(reverse("enrollment:cast"), headers=ENGLISH)

    assert "Groups appear here as soon as CANACINTRA publishes them." in answer.text


def test_the_list_has_coming_runs_by_date_and_past_ones_apart(cast_client):
    now = timezone.now()
    RunFactory(code="TERCERO", meetings=[at(now + timedelta(days=9), 8)])
    RunFactory(code="PRIMERO", meetings=[at(now - timedelta(days=2), 8), at(now, 22)])
    RunFactory(code="SEGUNDO", meetings=[at(now + timedelta(days=5), 8)], cancelled=True)
    RunFactory(code="BORRADOR", draft=True)
    RunFactory(code="VIEJO", meetings=[at(now - timedelta(days=20), 8)])
    RunFactory(code="RECIENTE", meetings=[at(now - timedelta(days=3), 8)])
    address = reverse("enrollment:cast")

    coming, past = cast_client.get(address), cast_client.get(address, {"cuando": "pasados"})

    assert codes_in(coming.text) == ["PRIMERO", "SEGUNDO", "TERCERO"]
    assert codes_in(past.text) == ["RECIENTE", "VIEJO"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["GDT-1", "PLC-1"]),
        ("plc", ["PLC-1"]),
        ("PLC-1", ["PLC-1"]),
        ("tolerancias geometricas", ["GDT-1"]),
        ("áñez", ["GDT-1"]),
        ("ibanez gdt", ["GDT-1"]),
        ("aula magna", ["PLC-1"]),
        ("plc ibáñez", []),
        ("100%", []),
        ("\x00", ["GDT-1", "PLC-1"]),
    ],
)
def test_words_are_looked_for_in_course_code_instructor_and_room(cast_client, words, found):
    soon = timezone.now() + timedelta(days=3)
    RunFactory(
        code="GDT-1",
        course=CourseFactory(name="Tolerancias geométricas"),
        instructor=InstructorFactory(name="Raúl Ibáñez"),
        meetings=[at(soon, 8)],
    )
    RunFactory(
        code="PLC-1",
        course=CourseFactory(name="PLC básico"),
        venue=VenueFactory(name="Aula Magna"),
        meetings=[at(soon, 8)],
    )

    answer = cast_client.get(reverse("enrollment:cast"), {"q": words})

    assert codes_in(answer.text) == found


def test_one_site_can_be_chosen(cast_client):
    RunFactory(code="AQUI")
    RunFactory(code="ALLA", venue=VenueFactory(partner=True))

    answer = cast_client.get(reverse("enrollment:cast"), {"sede": "Plantel aliado"})

    assert codes_in(answer.text) == ["ALLA"]
    assert list(answer.context["sites"]) == ["CANACINTRA", "Plantel aliado"]


def test_htmx_gets_the_list_alone(cast_client):
    RunFactory(code="SOLO")
    headers = {"HX-Request": "true", "HX-Target": "groups"}

    answer = cast_client.get(reverse("enrollment:cast"), headers=headers)

    assert codes_in(answer.text) == ["SOLO"]
    assert "<h1" not in answer.text


@pytest.mark.parametrize("count", [1, 30])
def test_the_first_page_takes_the_same_statements_for_any_number(
    cast_client, django_assert_num_queries, count
):
    soon = timezone.now() + timedelta(days=3)
    for _number in range(count):
        seated(RunFactory(meetings=[at(soon, 8)]))

    # session, user · sites · next day, its meetings · count, page, their meetings
    with django_assert_num_queries(8):
        cast_client.get(reverse("enrollment:cast"))
