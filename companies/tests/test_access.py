"""Who may open the pages of a firm: Alicia owns, Bruno is her colleague, Carla is of another."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.tests.answers import begin
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
    curp,
)

pytestmark = pytest.mark.django_db

PAGES = ["dashboard", "details", "technicians", "add_technician", "team"]
PAGES_OF_A_TECHNICIAN = ["edit_technician", "deactivate_technician"]


@pytest.fixture
def technician():
    return TechnicianFactory()


@pytest.fixture
def alicia(technician):
    return MembershipFactory(company=technician.company).user


@pytest.fixture
def bruno(technician, alicia):
    return MembershipFactory(company=technician.company, colleague=True).user


@pytest.fixture
def carla():
    return MembershipFactory().user


def addresses(technician):
    return [
        *(reverse(f"companies:{name}") for name in PAGES),
        *(reverse(f"companies:{name}", args=[technician.pk]) for name in PAGES_OF_A_TECHNICIAN),
    ]


@pytest.mark.parametrize("who", ["alicia", "bruno"])
def test_everybody_of_the_firm_opens_its_pages(client, technician, who, request):
    client.force_login(request.getfixturevalue(who))

    assert {client.get(address).status_code for address in addresses(technician)} == {200}


def test_the_technicians_of_another_firm_do_not_exist(client, technician, carla):
    client.force_login(carla)

    for name in [*PAGES_OF_A_TECHNICIAN, "reactivate_technician"]:
        address = reverse(f"companies:{name}", args=[technician.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404
    technician.refresh_from_db()
    assert technician.is_active


def test_another_firm_shows_only_its_own_list(client, technician, carla):
    client.force_login(carla)

    page = client.get(reverse("companies:technicians")).content.decode()

    assert technician.full_name not in page
    assert technician.company.legal_name not in page


def test_a_visitor_signs_in_first_and_comes_back(client, technician):
    for address in addresses(technician):
        response = client.get(address)
        assert response.status_code == 302
        assert response.url == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("role", [{"admin": True}, {"cast": True}, {}])
def test_who_acts_for_no_firm_is_told_so(client, role):
    client.force_login(UserFactory(**role))

    response = client.get(reverse("companies:dashboard"))

    assert response.status_code == 403
    assert "companies/no_company.html" in [template.name for template in response.templates]


def test_who_stopped_in_the_middle_of_registering_is_led_back_to_it(client, in_english):
    user = UserFactory()
    begin(user, now=timezone.now(), without=["giro", "personal"])
    client.force_login(user)

    page = client.get(reverse("companies:dashboard"), headers={"accept-language": "en"})

    assert "Go on with the registration" in page.content.decode()


def test_pages_of_a_firm_are_kept_by_no_cache(client, alicia):
    client.force_login(alicia)

    assert "no-store" in client.get(reverse("companies:dashboard"))["Cache-Control"]


class TestSeveralFirms:
    @pytest.fixture
    def firms(self, alicia, technician):
        other = CompanyFactory(legal_name="Zeta Troqueles")
        MembershipFactory(company=other, user=alicia)
        return technician.company, other

    @pytest.fixture(autouse=True)
    def signed_in(self, client, alicia, firms):
        client.force_login(alicia)

    def test_one_is_chosen_first(self, client):
        response = client.get(reverse("companies:technicians"), {"q": "Ana"})

        switch = reverse("companies:switch")
        assert response.url == f"{switch}?next=%2Fempresa%2Ftecnicos%2F%3Fq%3DAna"
        assert client.get(response.url).status_code == 200

    def test_the_chosen_one_stays_until_another_is_chosen(self, client, firms):
        first, other = firms
        for firm in (other, first):
            response = client.post(
                reverse("companies:switch"),
                {"company": firm.pk, "next": reverse("companies:details")},
            )
            assert response.url == reverse("companies:details")
            assert firm.rfc in client.get(response.url).content.decode()

    def test_a_link_to_something_of_the_other_firm_switches_to_it(self, client, firms, technician):
        first, other = firms
        client.post(reverse("companies:switch"), {"company": other.pk})

        client.get(reverse("companies:edit_technician", args=[technician.pk]))

        assert first.rfc in client.get(reverse("companies:details")).content.decode()

    @pytest.mark.parametrize("company", ["0", "nobody", ""])
    def test_a_firm_of_others_cannot_be_chosen(self, client, company):
        stranger = CompanyFactory()

        client.post(reverse("companies:switch"), {"company": company or stranger.pk})

        assert client.get(reverse("companies:details")).status_code == 302

    def test_the_way_back_stays_on_the_portal(self, client, firms):
        response = client.post(
            reverse("companies:switch"),
            {"company": firms[0].pk, "next": "https://elsewhere.invalid/"},
        )

        assert response.url == reverse("companies:dashboard")


def test_an_ended_session_in_an_htmx_request_leads_the_whole_page_to_sign_in(client):
    here = reverse("companies:technicians")

    response = client.get(
        here,
        {"q": "Ana"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{here}?q=A"},
    )

    assert (
        response["HX-Redirect"]
        == f"{reverse('account_login')}?next=%2Fempresa%2Ftecnicos%2F%3Fq%3DA"
    )


@pytest.mark.parametrize(
    "header", ["http://[", "http://[::", "//", "\\\\", "https://elsewhere.invalid/a"]
)
def test_a_page_that_is_no_address_leads_to_the_first_one_after_signing_in(client, header):
    response = client.get("/empresa/", headers={"HX-Request": "true", "HX-Current-URL": header})

    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fempresa%2F"


class TestAPlaceThatEnds:
    """Alicia acts for several firms, and loses one of them while she works."""

    @pytest.fixture
    def other(self, alicia):
        return MembershipFactory(user=alicia, company__legal_name="Zeta Troqueles").company

    @pytest.fixture(autouse=True)
    def signed_in(self, client, alicia, other):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        client.force_login(alicia)
        client.post(reverse("companies:switch"), {"company": other.pk})

    def end(self, company, user):
        MembershipFactory(company=company)  # a firm keeps an owner
        user.memberships.get(company=company).delete()

    def said(self, response):
        return [str(message) for message in response.context["messages"]]

    def test_the_next_click_says_so_and_her_other_firm_stays(self, client, alicia, other):
        self.end(other, alicia)

        page = client.get(reverse("companies:technicians"), follow=True)

        assert self.said(page) == ["You no longer act for Zeta Troqueles."]
        assert page.redirect_chain == [(reverse("companies:dashboard"), 302)]
        assert client.get(reverse("companies:technicians")).status_code == 200

    def test_a_form_of_the_former_firm_is_not_stored_for_another(self, client, alicia, other):
        self.end(other, alicia)

        page = client.post(
            reverse("companies:add_technician"), {"for_company": other.pk}, follow=True
        )

        assert self.said(page) == [
            "You no longer act for Zeta Troqueles. What you sent was not stored."
        ]

    def test_with_no_firm_left_the_page_says_so_too(self, client, alicia, other, technician):
        for company in (other, technician.company):
            self.end(company, alicia)

        page = client.get(reverse("companies:technicians"), follow=True)

        assert "You no longer act for Zeta Troqueles." in self.said(page)

    def test_a_form_goes_to_the_firm_that_its_page_spoke_of(
        self, client, alicia, other, technician
    ):
        """Two tabs: one shows the form of the first firm, in the other she chose the second."""
        client.post(
            reverse("companies:switch"),
            {"company": technician.company.pk, "next": reverse("companies:dashboard")},
        )
        form = client.get(reverse("companies:add_technician")).content.decode()
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        client.post(reverse("companies:switch"), {"company": other.pk})

        new = {"given_names": "Rosa", "first_surname": "Ejemplo", "curp": curp(900)}
        client.post(reverse("companies:add_technician"), {**fields, **new})

        assert technician.company.technicians.filter(given_names="Rosa").exists()
        assert not other.technicians.exists()

    @pytest.mark.parametrize("named", ["0", "nobody", ""])
    def test_a_form_that_names_a_firm_of_others_is_not_stored(self, client, other, named):
        stranger = CompanyFactory()

        page = client.post(
            reverse("companies:add_technician"),
            {"for_company": named or stranger.pk},
            follow=True,
        )

        assert self.said(page) == [
            "You no longer act for this company. What you sent was not stored."
        ]


@pytest.mark.parametrize("number", [1, 2, 10])
def test_the_switch_stands_where_there_is_something_to_switch(client, alicia, number):
    names = [f"Firma {n:02}" for n in range(1, number)]
    for name in names:
        MembershipFactory(user=alicia, company__legal_name=name)
    client.force_login(alicia)
    if names:
        chosen = alicia.companies.get(legal_name=names[0])
        client.post(reverse("companies:switch"), {"company": chosen.pk})

    page = client.get(reverse("companies:team")).content.decode()
    switch = client.get(reverse("companies:switch")).content.decode()

    assert (reverse("companies:switch") in page) is bool(names)
    assert switch.count('<button class="btn btn-large" name="company"') == number
    assert all(name in switch for name in names)


def test_the_role_is_that_in_the_firm_of_the_page(client, alicia, technician):
    other = CompanyFactory()
    MembershipFactory(company=other)
    MembershipFactory(company=other, user=alicia, colleague=True)
    client.force_login(alicia)
    answers = {}
    for company in (technician.company, other):
        client.post(reverse("companies:switch"), {"company": company.pk})
        answers[company] = client.get(reverse("companies:invite")).status_code
    assert answers == {technician.company: 200, other: 403}
