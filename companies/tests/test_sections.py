"""What each section forgives, asks, refuses, and makes of it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from companies.sections import SECTIONS, by_slug, plant, progress
from companies.sections.identity import Rfc
from companies.sections.plant import Plant, Sector, Staff
from companies.sections.signers import Signers
from companies.sections.tax import Invoices
from companies.tests.answers import PERSON_RFC, rfc_of_a_company, whole

pytestmark = pytest.mark.usefixtures("in_english")

COMPANY = {"rfc": rfc_of_a_company(), "legal_name": "Maquinados Ejemplo, S.A. de C.V."}
PERSON = {"rfc": PERSON_RFC, "legal_name": "Rosa Ejemplo Ríos"}
TAX = {
    "invoice_name": "MAQUINADOS EJEMPLO",
    "tax_regime": "601",
    "cfdi_use": "G03",
    "tax_postal_code": "32000",
}


def judged(section, typed, facts=None):
    """The fields of the company that follow, or the names of the fields that are refused."""
    form = section(typed, facts=facts or {})
    return form.changes() if form.is_valid() else sorted(form.errors)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" eje 010203-ab1 ", {"rfc": "EJE010203AB1"}),
        ("EJE010203AB", ["rfc"]),
        ("EJE011303AB1", ["rfc"]),
        ("XAXX010101000", ["rfc"]),
        ("", ["rfc"]),
    ],
)
def test_the_rfc_is_forgiven_its_dashes_and_refused_for_its_form(typed, stored):
    assert judged(Rfc, {"rfc": typed}) == stored


def test_an_unusual_last_character_is_only_pointed_out():
    unusual = rfc_of_a_company()[:-1] + ("0" if rfc_of_a_company()[-1] != "0" else "1")
    assert judged(Rfc, {"rfc": unusual}) == {"rfc": unusual}
    assert "unusual" in str(Rfc.rows({"rfc": unusual})[0].note)
    assert "unusual" not in str(Rfc.rows({"rfc": rfc_of_a_company()})[0].note)


def test_the_name_on_invoices_is_proposed_from_the_legal_name():
    assert Invoices(facts=COMPANY)["invoice_name"].value() == "MAQUINADOS EJEMPLO"
    assert Invoices(facts=PERSON)["invoice_name"].value() == "ROSA EJEMPLO RÍOS"
    stored = {"invoice_name": "OTRO NOMBRE"}
    assert Invoices(facts=COMPANY, initial=stored)["invoice_name"].value() == "OTRO NOMBRE"


@pytest.mark.parametrize(
    ("changes", "facts", "refused"),
    [
        ({}, COMPANY, None),
        ({"invoice_name": "maquinados ejemplo sa de cv"}, COMPANY, None),
        ({"tax_postal_code": " 32 000"}, COMPANY, None),
        ({"tax_postal_code": "3200"}, COMPANY, ["tax_postal_code"]),
        ({"tax_regime": "612"}, COMPANY, ["tax_regime"]),  # that of a person
        ({"tax_regime": "605"}, PERSON, ["cfdi_use"]),  # wages have no G03
        ({"tax_regime": "605", "cfdi_use": "S01"}, PERSON, None),
        ({"cfdi_use": "CP01"}, COMPANY, ["cfdi_use"]),  # receipts of payments
        ({"cfdi_use": "D10"}, COMPANY, ["cfdi_use"]),  # for people only
    ],
)
def test_only_pairs_of_regime_and_use_that_sat_allows(changes, facts, refused):
    outcome = judged(Invoices, {**TAX, **changes}, facts)
    if refused:
        assert outcome == refused
    else:
        expected = {
            k: v for k, v in changes.items() if k not in ("invoice_name", "tax_postal_code")
        }
        assert outcome == {**TAX, **expected}


def test_the_uses_follow_the_regime_that_is_being_chosen():
    form = Invoices(facts=PERSON, initial={"tax_regime": "605", "cfdi_use": "G03"})
    assert [code for code, _label in form.fields["cfdi_use"].choices][-1] == "S01"
    assert "G03" not in dict(form.fields["cfdi_use"].choices)
    assert form["cfdi_use"].value() in dict(form.fields["cfdi_use"].choices)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"municipality": "Juárez"}, "Juárez"),
        ({"municipality": "otro", "other_municipality": "cd. juarez, Chih."}, "Juárez"),
        ({"municipality": "otro", "other_municipality": "Juarez Chih"}, "Juárez"),
        ({"municipality": "otro", "other_municipality": "JUÁREZ, CHIHUAHUA, MÉXICO"}, "Juárez"),
        ({"municipality": "otro", "other_municipality": "Chihuahua, Chih."}, "Chihuahua"),
        (
            {"municipality": "otro", "other_municipality": "Juárez, Nuevo León"},
            "Juárez, Nuevo León",
        ),
        (
            {"municipality": "otro", "other_municipality": "Juárez, Edo. de México"},
            "Juárez, Edo. de México",
        ),
        (
            {"municipality": "otro", "other_municipality": "Guadalupe, Zac."},
            "Guadalupe, Zac.",
        ),
        (
            {"municipality": "otro", "other_municipality": " Torreón,  Coahuila"},
            "Torreón, Coahuila",
        ),
    ],
)
def test_the_municipality_is_written_one_way(typed, stored):
    changes = judged(Plant, {"address": "Calle del Ejemplo 1", **typed})
    assert changes == {"address": "Calle del Ejemplo 1", "municipality": stored}


def test_another_municipality_has_to_be_named():
    typed = {"address": "Calle del Ejemplo 1", "municipality": "otro"}
    assert judged(Plant, typed) == ["other_municipality"]


def test_an_approved_company_is_not_asked_for_its_municipality():
    typed = {"address": "Calle del Ejemplo 1", "municipality": "Juárez"}
    assert judged(Plant, typed, {"approved_at": timezone.now()}) == {
        "address": "Calle del Ejemplo 1"
    }


def test_a_place_that_is_not_on_the_list_comes_back_as_it_was_typed():
    typed = Plant.typed_for({"address": "Calle 1", "municipality": "Torreón, Coahuila"})
    assert typed == {
        "address": "Calle 1",
        "municipality": "otro",
        "other_municipality": "Torreón, Coahuila",
    }


@pytest.mark.parametrize(
    ("words", "first"),
    [
        *[("metalico", "332"), ("PLÁSTICOS", "326"), ("plastico", "326"), ("333", "333")],
        *[("soldadura", "332"), ("arneses", "336"), ("electrónica", "334"), ("tablero", "335")],
        *[("taller mecánico", "81"), ("ingenieria", "54"), ("inyeccion plastico", "326")],
    ],
)
def test_a_sector_is_found_without_accents_and_in_singular_or_plural(words, first):
    assert first in [entry.code for entry in Sector(facts={}, words=words).found]


def test_what_nobody_finds_shows_the_whole_list_and_the_chosen_one_stays_in_sight():
    shown = Sector(facts={}, words="xyzxyz").fields["sector"].widget.choices
    assert len(list(shown)) > 40
    chosen = Sector(facts={}, initial={"sector": "61"})
    assert next(iter(chosen.fields["sector"].widget.choices))[0] == "61"


@pytest.mark.parametrize(
    ("people", "technicians", "sales", "stored"),
    [
        ("1,200", "35", "", (1200, 35, None)),
        ("35", "12", "1,250.50", (35, 12, Decimal("1250.50"))),
        ("35", "36", "", ["technician_head_count"]),
        ("0", "1", "", ["head_count"]),
        ("treinta", "", "-1", ["annual_sales", "head_count", "technician_head_count"]),
    ],
)
def test_numbers_are_read_as_people_write_them(people, technicians, sales, stored):
    typed = {"head_count": people, "technician_head_count": technicians, "annual_sales": sales}
    outcome = judged(Staff, typed)
    assert (outcome if isinstance(outcome, list) else tuple(outcome.values())) == stored


def test_the_workers_side_signs_only_above_fifty_people():
    assert "workers_representative" not in Signers(facts={"head_count": 50}).fields
    assert "workers_representative" in Signers(facts={"head_count": 51}).fields
    assert len(Signers.rows({"head_count": 50})) == 1


def test_a_person_signs_her_own_certificates():
    assert Signers.rows(COMPANY)[0].lacking
    assert not Signers.rows(PERSON)[0].lacking


def test_a_whole_registration_gives_every_fact_of_the_company():
    done = progress.of(whole())
    assert done.is_complete
    assert done.facts == {
        "rfc": rfc_of_a_company(),
        "legal_name": "Maquinados Ejemplo, S.A. de C.V.",
        **TAX,
        "address": "Calle del Ejemplo 123",
        "municipality": "Juárez",
        "sector": "332",
        "head_count": 35,
        "technician_head_count": 12,
        "annual_sales": None,
        "legal_representative": "Rosa Ejemplo Ríos",
    }


def test_one_page_after_the_other_can_be_opened():
    nothing = progress.of({})
    assert [section for section in SECTIONS if nothing.may_open(section)] == [Rfc]
    answers = whole()
    del answers["planta"]
    done = progress.of(answers)
    assert done.next_section == Plant
    assert [section.slug for section in SECTIONS if done.may_open(section)] == [
        "rfc", "razon-social", "facturacion", "planta"
    ]  # fmt: skip


def test_an_answer_that_no_longer_fits_the_rfc_is_asked_again():
    done = progress.of(whole(rfc={"rfc": PERSON_RFC}))
    assert done.missing == [Invoices]


def test_every_section_has_an_address_of_its_own():
    assert [by_slug(section.slug) for section in SECTIONS] == list(SECTIONS)
    assert by_slug("nada") is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5", "12.5"),
        ("$ 12,5", "12.5"),
        ("1,200", "1200"),
        ("1,200.5", "1200.5"),
        ("1,200,300", "1200300"),
        ("12,50", "12.50"),
        ("40", "40"),
    ],
)
def test_comma_stands_between_thousands_or_before_decimals(typed, number):
    assert plant.without_separators(typed) == number
