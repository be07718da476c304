"""What a firm that CANACINTRA refused sees on its pages."""

import pytest
from django.urls import reverse

from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest

pytestmark = pytest.mark.django_db

REASON = "The RFC is of another firm"


@pytest.fixture
def alicia(client):
    alicia = MembershipFactory(company=CompanyFactory(refused=True))
    client.force_login(alicia.user)
    return alicia


@pytest.mark.parametrize("page", ["companies:dashboard", "companies:details"])
def test_refused_firm_reads_why_and_whom_to_write_to(page, alicia, client, settings):
    words = client.get(reverse(page)).content.decode()
    assert REASON in words
    assert f"mailto:{settings.CONTACT_ADDRESS}" in words


def test_refused_firm_finds_no_form_to_enroll(alicia, client):
    page = client.get(reverse("enrollment:enroll", args=[RunFactory().code]))
    assert REASON in page.context["barred"]
    assert 'name="technician"' not in page.content.decode()


def test_form_that_was_open_before_the_refusal_stores_nothing(alicia, client):
    run, tomas = RunFactory(), TechnicianFactory(company=alicia.company)
    address = reverse("enrollment:enroll", args=[run.code])
    key = "0c5ae1b8-62b2-4b25-9f63-6b4fd1a4f1b5"
    typed = {"step": "send", "technician": tomas.pk, "together": "split", "key": key, "privacy": 1}
    page = client.post(address, typed)
    assert page.status_code == 422
    assert any(REASON in sentence for sentence in page.context["sentences"])
    assert not EnrollmentRequest.objects.exists()


def test_approved_firm_reads_nothing_of_it(client):
    client.force_login(MembershipFactory().user)
    page = client.get(reverse("enrollment:enroll", args=[RunFactory().code]))
    assert page.context["barred"] == ""
