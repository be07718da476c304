import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from companies.tests.factories import MembershipFactory
from courses.models import CourseRun
from courses.tests.factories import AreaFactory, CourseFactory, RunFactory, VenueFactory
from enrollment.tests.factories import fill, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def hours_from_now(*hours):
    now = timezone.now()
    return [(now + timedelta(hours=hour), now + timedelta(hours=hour + 1)) for hour in hours]


def data_of(text):
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return json.loads(data)


# --- A course


def test_course_page_says_what_it_teaches_to_whom_and_when(visitor):
    course = CourseFactory(
        name="Torno básico",
        objective="Tornear piezas.",
        audience="Operadores",
        competency_standard="EC0791",
        hours=40,
        thematic_area="1000",
    )
    run = RunFactory(course=course)
    draft = RunFactory(course=course, draft=True)
    text = visitor.get(course.get_absolute_url()).text
    for words in ("Tornear piezas.", "Operadores", "EC0791", "40 hours", "1000 Producción general"):
        assert words in text
    assert f'href="{run.get_absolute_url()}"' in text
    assert draft.code not in text


def test_course_without_dates_says_what_to_do(visitor):
    course = CourseFactory(hours=None)
    similar = CourseFactory(area=course.area)
    text = visitor.get(course.get_absolute_url()).text
    assert "No dates at the moment" in text
    assert 'href="/cursos/?grupos=1"' in text
    assert f'href="{similar.get_absolute_url()}"' in text


@pytest.mark.parametrize("slug", ["no-hay", "retirado"])
def test_course_that_is_not_in_the_catalogue_is_not_found(visitor, slug):
    CourseFactory(slug="retirado", is_published=False)
    assert visitor.get(f"/cursos/{slug}/").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_statements_of_the_course_page_do_not_grow(visitor, django_assert_num_queries, number):
    course = CourseFactory()
    for index in range(number):
        RunFactory(course=course, meetings=hours_from_now(24 + index, 48 + index))
        RunFactory(course=CourseFactory(area=course.area))
    with django_assert_num_queries(6):
        visitor.get(course.get_absolute_url())
    with django_assert_num_queries(1):
        visitor.get(course.get_absolute_url())


def test_course_is_told_to_search_engines_with_its_groups(visitor):
    run = RunFactory(course__hours=8, price=Decimal("1500"))
    data = data_of(visitor.get(run.course.get_absolute_url()).text)
    assert data["@type"] == "Course"
    [instance] = data["hasCourseInstance"]
    assert instance["startDate"] == run.starts_at.isoformat()
    assert instance["courseWorkload"] == "PT8H"
    assert instance["offers"]["price"] == "1500.00"
    assert instance["offers"]["availability"] == "https://schema.org/InStock"


# --- A group


def test_run_page_says_when_where_how_much_and_the_rules(visitor):
    in_three_days = timezone.now() + timedelta(days=3)
    run = RunFactory(
        price=Decimal("2400"),
        venue__address="Avenida de Prueba 77",
        venue__directions="Por el estacionamiento",
        local_priority_until=in_three_days,
        free_cancellation_until=in_three_days,
        enrollment_closes_at=in_three_days,
    )
    text = visitor.get(run.get_absolute_url()).text
    for words in (
        "$2,400.00",
        "$2,592.00 MXN with VAT, per person",
        "Avenida de Prueba 77",
        "Por el estacionamiento",
        "Up to 2 technicians per company.",
        "Firms of Juárez first, until",
        "Cancelling is free until",
        "Enrollment closes",
        f'href="/grupos/{run.code}.ics?lang=en"',
        "<strong>20</strong> of 20 seats left",
        "Enroll my technicians",
    ):
        assert words in text


def test_rules_that_are_over_are_not_told_any_more(visitor):
    long_ago = timezone.now() - timedelta(days=1)
    run = RunFactory(
        company_seat_limit=1, local_priority_until=long_ago, free_cancellation_until=long_ago
    )
    text = visitor.get(run.get_absolute_url()).text
    assert "One technician per company." in text
    assert "Firms of Juárez first" not in text
    assert "Cancelling is no longer free." in text


def test_map_is_a_drawing_and_a_link(visitor):
    venue = VenueFactory(latitude=Decimal("31.70000"), longitude=Decimal("-106.40000"))
    text = visitor.get(RunFactory(venue=venue).get_absolute_url()).text
    assert '<circle cx="197" cy="116"' in text
    assert "openstreetmap.org/?mlat=31.70000&amp;mlon=-106.40000" in text
    away = VenueFactory(latitude=Decimal("28.63000"), longitude=Decimal("-106.07000"))
    text = visitor.get(RunFactory(venue=away).get_absolute_url()).text
    assert "<circle" not in text
    assert "openstreetmap.org" in text


def full(run):
    fill(run)
    seated(run)
    seated(run, technicians=2)


def cancelled(run):
    now = timezone.now()
    CourseRun.objects.filter(pk=run.pk).update(
        state="cancelled", cancelled_at=now, cancel_reason="El instructor enfermó"
    )


def closed(run):
    CourseRun.objects.filter(pk=run.pk).update(enrollment_closes_at=timezone.now())


def begun(run):
    [(starts_at, ends_at)] = hours_from_now(-0.5)
    run.meetings.update(starts_at=starts_at, ends_at=ends_at)


def finished(run):
    [(starts_at, ends_at)] = hours_from_now(-5)
    run.meetings.update(starts_at=starts_at, ends_at=ends_at)


@pytest.mark.parametrize(
    ("happens", "words", "action"),
    [
        (full, "· 3 waiting", "Join the waiting list"),
        (cancelled, 'This group was cancelled.</strong> <span lang="es">El instructor', None),
        (closed, "Enrollment is closed.", None),
        (begun, "This group has begun.", None),
        (finished, "This group is over.", None),
    ],
)
def test_run_that_has_no_seat_to_give_says_so_and_offers_others(visitor, happens, words, action):
    run = RunFactory(venue__capacity=2)
    other = RunFactory(course=run.course)
    happens(run)
    text = visitor.get(run.get_absolute_url()).text
    assert words in text
    assert f'href="{other.get_absolute_url()}"' in text
    assert ("btn-primary btn-large" in text) is (action is not None)
    assert action is None or action in text
    assert ('hx-trigger="every' in text) is (action is not None)


def test_queue_beside_free_seats_is_explained_by_the_local_priority(visitor):
    run = RunFactory(local_priority_until=timezone.now() + timedelta(days=2))
    seated(run, municipality="Chihuahua")
    text = visitor.get(run.get_absolute_url()).text
    assert "1 person is in the queue. Firms of Juárez are seated first until" in text


def test_open_run_offers_no_others(visitor):
    run = RunFactory()
    other = RunFactory(course=run.course)
    assert other.code not in visitor.get(run.get_absolute_url()).text


def test_other_groups_of_the_course_come_before_those_of_the_area(visitor):
    area = AreaFactory()
    run, full_one, free_one = RunFactory.create_batch(
        3, course=CourseFactory(area=area), seat_limit=1
    )
    of_area = RunFactory(course__area=area, meetings=hours_from_now(24))
    RunFactory(meetings=hours_from_now(24))
    fill(full_one)
    closed(run)
    closed(RunFactory(course=run.course))
    text = visitor.get(run.get_absolute_url()).text
    links = re.findall(r'stretched-link" href="([^"]+)"', text)
    assert links == [each.get_absolute_url() for each in (free_one, full_one, of_area)]


@pytest.mark.parametrize(
    "hidden", [{"draft": True}, {"kind": "closed"}, {"kind": "community"}, {"meetings": []}]
)
@pytest.mark.parametrize("address", ["/grupos/{}/", "/grupos/{}/lugares/", "/grupos/{}.ics"])
def test_group_that_is_not_public_is_not_found(visitor, hidden, address):
    run = RunFactory(**hidden)
    assert visitor.get(address.format(run.code)).status_code == 404


def test_group_that_was_cancelled_before_anybody_saw_it_is_not_found(visitor):
    run = RunFactory(cancelled=True, published_at=None)
    assert visitor.get(run.get_absolute_url()).status_code == 404


def test_group_of_a_course_that_left_the_catalogue_is_still_there_for_its_firms(visitor):
    run = RunFactory(course__is_published=False)
    text = visitor.get(run.get_absolute_url()).text
    assert run.course.name in text
    assert run.course.get_absolute_url() + '">' not in text
    assert run.code not in visitor.get("/").text


@pytest.mark.parametrize("number", [1, 12])
def test_statements_of_the_run_page_do_not_grow(visitor, django_assert_num_queries, number):
    run = RunFactory(seat_limit=1, meetings=hours_from_now(*range(24, 24 + 2 * number, 2)))
    for _ in range(number):
        RunFactory(course=run.course)
    full(run)
    with django_assert_num_queries(5):
        visitor.get(run.get_absolute_url())
    with django_assert_num_queries(1):
        visitor.get(run.get_absolute_url())


def test_cancelled_group_is_told_to_search_engines(visitor):
    run = RunFactory()
    cancelled(run)
    [instance] = data_of(visitor.get(run.get_absolute_url()).text)["hasCourseInstance"]
    assert instance["eventStatus"] == "https://schema.org/EventCancelled"


# --- Its seats, live


def poll_address(text):
    return re.search(r'hx-get="([^"]+)"', text)[1].replace("&amp;", "&")


def test_seats_answer_nothing_while_nothing_changed(visitor, django_assert_num_queries):
    run = RunFactory()
    address = poll_address(visitor.get(run.get_absolute_url()).text)
    with django_assert_num_queries(1):
        response = visitor.get(address)
    assert (response.status_code, response.content) == (204, b"")


def test_seats_answer_the_new_number_with_the_next_address(visitor, django_assert_num_queries):
    run = RunFactory(venue__capacity=3)
    address = poll_address(visitor.get(run.get_absolute_url()).text)
    fill(run, leave=1)
    with django_assert_num_queries(1):
        response = visitor.get(address)
    assert "<strong>1</strong> of 3 seats left" in response.text
    assert visitor.get(poll_address(response.text)).status_code == 204


@pytest.mark.parametrize("happens", [full, cancelled, closed, begun])
def test_seats_turn_with_the_phase_of_the_group(visitor, happens):
    run = RunFactory(seat_limit=1)
    address = poll_address(visitor.get(run.get_absolute_url()).text)
    happens(run)
    response = visitor.get(address)
    assert response.status_code == 200
    assert "Enroll my technicians" not in response.text


def test_seats_are_never_kept_by_the_browser(visitor):
    response = visitor.get(f"/grupos/{RunFactory().code}/lugares/")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("version", ["", "x", "%00", "9" * 5000])
def test_seats_of_a_version_that_never_was_answer_the_present_one(visitor, version):
    assert visitor.get(f"/grupos/{RunFactory().code}/lugares/?v={version}").status_code == 200


def test_group_says_what_the_own_company_has_in_it_already(visitor):
    run = RunFactory()
    own = seated(run)
    colleague = MembershipFactory(company=own.company, colleague=True).user
    other = seated(run)
    technician, stranger = own.enrollments.get().technician, other.enrollments.get().technician
    visitor.force_login(colleague)
    text = visitor.get(run.get_absolute_url()).text
    assert str(technician) in text
    assert own.get_absolute_url() in text
    assert str(stranger) not in text
    assert "already has a request" not in visitor.get(RunFactory().get_absolute_url()).text
    visitor.logout()
    assert "already has a request" not in visitor.get(run.get_absolute_url()).text
