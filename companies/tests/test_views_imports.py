"""The pages of an import of technicians."""

import uuid
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from companies import kept_forms, tables
from companies.access import CHOSEN
from companies.documents import technician_sheets
from companies.models import CompanyExport, Download, ImportRow, TechnicianImport
from companies.services import imports
from companies.tests.factories import MembershipFactory, TechnicianFactory, curp
from companies.tests.lists import HEADERS, begun, person, received, store_all

pytestmark = pytest.mark.django_db

UPLOAD = "/empresa/tecnicos/importar/"
NOW = timezone.now()


@pytest.fixture
def alicia(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership


def file_of(*rows, name="lista.csv", separator=","):
    return SimpleUploadedFile(name, tables.as_csv(HEADERS, rows, separator=separator))


def send(client, file, key=None):
    return client.post(UPLOAD, {"key": key or str(uuid.uuid4()), "file": file})


def address(uploaded, name="technician_import"):
    return reverse(f"companies:{name}", args=[uploaded.public_id])


def press(client, uploaded, name, key=None):
    return client.post(address(uploaded, name), {"key": key or str(uuid.uuid4())})


def test_a_list_is_uploaded_and_leads_to_its_verdicts(client, alicia):
    response = send(client, file_of(person(1), person(2, curp="MAL")))

    uploaded = alicia.company.technician_imports.get()
    assert response.url == uploaded.get_absolute_url()
    page = client.get(response.url)
    assert [row.number for row in page.context["page"]] == [2, 3]
    assert page.context["total"] == 1
    assert not alicia.company.technicians.exists()


def test_the_same_form_sent_twice_is_one_import(client, alicia):
    key = str(uuid.uuid4())

    first = send(client, file_of(person(1)), key)
    second = send(client, file_of(person(1)), key)
    other = send(client, file_of(person(2)), key)

    assert first.url == second.url
    assert other.status_code == 422
    assert TechnicianImport.objects.count() == 1


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("lista.xlsx", b"%PDF-1.7"),
        SimpleUploadedFile("lista.csv", b"\n"),
        SimpleUploadedFile("lista.csv", b"Nombre,CURP"),
        None,
    ],
    ids=["pdf", "empty", "headers", "none"],
)
def test_a_file_that_cannot_be_read_is_answered_on_the_same_page(client, alicia, file):
    fields = {"key": str(uuid.uuid4())} | ({"file": file} if file else {})

    response = client.post(UPLOAD, fields)

    assert response.status_code == 422
    assert len(response.context["sentences"]) == 1
    assert not TechnicianImport.objects.exists()


def test_a_file_that_is_too_large_is_answered_on_the_same_page(client, alicia):
    response = send(client, SimpleUploadedFile("lista.csv", b"x" * 5_200_000))

    assert response.status_code == 422
    assert "5 MB" in response.context["sentences"][0]


def test_who_signs_in_again_during_the_upload_is_asked_for_the_file_again(client, alicia):
    owner = kept_forms.owner_of_form(alicia.user)
    client.logout()

    sent = client.post(
        UPLOAD, {"key": str(uuid.uuid4()), kept_forms.OWNER: owner, "file": file_of(person(1))}
    )
    client.force_login(alicia.user)
    first, second = client.get(UPLOAD), client.get(UPLOAD)

    assert UPLOAD in sent.url
    assert [len(page.context["messages"]) for page in (first, second)] == [2, 0]
    assert not TechnicianImport.objects.exists()


def test_the_preview_masks_curps_but_those_that_are_wrong(client, alicia):
    wrong = curp(2)[:17] + str((int(curp(2)[17]) + 1) % 10)
    uploaded = received(alicia, [person(1), person(2, curp=wrong), person(1)], NOW)

    page = client.get(uploaded.get_absolute_url()).content.decode()

    assert curp(1) not in page
    assert wrong in page


def test_the_preview_is_filtered_by_verdict_and_has_pages(client, alicia):
    rows = [person(n) for n in range(60)] + [person(60, curp="")]
    uploaded = received(alicia, rows, NOW)
    page = uploaded.get_absolute_url()

    assert len(client.get(page).context["page"]) == 50
    assert len(client.get(page, {"page": 2}).context["page"]) == 11
    assert [row.number for row in client.get(page, {"verdict": "bad"}).context["page"]] == [62]
    assert len(client.get(page, {"verdict": "same"}).context["page"]) == 0
    assert len(client.get(page, {"verdict": "nonsense"}).context["page"]) == 50


def test_what_a_row_would_change_is_shown(client, alicia):
    TechnicianFactory(company=alicia.company, curp=curp(1), job_title="Soldador", given_names="Jz")
    uploaded = received(alicia, [person(1)], NOW)

    (row,) = client.get(uploaded.get_absolute_url()).context["page"]

    assert [change[1:] for change in row.changes if "Tornero" in change] == [
        ("Soldador", "Tornero")
    ]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("verdict", ["", "bad"])
def test_the_preview_takes_the_same_statements_for_any_number(
    client, alicia, number, verdict, django_assert_num_queries
):
    uploaded = received(alicia, [person(n, curp="") for n in range(number)], NOW)

    with django_assert_num_queries(6):
        client.get(uploaded.get_absolute_url(), {"verdict": verdict})


def test_storing_is_asked_for_once_and_shown_until_it_is_done(client, alicia):
    uploaded = received(alicia, [person(1), person(2, curp="")], NOW)
    key = str(uuid.uuid4())

    first = press(client, uploaded, "store_import", key)
    again = press(client, uploaded, "store_import", key)
    later = press(client, uploaded, "store_import")  # by the back button

    assert first.url == again.url == later.url == uploaded.get_absolute_url()
    working = client.get(uploaded.get_absolute_url())
    assert b"<progress" in working.content
    assert b'http-equiv="refresh"' in working.content
    shown = working.context["shown"]
    progress = address(uploaded, "import_progress")
    assert client.get(progress, {"shown": shown}).status_code == 204
    store_all(uploaded, NOW)
    done = client.get(progress, {"shown": shown})
    assert (done.context["number_stored"], done.context["number_bad"]) == (1, 1)
    assert client.get(uploaded.get_absolute_url()).context["number_stored"] == 1


def test_a_list_that_is_being_stored_does_not_change_the_firm_of_another_tab(client, alicia):
    uploaded = begun(alicia, [person(1)], NOW)
    other = MembershipFactory(user=alicia.user).company
    client.post(reverse("companies:switch"), {"company": other.pk})

    progress = client.get(address(uploaded, "import_progress"))
    assert progress.context["request"].company == alicia.company
    assert client.session[CHOSEN] == other.pk


def test_a_job_that_takes_long_is_said(client, alicia):
    uploaded = begun(alicia, [person(1)], NOW - timezone.timedelta(minutes=1))

    assert client.get(uploaded.get_absolute_url()).context["is_slow"] is True


@pytest.mark.parametrize("separator", ["", ";", "\t"])
def test_bad_rows_come_back_in_their_columns_with_the_reason_and_can_be_sent_again(
    client, alicia, separator
):
    uploaded = received(
        alicia,
        [person(1), person(2, curp="", job_title="=1+1"), person(3, given_names="")],
        NOW,
        separator=separator,
    )

    response = client.get(address(uploaded, "import_bad_rows"))

    ending = "csv" if separator else "xlsx"
    assert response["Content-Disposition"].endswith(f'.{ending}"')
    table = tables.read(BytesIO(response.content), limit_rows=10, limit_bytes=100_000)
    assert table.headers[:-1] == HEADERS
    assert [row[:-1] for row in table.rows] == [
        person(2, curp="", job_title="=1+1"),
        person(3, given_names=""),
    ]
    assert all(row[-1] for row in table.rows)
    again = imports.receive(
        company=alicia.company, by=alicia.user, file_name="x", table=table, now=NOW
    )
    assert again.counts == {"bad": 2}


def test_files_are_named_by_the_day_of_juarez(client, alicia):
    in_the_evening = datetime(2026, 11, 25, 3, tzinfo=UTC)
    uploaded = received(alicia, [person(1, curp="")], NOW)
    TechnicianImport.objects.update(uploaded_at=in_the_evening)
    response = client.get(address(uploaded, "import_bad_rows"))
    assert "2026-11-24.xlsx" in response["Content-Disposition"]
    export = CompanyExport(company=alicia.company, asked_at=in_the_evening)
    assert str(export).endswith(" 2026-11-24")


def test_no_cell_of_the_bad_rows_is_a_formula(client, alicia):
    uploaded = received(alicia, [person(2, curp="", job_title="=1+1")], NOW)

    response = client.get(address(uploaded, "import_bad_rows"))

    noted = Download.objects.get()
    assert (noted.what, noted.people, noted.whole_curps) == ("bad-rows", 1, True)
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_markup_in_a_list_is_drawn_as_it_is_written(client, alicia):
    cells = [f"<b>{place}</b><script>alert({place})</script>" for place in range(4)]
    file = SimpleUploadedFile("lista.csv", tables.as_csv(["CURP", *cells], [[curp(1), *cells]]))

    answer = client.get(send(client, file).url, follow=True)

    assert answer.redirect_chain, "it asks which column is which"
    for cell in cells:
        assert cell not in answer.text
        assert answer.text.count(escape(cell)) >= 2, "as a header, and as a sample"


def test_columns_that_are_not_clear_are_named_by_hand(client, alicia):
    uploaded = received(alicia, [person(1)], NOW, headers=["a", "b", "c", "d", "e", ""])
    page = address(uploaded, "import_columns")

    assert client.get(uploaded.get_absolute_url()).url == page
    form = client.get(page).context["form"]
    assert form["column_3"].initial == "curp"
    assert curp(1) not in client.get(page).content.decode()
    fields = {f"column_{number}": "-" for number in range(6)} | {"key": str(uuid.uuid4())}
    fields |= {"column_3": "curp", "column_0": "first_surname"}
    refused = client.post(page, fields)
    assert refused.status_code == 422
    assert refused.context["sentences"]
    response = client.post(page, fields | {"column_2": "given_names"})

    assert response.url == uploaded.get_absolute_url()
    uploaded.refresh_from_db()
    assert uploaded.counts == {"new": 1}


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_before_the_transaction_and_not_for_a_second_click(
    client, alicia, monkeypatch
):
    read, in_transaction = tables.read, []

    def watched(*args, **options):
        in_transaction.append(connection.in_atomic_block)
        return read(*args, **options)

    monkeypatch.setattr(tables, "read", watched)
    key = str(uuid.uuid4())
    answers = []
    for _click in range(2):
        file = SimpleUploadedFile("lista.csv", tables.as_csv(HEADERS, [person(1)]))
        answers.append(
            client.post(reverse("companies:import_technicians"), {"key": key, "file": file})
        )
    assert in_transaction == [False]
    assert answers[0].url == answers[1].url == TechnicianImport.objects.get().get_absolute_url()


def test_a_list_is_thrown_away(client, alicia):
    uploaded = received(alicia, [person(1)], NOW)

    response = press(client, uploaded, "discard_import")

    assert response.url == UPLOAD
    assert not ImportRow.objects.exists()
    assert client.get(uploaded.get_absolute_url()).status_code == 200
    assert press(client, uploaded, "store_import").url == uploaded.get_absolute_url()
    assert not alicia.company.technicians.exists()


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_the_template_is_read_back_and_its_example_is_not_stored(alicia, language):
    with translation.override(language):
        content = technician_sheets.template()
        table = tables.read(BytesIO(content), limit_rows=10, limit_bytes=1_000_000)
        uploaded = imports.receive(
            company=alicia.company, by=alicia.user, file_name="x", table=table, now=NOW
        )

    assert (uploaded.state, uploaded.counts) == ("judged", {"example": 1})
    assert len(table.other_sheets) == 2


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_the_downloaded_list_is_recognised_when_it_comes_back(client, alicia, language):
    names = {"given_names": "Tomás", "first_surname": "Prueba", "second_surname": "Uno"}
    TechnicianFactory(company=alicia.company, occupation="04.1", email="t@ejemplo.invalid", **names)
    TechnicianFactory(company=alicia.company, is_active=False)
    TechnicianFactory()
    client.cookies["django_language"] = language

    response = client.get(reverse("companies:export_technicians"))

    table = tables.read(BytesIO(response.content), limit_rows=10, limit_bytes=1_000_000)
    uploaded = imports.receive(
        company=alicia.company, by=alicia.user, file_name="x", table=table, now=NOW
    )
    assert uploaded.counts == {"same": 1}


def test_the_download_follows_the_search(client, alicia):
    TechnicianFactory(company=alicia.company, given_names="José")
    TechnicianFactory(company=alicia.company, given_names="Ana")

    response = client.get(reverse("companies:export_technicians"), {"q": "jose"})

    noted = Download.objects.get()
    assert (noted.what, noted.about, noted.people, noted.by) == (
        "technicians",
        f"company:{alicia.company.pk}",
        1,
        alicia.user,
    )
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["José"]


def test_another_firm_finds_nothing_and_a_visitor_signs_in(client, alicia):
    uploaded = received(alicia, [person(1, curp="")], NOW)
    pages = ["technician_import", "import_columns", "import_progress", "import_bad_rows"]
    forms = ["store_import", "discard_import", "import_columns"]
    client.logout()
    assert {client.get(address(uploaded, page)).status_code for page in pages} == {302}
    client.force_login(MembershipFactory().user)
    assert {client.get(address(uploaded, page)).status_code for page in pages} == {404}
    assert {press(client, uploaded, form).status_code for form in forms} == {404}
    client.force_login(MembershipFactory(company=alicia.company).user)
    assert client.get(address(uploaded, "import_bad_rows")).status_code == 200
