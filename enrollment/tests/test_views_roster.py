"""The roster of a run as page, paper and spreadsheet: order, CURPs, and the trace it leaves."""

import re
from io import BytesIO

import openpyxl
import pytest
import structlog
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from companies.models import Download
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import queries
from enrollment.services import run_changes, seats
from enrollment.tests.factories import ask, seated, serve

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def cast_client(client):
    client.force_login(UserFactory(cast=True))
    return client


def rows_of(text, table):
    body = text.split("<tbody>")[table + 1].split("</tbody>")[0]
    plain = re.sub(r"<[^>]+>", " ", body.replace("</tr>", "|"))
    return [" ".join(row.split()) for row in plain.split("|")][:-1]


def named(company, first_surname, given_names="Ana"):
    return TechnicianFactory(
        company=company, first_surname=first_surname, second_surname="", given_names=given_names
    )


def enroll(run, company, *technicians, together="split"):
    membership = company.memberships.first() or MembershipFactory(company=company)
    seats.request(
        run=run,
        company=company,
        technicians=list(technicians),
        together=together,
        by=membership.user,
        now=timezone.now(),
    )
    serve(run)


def test_page_and_paper_say_who_holds_the_data(cast_client, settings):
    settings.PORTAL_URL = "https://cursos.ejemplo.invalid"
    run = seated(RunFactory()).run
    page = cast_client.get(reverse("enrollment:roster", args=[run.code]), headers=ENGLISH)
    paper = cast_client.get(reverse("enrollment:roster_pdf", args=[run.code]), headers=ENGLISH)
    on_paper = PdfReader(BytesIO(b"".join(paper.streaming_content))).pages[0].extract_text()
    for text in (page.text, on_paper):
        assert "CANACINTRA Juárez is responsible for them" in " ".join(text.split())
        assert "https://cursos.ejemplo.invalid/privacidad/" in text


def test_the_roster_of_a_cancelled_group_says_who_has_to_hear_of_it(cast_client):
    company, run = CompanyFactory(), RunFactory(venue=VenueFactory(capacity=2))
    left, stayed, waited = (named(company, name) for name in ("Abad", "Báez", "Cano"))
    enroll(run, company, left)
    request = company.requests.get()
    seats.cancel(request=request, by=request.requested_by, now=timezone.now())
    enroll(run, company, stayed)
    seated(run)
    enroll(run, company, waited)
    run_changes.cancel(
        run=run, reason="Sin instructor", by=UserFactory(admin=True), now=timezone.now()
    )

    page = cast_client.get(reverse("enrollment:roster", args=[run.code]), headers=ENGLISH)
    text = page.content.decode()
    assert "Who was enrolled" in text
    assert "Báez, Ana" in rows_of(text, 0)[0]
    assert len(rows_of(text, 0)) == 2
    assert "seats left" not in text

    paper = cast_client.get(reverse("enrollment:roster_pdf", args=[run.code]), headers=ENGLISH)
    words = PdfReader(BytesIO(b"".join(paper.streaming_content))).pages[0].extract_text()
    assert "Báez" in words
    assert "Sin instructor" in words


def test_the_roster_lists_by_surname_and_the_queue_in_its_order(cast_client):
    run = RunFactory(venue=VenueFactory(capacity=4))
    taller, moldes = CompanyFactory(legal_name="Taller"), CompanyFactory(legal_name="Moldes")
    enroll(run, taller, named(taller, "Ñáñez"), named(taller, "Nuño"))
    enroll(run, moldes, named(moldes, "Ávila"), named(moldes, "Zepeda"))
    away = CompanyFactory(legal_name="Lejana", municipality="Chihuahua")
    near = CompanyFactory(legal_name="Cercana")
    enroll(run, away, named(away, "Lejos"))
    enroll(run, near, named(near, "Cerca"))

    answer = cast_client.get(reverse("enrollment:roster", args=[run.code]), headers=ENGLISH)

    people, queue = rows_of(answer.text, 0), rows_of(answer.text, 1)
    assert [row.split(",")[0] for row in people] == ["1 Ávila", "2 Nuño", "3 Ñáñez", "4 Zepeda"]
    assert [row.split(" a free seat")[0] for row in queue] == [
        "1 Cerca, Ana Cercana",
        "2 Lejos, Ana Lejana",
    ]


def test_who_is_not_yet_answered_is_marked_and_who_left_is_not_listed(cast_client):
    run = RunFactory()
    request = seated(run)
    seats.cancel(request=request, by=request.requested_by, now=timezone.now())
    pending = ask(run)

    answer = cast_client.get(reverse("enrollment:roster", args=[run.code]), headers=ENGLISH)

    (row,) = rows_of(answer.text, 0)
    assert pending.enrollments.get().technician.first_surname in row
    assert "being confirmed" in row


def test_a_substitute_is_shown_in_place_of_the_colleague(cast_client):
    run = RunFactory()
    request = seated(run)
    former = request.enrollments.get()
    arriving = named(request.company, "Suplente")
    seats.substitute(
        enrollment=former, technician=arriving, by=request.requested_by, now=timezone.now()
    )

    answer = cast_client.get(reverse("enrollment:roster", args=[run.code]), headers=ENGLISH)

    (row,) = rows_of(answer.text, 0)
    assert f"in place of {former.technician.full_name}" in row


def test_an_empty_roster_says_so(cast_client):
    answer = cast_client.get(
        reverse("enrollment:roster", args=[RunFactory().code]), headers=ENGLISH
    )

    assert "Nobody is confirmed yet." in answer.text


def test_names_are_never_html(cast_client):
    run = RunFactory()
    company = CompanyFactory(legal_name="<script>alert(1)</script>")
    enroll(run, company, named(company, "<b>Negrita</b>"))

    answer = cast_client.get(reverse("enrollment:roster", args=[run.code]))

    assert "<script>alert" not in answer.text
    assert "<b>Negrita" not in answer.text
    assert "&lt;b&gt;Negrita" in answer.text


@pytest.mark.parametrize("count", [1, 30])
def test_the_roster_takes_the_same_statements_for_any_number(
    cast_client, django_assert_num_queries, count
):
    run = RunFactory(venue=VenueFactory(capacity=count))
    for _number in range(2 * count):  # half of them wait
        ask(run)
    serve(run)

    # session, user · run, meetings · enrollments · positions
    with django_assert_num_queries(6):
        cast_client.get(reverse("enrollment:roster", args=[run.code]))


def test_curps_are_masked_until_cast_asks_for_them(cast_client):
    run = RunFactory()
    technician = seated(run).enrollments.get().technician
    address = reverse("enrollment:roster", args=[run.code])

    masked, whole = cast_client.get(address), cast_client.get(address, {"curp": "completa"})

    assert technician.curp not in masked.text
    assert technician.masked_curp in masked.text
    assert technician.curp in whole.text


def test_canacintra_never_sees_a_whole_curp(client):
    run = RunFactory()
    curp = seated(run).enrollments.get().technician.curp
    client.force_login(UserFactory(admin=True))

    page = client.get(reverse("enrollment:roster", args=[run.code]), {"curp": "completa"})
    sheet = client.get(reverse("enrollment:roster_sheet", args=[run.code]))

    assert curp not in page.text
    assert curp not in values_of(sheet)


def content_of(answer):
    return b"".join(answer.streaming_content)


def values_of(answer):
    book = openpyxl.load_workbook(BytesIO(content_of(answer)))
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def test_the_spreadsheet_of_cast_has_whole_curps(cast_client):
    run = RunFactory(code="HOJA-1")
    technician = seated(run).enrollments.get().technician

    answer = cast_client.get(reverse("enrollment:roster_sheet", args=[run.code]), headers=ENGLISH)

    assert answer["Content-Disposition"] == 'attachment; filename="roster-HOJA-1.xlsx"'
    assert {technician.curp, technician.given_names} <= values_of(answer)


def test_the_paper_has_masked_curps_whoever_prints_it(cast_client):
    run = RunFactory(code="PAPEL-1")
    technician = seated(run).enrollments.get().technician

    answer = cast_client.get(reverse("enrollment:roster_pdf", args=[run.code]), headers=ENGLISH)

    assert answer["Content-Disposition"] == 'inline; filename="roster-PAPEL-1.pdf"'
    text = PdfReader(BytesIO(content_of(answer))).pages[0].extract_text()
    assert technician.first_surname in text
    assert technician.curp not in text


def test_every_look_at_personal_data_is_logged_without_them(cast_client):
    run = RunFactory(code="RASTRO")
    technician = seated(run).enrollments.get().technician
    names = ["roster", "roster_pdf", "roster_sheet"]
    roster, pdf, sheet = (reverse(f"enrollment:{name}", args=[run.code]) for name in names)

    with structlog.testing.capture_logs() as logged:
        cast_client.get(roster)
        cast_client.get(roster, {"curp": "completa"})
        cast_client.get(pdf)
        cast_client.get(sheet)

    user_id = int(cast_client.session["_auth_user_id"])
    facts = ("what", "about", "form", "people", "whole_curps", "by")
    kept = Download.objects.order_by("pk").values_list(*facts)
    assert list(kept) == [
        ("curps", "run:RASTRO", "page", 1, True, user_id),
        ("roster", "run:RASTRO", "pdf", 1, False, user_id),
        ("roster", "run:RASTRO", "xlsx", 1, True, user_id),
    ]
    said = [line for line in logged if line["event"] == "personal_data_taken"]
    assert [tuple(line[fact] for fact in facts) for line in said] == list(kept)
    assert technician.curp not in str(logged)
    assert technician.first_surname not in str(logged)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("name", ["roster_pdf", "roster_sheet"])
def test_downloads_take_the_same_statements_for_any_number(
    cast_client, django_assert_num_queries, name, count
):
    run = RunFactory(venue=VenueFactory(capacity=30))
    for _number in range(count):
        ask(run)
    serve(run)

    with django_assert_num_queries(7):
        content_of(cast_client.get(reverse(f"enrollment:{name}", args=[run.code])))


def test_cast_reads_for_how_many_a_constancia_would_lack_data(cast_client):
    run = RunFactory(venue=VenueFactory(capacity=9))
    firm = CompanyFactory(legal_representative="Rosa Ejemplo")
    ready = TechnicianFactory(company=firm, occupation="04.1")
    lacking = TechnicianFactory(company=firm)
    unsigned = TechnicianFactory(company=CompanyFactory(), occupation="04.1")
    enroll(run, firm, ready, lacking)
    enroll(run, unsigned.company, unsigned)

    page = cast_client.get(reverse("enrollment:roster", args=[run.code]))

    seats_of = {seat.pk: seat.technician for seat in page.context["people"]}
    assert {seats_of[pk] for pk in page.context["unready"]} == {lacking, unsigned}


@pytest.mark.parametrize("name", ["roster", "roster_pdf", "roster_sheet"])
def test_the_roster_is_given_while_the_queue_moves(cast_client, monkeypatch, name):
    run = RunFactory(venue__capacity=1)
    holder, _waiting = seated(run), seated(run)
    positions_of = queries.queue_positions

    def positions_after_a_seat_came_free(run):
        seats.cancel(request=holder, by=holder.requested_by, now=timezone.now())
        serve(run)
        return positions_of(run)

    monkeypatch.setattr(queries, "queue_positions", positions_after_a_seat_came_free)
    answer = cast_client.get(reverse(f"enrollment:{name}", args=[run.code]), headers=ENGLISH)
    assert answer.status_code == 200
