"""CAST's pages: what meets, the roster, its downloads, and who gets none of it."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import structlog
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.tests.factories import CourseFactory, InstructorFactory, RunFactory, VenueFactory
from enrollment.services import seats
from enrollment.tests.factories import ask, seated, serve

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


# --- The roster ----------------------------------------------------------------------------------


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


# --- CURPs ---------------------------------------------------------------------------------------


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
    roster, pdf, sheet = addresses_of(run)[1:]

    with structlog.testing.capture_logs() as logged:
        cast_client.get(roster)
        cast_client.get(roster, {"curp": "completa"})
        cast_client.get(pdf)
        cast_client.get(sheet)

    mine = [line for line in logged if line.get("run") == "RASTRO"]
    assert [(line["event"], line.get("form")) for line in mine] == [
        ("curps_shown", None),
        ("roster_downloaded", "pdf"),
        ("roster_downloaded", "spreadsheet"),
    ]
    assert {line["people"] for line in mine} == {1}
    user_id = int(cast_client.session["_auth_user_id"])
    assert {line["by"] for line in mine} == {user_id}
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

    with django_assert_num_queries(6):
        content_of(cast_client.get(reverse(f"enrollment:{name}", args=[run.code])))
