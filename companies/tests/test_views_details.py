"""The data of a firm: everybody of the firm sees it, its owners correct it."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Company
from companies.refusals import Refused
from companies.sections import SECTIONS
from companies.tests.factories import CompanyFactory, MembershipFactory
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
from enrollment.services import company_changes
from enrollment.tests.factories import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DETAILS = reverse("companies:details")
EDITABLE = [section.slug for section in SECTIONS if section.slug != "rfc"]


def edit(slug):
    return reverse("companies:edit_details", args=[slug])


@pytest.fixture
def alicia(client):
    """The owner of a firm that waits for approval."""
    alicia = MembershipFactory(company__awaiting_approval=True, user__language="en")
    client.force_login(alicia.user)
    client.cookies["django_language"] = "en"
    return alicia


@pytest.fixture
def company(alicia):
    return alicia.company


def send(client, slug, **typed):
    return client.post(edit(slug), {"key": str(uuid.uuid4()), **typed})


def test_what_is_missing_is_said_with_a_way_to_fill_it_in(client, company):
    page = client.get(DETAILS).content.decode()

    assert "Without it there is no invoice." in page
    assert "Without it there is no valid DC-3 certificate." in page
    for slug in EDITABLE:
        assert f'href="{edit(slug)}"' in page
    assert edit("rfc") not in page


def test_a_firm_that_has_everything_misses_nothing(client, company):
    Company.objects.filter(pk=company.pk).update(
        invoice_name="MAQUINADOS",
        tax_regime="601",
        cfdi_use="G03",
        tax_postal_code="32000",
        legal_representative="Rosa Ejemplo",
    )
    page = client.get(DETAILS)
    assert page.context["lacking"] == []
    assert "601 · General de Ley Personas Morales" in page.content.decode()


def test_a_large_firm_reads_whom_to_write_to(client, company, settings):
    assert not client.get(DETAILS).context["is_kept_out"]
    Company.objects.filter(pk=company.pk).update(head_count=900)
    page = client.get(DETAILS).content.decode()
    assert "By its size this is a large company" in page
    assert f"mailto:{settings.CONTACT_ADDRESS}" in page


@pytest.mark.parametrize(
    ("slug", "typed", "stored"),
    [
        ("razon-social", {"legal_name": "Nueva Ejemplo"}, {"legal_name": "Nueva Ejemplo"}),
        (
            "facturacion",
            {
                "invoice_name": "nueva ejemplo sa de cv",
                "tax_regime": "626",
                "cfdi_use": "G03",
                "tax_postal_code": "32000",
            },
            {"invoice_name": "NUEVA EJEMPLO", "tax_regime": "626", "tax_postal_code": "32000"},
        ),
        (
            "planta",
            {"address": "Calle del Ejemplo 9", "municipality": "Chihuahua"},
            {"address": "Calle del Ejemplo 9", "municipality": "Chihuahua"},
        ),
        ("giro", {"sector": "336"}, {"sector": "336"}),
        (
            "personal",
            {"head_count": "80", "technician_head_count": "9"},
            {"head_count": 80, "technician_head_count": 9, "annual_sales": None},
        ),
        ("firmas", {"legal_representative": "Ana"}, {"legal_representative": "Ana"}),
    ],
)
def test_an_owner_corrects_every_section(client, company, slug, typed, stored):
    assert client.get(edit(slug)).status_code == 200
    assert send(client, slug, **typed).url == DETAILS
    company.refresh_from_db()
    assert {name: getattr(company, name) for name in stored} == stored


def test_what_is_wrong_is_said_and_nothing_is_stored(client, company):
    page = send(client, "personal", head_count="5", technician_head_count="9")
    assert page.status_code == 422
    assert "cannot be more technicians than people" in page.content.decode()
    company.refresh_from_db()
    assert company.head_count == 35


def test_the_rfc_has_no_page_to_change_it(client, company):
    assert client.get(edit("rfc")).status_code == 404
    assert client.get(edit("nada")).status_code == 404


def test_another_municipality_before_the_approval_changes_the_place_in_the_queue(client, company):
    request = ask(RunFactory(), company=company)
    send(client, "planta", address="Calle 1", municipality="Chihuahua")
    request.refresh_from_db()
    assert request.priority_class == EnrollmentRequest.PriorityClass.OTHER


def test_an_approved_firm_does_not_move_to_the_front_by_itself(client):
    alicia = MembershipFactory(company=CompanyFactory(from_elsewhere=True))
    client.force_login(alicia.user)

    page = client.get(edit("planta"))
    send(client, "planta", address="Calle 1", municipality="Juárez")

    assert 'name="municipality"' not in page.content.decode()
    alicia.company.refresh_from_db()
    assert (alicia.company.address, alicia.company.municipality) == ("Calle 1", "Chihuahua")


def test_a_page_that_was_open_during_the_approval_does_not_move_the_firm(client, company):
    """The form was judged for a firm that waited; the service looks again under the lock."""
    Company.objects.filter(pk=company.pk).update(
        approved_at=timezone.now(), approved_by=company.users.get()
    )
    with pytest.raises(Refused, match="CANACINTRA changes this"):
        company_changes.edit_own(company=company, changes={"municipality": "Chihuahua"})
    with pytest.raises(Refused, match="CANACINTRA changes this"):
        company_changes.edit_own(company=company, changes={"rfc": "ABC010203XY9"})


def test_a_colleague_sees_everything_and_changes_nothing(client, company):
    bruno = MembershipFactory(company=company, colleague=True)
    client.force_login(bruno.user)

    page = client.get(DETAILS).content.decode()

    assert company.rfc in page
    assert "An owner of the company can fill it in." in page
    for slug in EDITABLE:
        assert edit(slug) not in page
        assert client.get(edit(slug)).status_code == 403
        assert send(client, slug, legal_name="Robada").status_code == 403
    company.refresh_from_db()
    assert company.legal_name != "Robada"


def test_a_stranger_sees_and_changes_only_her_own_firm(client, company):
    carla = MembershipFactory()
    client.force_login(carla.user)

    page = client.get(DETAILS).content.decode()
    send(client, "razon-social", legal_name="Carla Ejemplo")

    assert company.legal_name not in page
    company.refresh_from_db()
    carla.company.refresh_from_db()
    assert (company.legal_name == "Carla Ejemplo", carla.company.legal_name) == (
        False,
        "Carla Ejemplo",
    )


def test_a_visitor_signs_in_first(client):
    assert client.get(edit("giro")).url == f"{reverse('account_login')}?next={edit('giro')}"


def test_a_double_click_stores_once(client, company):
    typed = {"key": str(uuid.uuid4()), "legal_name": "Nueva Ejemplo"}
    answers = [client.post(edit("razon-social"), typed).url for _click in range(2)]
    assert answers == [DETAILS, DETAILS]
