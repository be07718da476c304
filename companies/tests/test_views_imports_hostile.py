"""What attackers, broken programs and curious eyes find at the upload of technicians."""

import logging
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from companies import tables
from companies.models import ImportRow, Technician, TechnicianImport
from companies.tests.factories import MembershipFactory, curp
from companies.tests.hostile import HOSTILE
from companies.tests.lists import HEADERS, person, store_all
from companies.tests.uploaded import workbook

pytestmark = pytest.mark.django_db

UPLOAD = "/empresa/tecnicos/importar/"


@pytest.fixture
def alicia(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    client.cookies["django_language"] = "en"
    return membership


def send(client, content, name="lista.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(UPLOAD, {"key": str(uuid.uuid4()), "file": file})


@pytest.mark.parametrize("name", HOSTILE)
def test_the_page_answers_every_hostile_file_with_its_sentence(client, alicia, name):
    content, sentence = HOSTILE[name]

    response = send(client, content)

    assert response.status_code == 422
    assert response.context["sentences"] == [sentence]
    assert not TechnicianImport.objects.exists()


def test_a_formula_makes_its_row_bad_and_is_not_computed(client, alicia):
    formula = person(2, given_names='=CONCATENATE("J","z")')

    send(client, workbook([HEADERS, person(1), formula]))

    bad = ImportRow.objects.get(verdict="bad")
    assert (bad.number, ["formula", "Nombre(s)"] in bad.reasons) == (3, True)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "Robert'); DROP TABLE x;--",
        "🙂",
        "%(name)s",
        "{{ 7 }}",
    ],
)
def test_what_is_typed_is_shown_as_text_and_never_stored_as_a_name(client, alicia, typed):
    content = tables.as_csv(HEADERS, [person(1, given_names=typed)])
    address = send(client, content, "lista.csv").url

    page = client.get(address).content.decode()

    assert ImportRow.objects.get().verdict == "bad"
    assert "<script>alert" not in page


def test_zero_width_characters_make_no_second_person(client, alicia):
    hidden = "\u200b".join(curp(1))
    content = tables.as_csv(HEADERS, [person(1), person(1, curp=hidden)])

    send(client, content, "lista.csv")

    assert list(ImportRow.objects.values_list("verdict", flat=True).order_by("number")) == [
        "new",
        "bad",
    ]


def test_no_curp_stands_in_an_address_or_in_the_log(client, alicia, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = curp(2)[:17] + str((int(curp(2)[17]) + 1) % 10)
    content = tables.as_csv(HEADERS, [person(1), person(2, curp=wrong)])
    address = send(client, content, f"{curp(3)}.csv").url
    client.get(address, {"verdict": "bad"})
    client.get(reverse("companies:import_bad_rows", args=[address.split("/")[-2]]))
    client.post(f"{address}guardar/", {"key": str(uuid.uuid4())})
    store_all(TechnicianImport.objects.get(), timezone.now())

    assert Technician.objects.get().curp == curp(1)
    assert not any(one in address for one in (curp(1), wrong))
    assert caplog.text
    assert not any(one in caplog.text for one in (curp(1), wrong, curp(3)))


def test_the_file_itself_is_kept_nowhere(client, alicia, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    content = tables.as_csv(HEADERS, [person(1)]) + b"\n" * 4_000_000

    send(client, content, "lista.csv")

    assert TechnicianImport.objects.get().counts == {"new": 1}
    assert list(tmp_path.iterdir()) == []
