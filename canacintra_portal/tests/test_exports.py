"""All data of a firm or of a person, taken out by who may, after proving who she is."""

import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from canacintra_portal import exports, retention, tasks
from companies.models import CompanyExport, Download, JobReport
from companies.services import company_exports
from companies.services import forgetting as accounts
from companies.tests.factories import MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.services import forgetting
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db
PASSWORD = "una frase larga y rara"
PAGE = "/empresa/exportar/"
SHEETS_OF_A_FIRM = [
    *("empresa", "equipo", "invitaciones", "peticiones-para-unirse", "técnicos", "solicitudes"),
    *("inscripciones", "mensajes", "cargas", "renglones-de-cargas"),
    *("padrón-de-socios", "directorio", "consentimientos", "descargas", "copias-de-datos"),
    "historial",
]


@pytest.fixture
def alicia():
    membership = MembershipFactory(user__full_name="Alicia Dueña")
    membership.user.set_password(PASSWORD)
    membership.user.save()
    return membership


@pytest.fixture
def sure_client(client, alicia):
    """Alicia's browser, in which she has just said her password once more."""
    client.force_login(alicia.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_the_export_of_a_firm_has_everything_twice_and_a_note_beside_it(alicia):
    seated(RunFactory(venue__capacity=9), company=alicia.company, technicians=2)
    stranger = TechnicianFactory(given_names="Carlota Ajena")
    content, people = exports.of_company(alicia.company)
    parts = parts_of(content)
    assert people == 2
    said = [name for name in parts if name.endswith(".json")]
    assert [name.removesuffix(".json") for name in said] == SHEETS_OF_A_FIRM
    assert set(parts) == {"LÉAME.txt", *said, *(f"{name}.xlsx" for name in SHEETS_OF_A_FIRM)}
    everything = b"".join(parts[name] for name in said).decode()
    for technician in alicia.company.technicians.all():
        assert technician.curp in everything
    assert "Alicia Dueña" in everything
    assert stranger.curp not in everything
    assert "Carlota Ajena" not in everything


def test_what_people_typed_is_text_and_never_a_formula(alicia):
    TechnicianFactory(company=alicia.company, given_names='=HYPERLINK("http://x.invalid")')
    content, _people = exports.of_company(alicia.company)
    books = [part for name, part in parts_of(content).items() if name.endswith(".xlsx")]
    cells = [
        cell
        for book in books
        for row in load_workbook(io.BytesIO(book)).active.iter_rows()
        for cell in row
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_an_owner_asks_and_fetches_for_two_days(sure_client, alicia):
    TechnicianFactory(company=alicia.company)
    sure_client.post(PAGE)
    sure_client.post(PAGE)
    export = CompanyExport.objects.get()
    tasks.make_export(export.pk)
    tasks.make_export(export.pk)
    url = reverse("companies:download_export", args=[export.public_id])
    assert url in sure_client.get(PAGE).text
    answer = sure_client.get(url)
    assert "attachment" in answer["Content-Disposition"]
    assert len(parts_of(answer.content)) == 2 * len(SHEETS_OF_A_FIRM) + 1
    noted = Download.objects.values_list("what", "people", "whole_curps", "by")
    assert list(noted) == [("company", 1, True, alicia.user.pk)]
    export.refresh_from_db()
    assert not company_exports.available(alicia.company, now=export.ready_at + timedelta(hours=48))
    later = export.ready_at + timedelta(hours=49)
    assert retention.forget(now=later)["exports"] == 1


def made(alicia):
    """An export of the firm that is there to be fetched."""
    export = company_exports.ask(company=alicia.company, by=alicia.user, now=timezone.now())
    tasks.make_export(export.pk)
    export.refresh_from_db()
    return export


def forget(technician):
    now = timezone.now()
    forgetting.forget_technician(technician=technician, by=None, now=now)


def test_who_is_erased_is_in_no_export_that_can_be_fetched(sure_client, alicia):
    gone = TechnicianFactory(company=alicia.company, is_active=False)
    export, of_others = made(alicia), made(MembershipFactory())
    address = reverse("companies:download_export", args=[export.public_id])
    assert gone.curp in b"".join(parts_of(sure_client.get(address).content).values()).decode(
        errors="ignore"
    )
    asked = company_exports.ask(company=alicia.company, by=alicia.user, now=timezone.now())

    forget(gone)

    assert sure_client.get(address).status_code == 404
    assert set(CompanyExport.objects.all()) == {asked, of_others}
    tasks.make_export(asked.pk)
    asked.refresh_from_db()
    assert asked.people == 0


@pytest.mark.django_db(transaction=True)
def test_an_export_that_is_drawn_while_somebody_is_erased_goes_too(alicia):
    gone = TechnicianFactory(company=alicia.company, is_active=False)
    export = company_exports.ask(company=alicia.company, by=alicia.user, now=timezone.now())
    with ThreadPoolExecutor(1) as threads:
        erasing = []

        def draw(company):
            drawn = exports.of_company(company)
            erasing.append(threads.submit(in_a_thread, forget, gone))
            wait_until_somebody_waits()
            return drawn

        company_exports.make(export_id=export.pk, draw=draw, now=timezone.now())
        erasing[0].result(timeout=60)
    assert not CompanyExport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_drawn_is_given_up_and_told_and_can_be_asked_for_again(sure_client, alicia):
    now = timezone.now()
    export = company_exports.ask(company=alicia.company, by=alicia.user, now=now)

    def fail(company):
        raise ZeroDivisionError

    for _attempt in range(company_exports.ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            company_exports.make(export_id=export.pk, draw=fail, now=now)
    assert CompanyExport.objects.being_made().exists()
    company_exports.make(export_id=export.pk, draw=fail, now=now)

    export.refresh_from_db()
    assert (export.attempts, export.failed_at) == (company_exports.ATTEMPTS, now)
    assert JobReport.objects.get(job="export").is_problem
    page = sure_client.get(reverse("companies:export_company")).content.decode()
    assert "No se pudieron reunir los datos." in page
    again = company_exports.ask(  # the same row, begun anew
        company=alicia.company, by=alicia.user, now=now
    )
    company_exports.make(export_id=again.pk, draw=exports.of_company, now=now)
    assert company_exports.available(alicia.company, now=now).get() == again


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_an_export_to_the_first(alicia):
    export = company_exports.ask(company=alicia.company, by=alicia.user, now=timezone.now())
    drawn = []

    def draw(company):
        drawn.append(company)
        if len(drawn) == 1:
            with ThreadPoolExecutor(1) as threads:
                threads.submit(in_a_thread, make).result(timeout=10)
        return exports.of_company(company)

    def make():
        company_exports.make(export_id=export.pk, draw=draw, now=timezone.now())

    make()
    assert drawn == [alicia.company]


def in_a_thread(function, *args):
    try:
        function(*args)
    finally:
        connections.close_all()


def wait_until_somebody_waits():
    for _ in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND"
                " pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database()))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for the export")


def test_a_closed_account_is_in_no_export_that_can_be_fetched(alicia):
    bruno = MembershipFactory(company=alicia.company, colleague=True)
    export = made(alicia)
    bruno.delete()
    assert made(MembershipFactory()).pk
    accounts.forget_user(user=bruno.user, by=None, now=timezone.now())
    assert not CompanyExport.objects.filter(pk=export.pk).exists()
    assert CompanyExport.objects.count() == 1


def test_it_asks_for_the_password_again(client, alicia):
    client.force_login(alicia.user)
    for page in (PAGE, reverse("companies:export_account")):
        assert reverse("account_reauthenticate") in client.get(page)["Location"]
    assert client.post(PAGE).status_code == 302
    assert CompanyExport.objects.count() == 0


def test_a_colleague_and_a_stranger_get_nothing(client, alicia):
    technician = TechnicianFactory(company=alicia.company)
    export = company_exports.ask(company=alicia.company, by=alicia.user, now=timezone.now())
    tasks.make_export(export.pk)
    pages = [
        reverse("companies:download_export", args=[export.public_id]),
        reverse("companies:export_technician", args=[technician.pk]),
    ]
    colleague = MembershipFactory(company=alicia.company, colleague=True).user
    stranger = MembershipFactory().user
    for person, status in ((colleague, 403), (stranger, 404)):
        person.set_password(PASSWORD)
        person.save()
        client.force_login(person)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        for page in pages:
            assert client.get(page).status_code == status
    assert Download.objects.count() == 0


def test_a_lost_ring_is_caught_up(alicia, monkeypatch):
    export = company_exports.ask(company=alicia.company, by=alicia.user, now=timezone.now())
    rung = []
    monkeypatch.setattr("companies.jobs.ring", lambda *call: rung.append(call))
    tasks.sweep_exports()
    assert rung == [(company_exports.MAKE, export.pk)]


def test_a_person_takes_her_own_data(sure_client, alicia):
    answer = sure_client.get(reverse("companies:export_account"))
    said = "".join(
        part.decode() for name, part in parts_of(answer.content).items() if name.endswith(".json")
    )
    assert alicia.user.email in said
    assert alicia.company.legal_name in said
    assert "argon2" not in said


def test_an_owner_takes_what_is_kept_of_a_technician(sure_client, alicia):
    technician = TechnicianFactory(company=alicia.company)
    answer = sure_client.get(reverse("companies:export_technician", args=[technician.pk]))
    (person, *_rest) = (
        json.loads(part) for name, part in parts_of(answer.content).items() if name.endswith("json")
    )
    assert technician.curp in person[0].values()
    assert Download.objects.get().what == "person"


def test_staff_who_answer_a_technician_see_no_whole_curp():
    technician = TechnicianFactory()
    parts = parts_of(exports.of_technician(technician, whole_curp=False))
    said = b"".join(part for name, part in parts.items() if name.endswith(".json")).decode()
    assert technician.curp not in said
    assert technician.masked_curp in said


def test_staff_take_out_what_a_technician_asks_for_and_that_is_noted(admin_pages, staff):
    technician = TechnicianFactory()
    url = reverse("admin:companies_technician_data", args=[technician.pk])
    assert (
        url
        in admin_pages.get(reverse("admin:companies_technician_change", args=[technician.pk])).text
    )
    assert technician.curp not in str(parts_of(admin_pages.get(url).content))
    assert Download.objects.get().by == staff


def test_times_are_those_of_the_plant(alicia):
    with time_machine.travel("2026-11-22T23:30:00Z", tick=False):
        content, _people = exports.of_company(alicia.company)
    readme = next(part for name, part in parts_of(content).items() if name.endswith(".txt"))
    assert "2026-11-22 16:30" in readme.decode()


def test_the_page_that_waits_for_the_data_is_told_when_they_are_there(sure_client, alicia):
    page = sure_client.post(reverse("companies:export_company"), follow=True).content.decode()
    progress = reverse("companies:export_progress")
    assert f'hx-get="{progress}"' in page
    assert sure_client.get(progress).status_code == 204
    export = CompanyExport.objects.get()
    company_exports.make(export_id=export.pk, draw=exports.of_company, now=timezone.now())
    assert sure_client.get(progress).headers["HX-Refresh"] == "true"
    page = sure_client.get(reverse("companies:export_company")).content.decode()
    assert progress not in page
