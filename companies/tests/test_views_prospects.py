"""What a firm of the directory finds behind our links, and that nobody else ever sees it."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, Prospect
from companies.services import outreach, prospects, registration
from companies.tests.answers import begin
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from companies.tests.listed import imported, members_file, prospects_of, shop
from courses.tests.factories import RunFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def prospect():
    return prospects_of(shop(1, raz_social="ZZYZX TROQUELADOS SECRETOS"))[0]


def welcome(prospect):
    return reverse("companies:prospect_welcome", args=[prospects.key_of(prospect)])


def stop(prospect):
    return reverse("companies:prospect_stop", args=[prospects.key_of(prospect)])


def test_invited_firm_is_led_to_sign_up(prospect, client):
    page = client.get(welcome(prospect)).content.decode()
    assert "ZZYZX TROQUELADOS SECRETOS" in page
    assert reverse("account_signup") in page
    assert "noindex" in page


@pytest.mark.parametrize("name", ["prospect_welcome", "prospect_stop"])
@pytest.mark.parametrize("key", ["1", "1:AAAA", "nada"])
def test_link_that_we_did_not_make_does_not_exist(name, key, prospect, client):
    assert client.get(reverse(f"companies:{name}", args=[key])).status_code == 404


def test_firm_that_registers_after_the_link_is_recognised(prospect, client):
    alicia = UserFactory()
    client.get(welcome(prospect))
    client.force_login(alicia)  # keeps what the visitor's session knew
    begin(alicia, now=NOW)
    client.post(reverse("companies:register_summary"), {"key": str(uuid.uuid4())})
    prospect.refresh_from_db()
    assert prospect.company == alicia.companies.get()
    assert prospect.matched_by == "link"


def test_firm_that_corrects_its_name_is_recognised(prospect, client):
    owner = MembershipFactory()
    client.force_login(owner.user)
    client.post(
        reverse("companies:edit_details", args=["razon-social"]),
        {"legal_name": "Zzyzx Troquelados Secretos, S.A. de C.V.", "key": str(uuid.uuid4())},
    )
    prospect.refresh_from_db()
    assert prospect.company == owner.company


def test_member_of_the_chamber_that_registers_is_approved_at_once(client):
    alicia, adriana = UserFactory(), UserFactory(admin=True)
    rfc = begin(alicia, now=NOW).answers["rfc"]["rfc"]
    imported("members", members_file([("Ejemplo", rfc)]), by=adriana)
    client.force_login(alicia)
    answer = client.post(reverse("companies:register_summary"), {"key": str(uuid.uuid4())})
    assert answer.url == reverse("companies:registered")
    assert alicia.companies.get().approved_by == adriana


def test_wish_to_be_left_alone_is_asked_before_it_is_kept(prospect, client):
    outreach.invite(prospect=prospect, address=prospect.email, by=UserFactory(), now=NOW)
    for method in (client.get, client.head):
        assert method(stop(prospect)).status_code == 200
        prospect.refresh_from_db()
        assert not prospect.is_silenced
    page = client.post(stop(prospect), follow=True)
    prospect.refresh_from_db()
    assert (prospect.is_silenced, prospect.said_so_themselves) == (True, True)
    assert page.redirect_chain == [(stop(prospect), 302)]
    first = prospect.do_not_contact_at
    assert client.post(stop(prospect)).status_code == 200  # said twice is said once
    prospect.refresh_from_db()
    assert prospect.do_not_contact_at == first


def test_prospect_is_shown_on_no_public_page_nor_to_other_firms(prospect, client):
    RunFactory()
    secret = "TROQUELADOS"
    public = ["home", "courses:catalogue", "courses:calendar", "courses:sitemap", "account_signup"]
    addresses = [reverse(name) for name in public]
    addresses.append(f"{reverse('courses:catalogue')}?q=ZZYZX")
    for address in addresses:
        assert secret not in client.get(address).content.decode(), address
    carla = MembershipFactory().user
    client.force_login(carla)
    for name in ("companies:dashboard", "companies:details", "enrollment:requests"):
        assert secret not in client.get(reverse(name)).content.decode(), name


def test_prospect_is_no_company_anywhere(prospect, admin_pages):
    assert not Company.objects.exists()
    page = admin_pages.get(reverse("admin:companies_company_changelist"), {"q": "ZZYZX"})
    assert page.context["cl"].result_count == 0
    assert not Company.objects.filter(legal_name__icontains="ZZYZX").exists()


def test_name_of_a_prospect_is_no_obstacle_to_signing_up(prospect, client):
    alicia = UserFactory()
    begin(alicia, now=NOW)
    registration.register(user=alicia, now=NOW)
    assert Company.objects.count() == 1
    assert Prospect.objects.get().company is None


def test_match_is_told_to_staff_only(prospect, client):
    company = CompanyFactory()
    prospects.confirm(prospect=prospect, company=company, now=NOW)
    client.force_login(MembershipFactory(company=company).user)
    assert "ZZYZX" not in client.get(reverse("companies:details")).content.decode()
