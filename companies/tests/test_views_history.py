"""The page on which the owners of a firm read what changed in it, and who changed it."""

import pytest
from django.urls import reverse

from companies.models import Company, Technician
from companies.tests.factories import MembershipFactory, TechnicianFactory

pytestmark = pytest.mark.django_db
URL = "/empresa/historial/"


@pytest.fixture
def alicia(client):
    membership = MembershipFactory(user__full_name="Alicia Dueña")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(membership.user)
    return membership


@pytest.mark.django_db(transaction=True)
def test_an_owner_reads_what_a_colleague_did(client, alicia):
    technician = TechnicianFactory(company=alicia.company)
    bruno = MembershipFactory(company=alicia.company, colleague=True, user__full_name="Bruno Ve")
    client.force_login(bruno.user)
    client.post(
        reverse("companies:deactivate_technician", args=[technician.pk]),
        {"key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"},
    )
    assert client.get(URL).status_code == 403
    client.force_login(alicia.user)
    page = client.get(URL).text
    assert "Bruno Ve" in page
    assert "<del>yes</del> → <ins>no</ins>" in page
    assert technician.curp not in page


def test_another_firm_s_changes_are_not_told(client, alicia):
    other = TechnicianFactory(given_names="Carlota")
    Technician.objects.filter(pk=other.pk).update(job_title="Soldadora ajena")
    Company.objects.filter(pk=alicia.company.pk).update(legal_name="La propia")
    page = client.get(URL).text
    assert "La propia" in page
    assert "Carlota" not in page
    assert "Soldadora ajena" not in page


def test_a_firm_with_many_changes_reads_them_in_pages(client, alicia):
    for head_count in range(100, 135):
        Company.objects.filter(pk=alicia.company.pk).update(head_count=head_count)
    page = client.get(f"{URL}?page=2").text
    assert page.count("<tr>") < 30
    assert "100" in page
