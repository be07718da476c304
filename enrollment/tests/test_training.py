"""The training of a firm: the table, what it counts, and its pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import structlog
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from companies.models import Download
from companies.tests.factories import MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.queries import training as queries
from enrollment.rules.training import Seat, When, table
from enrollment.services import forgetting
from enrollment.tests.factories import ask, seated, serve

JUAREZ = ZoneInfo("America/Ciudad_Juarez")
NOON = datetime(2026, 6, 15, 12, tzinfo=JUAREZ)
PAGE = "/empresa/capacitacion/"
PDF, SHEET = "/empresa/capacitacion/lista.pdf", "/empresa/capacitacion/lista.xlsx"
FORMULA = '=HYPERLINK("http://x","y")'


def a_seat(person, course, *, when=When.OVER, hours=Decimal(8), area="Calidad", day=0):
    starts_at = NOON + timedelta(days=day)
    return Seat(
        person.pk,
        uuid4(),
        ord(course[0]),
        course,
        course.lower(),
        area.lower(),
        area,
        "5000",
        f"{course}-{day}",
        starts_at,
        starts_at + timedelta(hours=4),
        hours,
        when,
    )


ANA, BETO = SimpleNamespace(pk=1), SimpleNamespace(pk=2)


class TestTable:
    def test_a_firm_without_seats_has_its_people_and_no_columns(self):
        training = table(seats=[], technicians=[ANA, BETO])

        assert (training.columns, training.hours, training.trained) == ((), 0, 0)
        assert [row.technician for row in training.rows] == [ANA, BETO]

    def test_hours_count_when_they_are_over_and_are_planned_before(self):
        seats = [
            a_seat(ANA, "GMAW", hours=Decimal(40)),
            a_seat(ANA, "SPC", when=When.RUNNING, hours=Decimal(16)),
            a_seat(ANA, "TPM", when=When.COMING, hours=Decimal("7.5")),
            a_seat(BETO, "SPC", when=When.COMING, hours=Decimal(16)),
        ]

        training = table(seats=seats, technicians=[ANA, BETO])

        assert [(r.hours, r.planned, r.has_taken_part) for r in training.rows] == [
            (Decimal(40), Decimal("23.5"), True),
            (Decimal(0), Decimal(16), False),
        ]
        assert (training.hours, training.planned, training.trained) == (40, Decimal("39.5"), 1)

    def test_hours_that_nobody_knows_add_nothing_but_the_person_took_part(self):
        training = table(seats=[a_seat(ANA, "GMAW", hours=None)], technicians=[ANA])

        assert (training.hours, training.trained) == (0, 1)

    def test_columns_stand_by_area_and_each_cell_below_its_course(self):
        first, again = a_seat(ANA, "Pintura", area="Acabado"), a_seat(ANA, "GMAW", day=3)
        seats = [again, a_seat(BETO, "GMAW", when=When.COMING), first]

        training = table(seats=seats, technicians=[ANA, BETO])

        assert [(c.course, c.people) for c in training.columns] == [("Pintura", 1), ("GMAW", 1)]
        assert [tuple(span) for span in training.spans] == [
            ("acabado", "Acabado", 1),
            ("calidad", "Calidad", 1),
        ]
        assert training.rows[0].cells == ((first,), (again,))
        assert training.rows[1].cells[0] == ()

    def test_a_course_taken_twice_stands_twice_in_its_cell_by_date(self):
        later, sooner = a_seat(ANA, "GMAW", day=9), a_seat(ANA, "GMAW", day=1)

        training = table(seats=[later, sooner], technicians=[ANA])

        assert training.rows[0].cells == ((sooner, later),)
        assert training.columns[0].people == 1

    def test_seats_of_people_who_are_not_asked_for_are_left_out(self):
        training = table(seats=[a_seat(BETO, "GMAW")], technicians=[ANA])

        assert (training.columns, training.hours) == ((), 0)

    @pytest.mark.parametrize(
        ("starts", "ends", "when"),
        [(-5, -1, When.OVER), (-5, 0, When.OVER), (-1, 3, When.RUNNING), (1, 5, When.COMING)],
    )
    def test_where_a_seat_stands_in_time(self, starts, ends, when):
        hours = timedelta(hours=1)
        assert When.of(NOON + starts * hours, NOON + ends * hours, NOON) is when


def took(company, *, ends_at=None, technicians=1, course=None, **run):
    """A request of the company that was confirmed in a group that is over."""
    ends_at = ends_at or timezone.now() - timedelta(hours=1)
    starts_at = ends_at - timedelta(hours=3)
    if course:
        run["course"] = course
    run = RunFactory(meetings=[(starts_at, ends_at)], **run)
    asked = ask(run, company=company, technicians=technicians, now=starts_at - timedelta(days=9))
    serve(run, now=starts_at - timedelta(days=8))
    return asked


@pytest.fixture
def company(client, db):
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership.company


class TestQueries:
    def test_a_year_ends_at_midnight_in_juarez(self, company):
        new_year = datetime(2026, 1, 1, 0, 0, tzinfo=JUAREZ)
        took(company, ends_at=new_year - timedelta(minutes=1), code="OLD")
        took(company, ends_at=new_year, code="NEW")

        assert queries.years_of(company) == [2026, 2025]
        seats = queries.seats_of(company, year=2025, now=NOON)
        assert [(seat.code, seat.when) for seat in seats] == [("OLD", When.OVER)]

    def test_only_confirmed_seats_of_the_own_firm_count(self, company):
        mine = took(company)
        took(MembershipFactory().company)
        run = RunFactory(venue__capacity=1)
        seated(run)
        ask(run, company=company)
        serve(run)

        found = queries.seats_of(company, year=timezone.localdate().year, now=timezone.now())

        assert [seat.request_id for seat in found] == [mine.public_id]

    def test_a_course_without_hours_has_those_of_its_meetings(self, company):
        took(company, course__hours=None)
        took(company, course__hours=40)

        found = queries.seats_of(company, year=timezone.localdate().year, now=timezone.now())

        assert sorted(seat.hours for seat in found) == [3, 40]

    def test_the_figures_are_those_of_the_table(self, company):
        took(company, technicians=2, course__hours=16)
        took(company, course__hours=None)
        took(company, ends_at=timezone.now() - timedelta(days=800), course__hours=99)
        seated(RunFactory(), company=company)
        year, now = timezone.localdate().year, timezone.now()

        seats = queries.seats_of(company, year=year, now=now)
        shown = table(seats=seats, technicians=list(company.technicians.order_by("pk")))

        figures = queries.figures_of(company, year=year, now=now)
        assert figures == {"year": year, "people": shown.trained, "hours": shown.hours}
        assert (figures["people"], figures["hours"]) == (3, 35)


class TestPage:
    def test_it_shows_the_firm_s_own_people_only(self, client, company):
        took(company, course__name="Soldadura propia")
        took(MembershipFactory().company, course__name="Soldadura ajena")

        page = client.get(PAGE).content.decode()

        assert "Soldadura propia" in page
        assert "Soldadura ajena" not in page

    @pytest.mark.parametrize("number", [1, 30])
    def test_the_same_statements_for_any_number(
        self, client, company, number, django_assert_num_queries
    ):
        run = RunFactory(venue__capacity=60, company_seat_limit=60, company_limit_reason="Prueba")
        for _pair in range(number // 2 or 1):
            seated(run, company=company, technicians=2)
        TechnicianFactory.create_batch(number, company=company)

        with django_assert_num_queries(6):
            client.get(PAGE)

    def test_the_choice_stands_in_the_address(self, client, company):
        year = timezone.localdate().year
        took(company, course__area__slug="calidad", code="QUAL")
        took(company, course__area__slug="soldadura", code="WELD")
        long_ago = timezone.now() - timedelta(days=800)
        took(company, ends_at=long_ago, code="LONG")

        def shown(**query):
            rows = client.get(PAGE, query).context["training"].rows
            return sorted(seat.code for row in rows for seat in row.seats)

        assert shown() == shown(anio=year, area="unknown") == ["QUAL", "WELD"]
        assert shown(area="calidad") == ["QUAL"]
        assert shown(anio=long_ago.year) == ["LONG"]
        assert shown(anio="1' OR 1=1") == ["QUAL", "WELD"]

    def test_who_has_left_is_shown_when_asked_for(self, client, company):
        asked = took(company)
        company.technicians.update(is_active=False)
        TechnicianFactory(company=company, is_active=False, first_surname="Sinlugar")

        assert [r.technician for r in client.get(PAGE).context["training"].rows] == []
        everybody = client.get(PAGE, {"quien": "todos"}).context["training"].rows
        assert [row.technician for row in everybody] == [asked.enrollments.get().technician]

    def test_a_firm_without_courses_is_told_where_they_are(self, client, company):
        assert reverse("courses:catalogue") in client.get(PAGE).content.decode()

    def test_a_change_of_the_filters_swaps_only_the_table(self, client, company):
        took(company)

        part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()

        assert "<html" not in part
        assert "<table" in part


def text_of(response):
    reader = PdfReader(BytesIO(b"".join(response.streaming_content)))
    return " ".join(page.extract_text() for page in reader.pages).replace("\n", " ")


def sheets_of(response):
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]


class TestDownloads:
    def test_the_paper_has_what_an_inspection_asks_for(self, client, company):
        person = took(company, course__hours=16).enrollments.get().technician
        lonely = TechnicianFactory(company=company)

        text = text_of(client.get(PDF))

        for said in [company.legal_name, company.rfc, "16", person.masked_curp]:
            assert said in text
        assert str(timezone.localdate().year) in text
        assert f"{lonely.first_surname}, {lonely.given_names}" in text
        assert person.curp not in text

    def test_the_sheet_has_a_row_for_each_seat_and_the_table(self, client, company):
        asked = took(company, technicians=2, course__name=FORMULA)
        people = [enrollment.technician for enrollment in asked.enrollments.order_by("pk")]

        listed, matrix = sheets_of(client.get(SHEET))

        assert [row[4] for row in listed].count(FORMULA) == 2
        assert {row[1] for row in listed} >= {person.masked_curp for person in people}
        assert any(FORMULA in row for row in matrix)

    @pytest.mark.parametrize("address", [PDF, SHEET])
    def test_whole_curps_are_given_to_who_asks_and_that_is_noted(self, client, company, address):
        person = took(company).enrollments.get().technician

        with structlog.testing.capture_logs() as logged:
            response = client.get(address, {"curp": "completa"})

        text = text_of(response) if address == PDF else str(sheets_of(response))
        assert person.curp in text.replace(" ", "")
        noted = Download.objects.values_list("what", "about", "people", "whole_curps")
        assert list(noted) == [("training", f"company:{company.pk}", 1, True)]
        assert person.curp not in str(logged)

    def test_another_firm_s_people_are_not_on_the_paper(self, client, company):
        stranger = took(MembershipFactory().company).enrollments.get().technician

        assert stranger.first_surname not in text_of(client.get(PDF))

    @pytest.mark.parametrize("address", [PDF, SHEET])
    def test_who_was_anonymised_stays_in_the_figures_without_a_name(self, client, company, address):
        long_ago = timezone.now() - timedelta(days=800)
        person = took(company, ends_at=long_ago).enrollments.get().technician
        company.technicians.update(is_active=False)
        person.refresh_from_db()
        by = company.users.order_by("pk").first()
        forgetting.forget_technician(technician=person, by=by, now=timezone.now())

        asked = {"anio": long_ago.year, "quien": "todos", "curp": "completa"}
        response = client.get(address, asked, headers={"accept-language": "en"})

        text = text_of(response) if address == PDF else str(sheets_of(response))
        assert "anonymised" in text
        assert person.given_names not in text

    def test_an_empty_year_is_a_paper_too(self, client, company):
        assert company.legal_name in text_of(client.get(PDF))
