from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.queries import catalogue, runs
from courses.rules import shifts
from courses.rules.filters import Filters
from courses.services import catalogue as catalogue_service
from courses.tests.factories import AreaFactory, CourseFactory, RunFactory, VenueFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)


def ask(**question):
    return catalogue.listing(Filters(**question), catalogue.areas_with_courses(), NOW)


def names(**question):
    return [course.name for course in ask(**question).courses]


def at(text, hours=4):
    begins = timezone.make_aware(datetime.fromisoformat(text))
    return begins, begins + timedelta(hours=hours)


@pytest.fixture
def real_catalogue():
    catalogue_service.load()


@pytest.mark.usefixtures("real_catalogue")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("soldadua", "Soldadura GMAW (MIG/MAG)"),
        ("soldaduras", "Soldadura GMAW (MIG/MAG)"),
        ("programacion plc", "PLC básico: lógica de escalera y cableado"),
        ("neumatica", "Neumática básica"),
        ("nom 035", "NOM-035-STPS-2018: factores de riesgo psicosocial en el trabajo"),
        ("ec0791", "Preparación para EC0791 Manufacturación de piezas en torno"),
        ("GD&T", "GD&T avanzado"),
        ("exel", "Excel intermedio para planta"),
    ],
)
def test_search_finds_the_course_that_is_meant(typed, first):
    assert names(q=typed)[0] == first


@pytest.mark.usefixtures("real_catalogue")
def test_english_name_of_an_area_finds_its_courses():
    answer = ask(q="welding")
    assert {course.area.slug for course in answer.courses} == {"soldadura"}
    assert answer.total == 7


@pytest.mark.usefixtures("real_catalogue")
def test_spelling_is_mended_and_told():
    answer = ask(q="soldadua")
    assert answer.understood.meant == "soldadura"
    assert answer.has_every_word


@pytest.mark.usefixtures("real_catalogue")
def test_courses_with_most_of_the_words_answer_when_none_has_all():
    answer = ask(q="soldadura excel")
    assert not answer.has_every_word
    assert "Excel intermedio para planta" in [course.name for course in answer.courses]


@pytest.mark.usefixtures("real_catalogue")
def test_nothing_fits_a_word_that_the_catalogue_does_not_have():
    answer = ask(q="xyzzy")
    assert (answer.courses, answer.total, answer.pages) == ([], 0, 1)
    assert answer.understood.unknown == ("xyzzy",)


@pytest.mark.usefixtures("real_catalogue")
def test_pages_hold_every_course_once_and_the_last_answers_for_those_beyond():
    seen = []
    for page in range(1, 8):
        seen += names(pagina=page)
    assert len(seen) == len(set(seen)) == 125
    assert ask(pagina=999).page == 7


def test_courses_stand_in_spanish_order():
    for name in ["Ñandú", "Nube", "Álgebra", "Zinc", "Algas", "Oxicorte"]:
        CourseFactory(name=name)
    assert names(orden="nombre") == ["Algas", "Álgebra", "Nube", "Ñandú", "Oxicorte", "Zinc"]


def test_courses_out_of_the_catalogue_are_not_found():
    CourseFactory(name="Visible")
    CourseFactory(name="Retirado", is_published=False)
    assert names() == ["Visible"]
    assert ask(q="retirado").total == 0


def test_soonest_course_comes_first_and_those_without_dates_last():
    CourseFactory(name="Sin fechas")
    RunFactory(course__name="Enero", meetings=[at("2027-01-11 08:00")])
    RunFactory(course__name="Diciembre", meetings=[at("2026-12-11 08:00")])
    assert names() == ["Diciembre", "Enero", "Sin fechas"]


def test_only_public_coming_groups_give_dates():
    course = CourseFactory()
    shown = RunFactory(course=course, meetings=[at("2026-12-11 08:00")])
    for hidden in ({"draft": True}, {"cancelled": True}, {"kind": "closed"}, {"kind": "community"}):
        RunFactory(course=course, meetings=[at("2026-12-12 08:00")], **hidden)
    RunFactory(course=course, meetings=[at("2026-11-20 08:00")])
    [found] = ask().courses
    assert (found.dates, found.dates_in_all) == ([shown], 1)


def test_card_has_the_next_three_dates_and_their_number():
    course = CourseFactory()
    for day in (14, 11, 12, 13):
        RunFactory(course=course, code=f"D-{day}", meetings=[at(f"2026-12-{day} 08:00")])
    [found] = ask().courses
    assert [run.code for run in found.dates] == ["D-11", "D-12", "D-13"]
    assert found.dates_in_all == 4


def test_filters_of_the_course():
    welding, plastics = AreaFactory(slug="soldadura"), AreaFactory(slug="plasticos")
    CourseFactory(name="Corto", hours=8, area=welding)
    CourseFactory(name="Largo", hours=40, area=welding)
    CourseFactory(name="Medio", hours=16, area=plastics)
    CourseFactory(name="Sin horas", hours=None, area=plastics)
    assert names(area=("soldadura",), orden="nombre") == ["Corto", "Largo"]
    assert names(area=("soldadura", "plasticos", "nada"), horas="9-16") == ["Medio"]
    assert names(horas="25-999") == ["Largo"]
    assert names(orden="horas") == ["Corto", "Medio", "Largo", "Sin horas"]


def test_area_that_does_not_exist_does_not_narrow():
    CourseFactory(name="Algo")
    assert names(area=("no-existe",)) == ["Algo"]


@pytest.fixture
def three_groups():
    RunFactory(
        course__name="Mañana barata",
        price=Decimal(1000),
        venue=VenueFactory(capacity=1),
        meetings=[at("2026-12-07 08:00")],
    )
    RunFactory(
        course__name="Tarde cara",
        price=Decimal(5000),
        venue=VenueFactory(capacity=30),
        meetings=[at("2026-12-14 13:00"), at("2026-12-15 13:00")],
    )
    RunFactory(
        course__name="Sábado y tarde",
        price=Decimal(3000),
        venue=VenueFactory(capacity=12),
        meetings=[at("2026-12-19 08:00"), at("2026-12-21 14:00")],
    )
    CourseFactory(name="Sin fechas")


@pytest.mark.usefixtures("three_groups")
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"grupos": True}, ["Mañana barata", "Tarde cara", "Sábado y tarde"]),
        ({"desde": date(2026, 12, 14)}, ["Tarde cara", "Sábado y tarde"]),
        ({"hasta": date(2026, 12, 14)}, ["Mañana barata", "Tarde cara"]),
        ({"desde": date(2026, 12, 15), "hasta": date(2026, 12, 18)}, []),
        ({"turno": ("manana",)}, ["Mañana barata"]),
        ({"turno": ("tarde",)}, ["Tarde cara"]),
        ({"turno": ("sabado",)}, []),
        ({"turno": ("tarde", "sabado")}, ["Tarde cara", "Sábado y tarde"]),
        ({"precio": 3000}, ["Mañana barata", "Sábado y tarde"]),
        ({"lugares": 2}, ["Tarde cara", "Sábado y tarde"]),
        ({"precio": 3000, "lugares": 2}, ["Sábado y tarde"]),
        ({"orden": "precio"}, ["Mañana barata", "Sábado y tarde", "Tarde cara", "Sin fechas"]),
        ({"orden": "lugares"}, ["Tarde cara", "Sábado y tarde", "Mañana barata", "Sin fechas"]),
    ],
)
def test_filters_and_orders_of_the_groups(question, found):
    assert names(**question) == found


def test_seats_of_a_group_that_closed_do_not_count_as_left():
    RunFactory(enrollment_closes_at=NOW - timedelta(minutes=1), meetings=[at("2026-12-07 08:00")])
    assert names(lugares=1) == []
    assert len(names(grupos=True)) == 1


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ("2026-12-12 08:00", shifts.SATURDAY),
        ("2026-12-12 18:00", shifts.SATURDAY),
        ("2026-12-07 00:30", shifts.MORNING),
        ("2026-12-07 11:59", shifts.MORNING),
        ("2026-12-07 12:00", shifts.AFTERNOON),
        ("2026-12-07 16:59", shifts.AFTERNOON),
        ("2026-12-07 17:00", shifts.EVENING),
        ("2026-12-07 22:30", shifts.EVENING),
        ("2026-12-13 09:00", shifts.MORNING),
        ("2027-07-01 11:59", shifts.MORNING),
        ("2027-07-01 12:00", shifts.AFTERNOON),
    ],
)
def test_a_group_is_found_in_the_shift_of_its_meeting(begins, expected):
    run = RunFactory(meetings=[at(begins, hours=1)])
    chosen = [
        shift
        for shift in (shifts.MORNING, shifts.AFTERNOON, shifts.EVENING, shifts.SATURDAY)
        if runs.fitting(Filters(turno=(shift,)), NOW).filter(pk=run.pk).exists()
    ]
    assert chosen == [expected]


def test_areas_say_how_many_courses_they_have():
    full, empty = AreaFactory(), AreaFactory()
    CourseFactory.create_batch(2, area=full)
    CourseFactory(area=full, is_published=False)
    CourseFactory(area=empty, is_published=False)
    assert [(area, area.courses_in_all) for area in catalogue.areas_with_courses()] == [(full, 2)]


def test_similar_courses_are_of_the_area_and_those_with_dates_first():
    course = CourseFactory(name="Este")
    CourseFactory(name="Aparte")
    CourseFactory(name="Antes en el alfabeto", area=course.area)
    RunFactory(
        course=CourseFactory(name="Con fechas", area=course.area),
        meetings=[at("2026-12-07 08:00")],
    )
    assert [similar.name for similar in catalogue.similar_courses(course, NOW)] == [
        "Con fechas",
        "Antes en el alfabeto",
    ]
