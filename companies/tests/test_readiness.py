"""What a DC-3 would lack, of a technician and of a firm."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from companies import queries
from companies.models import Technician
from companies.rules import readiness
from companies.tests.factories import CompanyFactory, TechnicianFactory

TWO_SURNAMES, ONE_SURNAME = "GORA800115HCHMZN05", "GOXA800115HCHMXN07"


def a_person(**changes):
    whole = {
        "pk": 7,
        "given_names": "Ana",
        "first_surname": "Gómez",
        "second_surname": "Ríos",
        "curp": TWO_SURNAMES,
        "occupation": "05.7",
        "job_title": "",
        "anonymised_at": None,
    }
    return SimpleNamespace(**whole | changes)


def a_firm(**changes):
    whole = {
        "legal_name": "Maquinados",
        "rfc": "MAQ010203XY9",
        "head_count": 50,
        "legal_representative": "Rosa Ejemplo",
        "workers_representative": "",
    }
    return SimpleNamespace(**whole | changes)


PEOPLE = [
    ({}, []),
    ({"job_title": "Soldadora"}, []),
    ({"occupation": ""}, ["occupation"]),
    ({"given_names": ""}, ["given_names"]),
    ({"first_surname": ""}, ["first_surname"]),
    ({"second_surname": ""}, ["second_surname"]),
    ({"second_surname": "", "curp": ONE_SURNAME}, []),
    ({"curp": ""}, ["curp"]),
    ({"second_surname": "", "curp": ""}, ["curp"]),
    ({"second_surname": "", "occupation": ""}, ["second_surname", "occupation"]),
    ({"curp": None, "occupation": "", "anonymised_at": "2026-01-01"}, []),
]
FIRMS = [
    ({}, []),
    ({"legal_representative": ""}, ["legal_representative"]),
    # A natural person signs as the employer.
    ({"legal_representative": "", "rfc": "GORA800115XY9"}, []),
    ({"head_count": 51}, ["workers_representative"]),
    ({"head_count": 51, "workers_representative": "Beto"}, []),
    ({"legal_name": "", "rfc": ""}, ["legal_name", "rfc"]),
]


@pytest.mark.parametrize(("changes", "missing"), PEOPLE)
def test_what_a_dc3_lacks_of_a_technician(changes, missing):
    person = a_person(**changes)

    assert [gap.field for gap in readiness.of_technician(person)] == missing
    assert readiness.is_ready(person) is (missing == [])


@pytest.mark.parametrize(("changes", "missing"), FIRMS)
def test_what_a_dc3_lacks_of_a_firm(changes, missing):
    assert [gap.field for gap in readiness.of_company(a_firm(**changes))] == missing


def test_each_gap_leads_to_its_very_field():
    gap = readiness.of_technician(a_person(occupation=""))[0]

    assert gap.address == reverse("companies:edit_technician", args=[7]) + "#id_occupation"


@pytest.mark.parametrize(
    ("is_owner", "address"),
    [(True, "/empresa/datos/firmas/#id_legal_representative"), (False, "/empresa/datos/")],
)
def test_only_owners_are_led_to_the_field_of_the_firm(is_owner, address):
    firm = a_firm(legal_representative="")

    assert [gap.address for gap in readiness.of_company(firm, is_owner=is_owner)] == [address]


@pytest.mark.django_db
def test_the_database_finds_the_same_people_as_the_rule():
    company = CompanyFactory()
    # The database itself refuses a technician without a CURP.
    for number, (changes, _missing) in enumerate(PEOPLE):
        if changes.get("curp", TWO_SURNAMES):
            whole = {"second_surname": "Ríos", "occupation": "05.7", "given_names": "Ana"}
            curp = f"GO{changes.get('curp', TWO_SURNAMES)[2]}A8001{number + 10}HCHMZN05"
            TechnicianFactory(company=company, **whole | changes | {"curp": curp})

    found = set(queries.incomplete(company.technicians.all()))

    everybody = Technician.objects.order_by("pk")
    assert found == {person for person in everybody if not readiness.is_ready(person)}
    assert 0 < len(found) < everybody.count()
