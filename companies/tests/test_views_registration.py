"""The pages on which a person brings her company."""

import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, Message, Registration
from companies.sections import SECTIONS
from companies.services import registration, teams
from companies.tests.answers import PERSON_RFC, begin, rfc_of_a_company, whole
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from courses.tests.factories import RunFactory

pytestmark = pytest.mark.django_db

START = reverse("companies:register")
SUMMARY = reverse("companies:register_summary")
KNOWN = reverse("companies:known_company")
REGISTERED = reverse("companies:registered")
PAGES = [START, SUMMARY, KNOWN, reverse("companies:start_over")]


def step(slug):
    return reverse("companies:register_step", args=[slug])


@pytest.fixture
def alicia(client):
    """Somebody who signed up and acts for no firm, in English."""
    person = UserFactory(language="en")
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return person


def test_a_visitor_signs_in_first_and_comes_back(client):
    for address in [*PAGES, *(step(section.slug) for section in SECTIONS)]:
        assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_an_address_that_is_no_step_does_not_exist(client, alicia):
    assert client.get(step("nada")).status_code == 404


def test_the_whole_way_from_the_first_page_to_the_company(client, alicia):
    assert step("rfc") in client.get(START).content.decode()
    answers = whole()
    for number, section in enumerate(SECTIONS):
        page = client.get(step(section.slug))
        assert page.status_code == 200
        assert f"{number + 1} of 7" in page.content.decode()
        response = client.post(step(section.slug), plain(answers[section.slug]))
        following = [*(step(s.slug) for s in SECTIONS), SUMMARY][number + 1]
        assert response.url == following
    summary = client.get(SUMMARY).content.decode()
    assert "Maquinados Ejemplo, S.A. de C.V." in summary
    assert "small" in summary.lower()
    response = client.post(SUMMARY, {"key": str(uuid.uuid4())}, follow=True)
    assert response.redirect_chain == [(REGISTERED, 302)]
    company = Company.objects.get()
    assert list(company.users.all()) == [alicia]
    assert "Maquinados Ejemplo" in response.content.decode()


def plain(values):
    return {name: "" if value is None else value for name, value in values.items()}


def test_going_on_another_day_from_another_device(client, alicia):
    begin(alicia, now=timezone.now(), without=["giro", "firmas"])

    page = client.get(START).content.decode()

    assert f'href="{step("giro")}"' in page
    assert client.get(step("razon-social")).context["form"]["legal_name"].value() == (
        "Maquinados Ejemplo, S.A. de C.V."
    )
    assert client.post(step("giro"), {"sector": "332"}).url == step("firmas")


def test_nobody_jumps_over_a_question(client, alicia):
    assert client.get(step("personal")).url == step("rfc")
    assert client.get(SUMMARY).url == START


def test_what_is_wrong_is_said_and_everything_typed_stays(client, alicia):
    response = client.post(step("rfc"), {"rfc": "XAXX010101000"})

    assert response.status_code == 422
    assert "generic RFC" in response.content.decode()
    assert 'value="XAXX010101000"' in response.content.decode()
    assert not Registration.objects.exists()


def test_what_was_typed_survives_a_session_that_ends_in_between(client, alicia):
    alicia.set_password("muy-secreto-de-prueba")
    alicia.save()
    EmailAddress.objects.create(user=alicia, email=alicia.email, verified=True, primary=True)
    client.force_login(alicia)
    page = client.get(step("rfc")).content.decode()
    owner = re.search(r'name="owner" value="([^"]*)"', page)[1]
    client.logout()

    to_sign_in = client.post(step("rfc"), {"rfc": rfc_of_a_company(), "owner": owner})
    typed = {"login": alicia.email, "password": "muy-secreto-de-prueba"}
    back = client.post(to_sign_in.url, typed, follow=True)

    assert back.redirect_chain[-1][0] == step("rfc")
    assert back.context["form"]["rfc"].value() == rfc_of_a_company()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("typed", ["EJE\x00610203AB1", "EJE610203AB1" * 5_000, "<script>", "ÑÑÑ"])
def test_hostile_input_gets_a_sentence_and_is_not_kept(client, alicia, typed):
    assert client.post(step("rfc"), {"rfc": typed}).status_code == 422
    assert client.post(reverse("companies:check_rfc"), {"rfc": typed}).status_code == 200
    assert not Registration.objects.exists()


@pytest.mark.parametrize("number", ["9" * 5_000, "1e999999", "NaN", "-1", "1\x00"])
def test_hostile_numbers_get_a_sentence(client, alicia, number):
    begin(alicia, now=timezone.now(), without=["personal"])
    typed = {"head_count": number, "technician_head_count": "1", "annual_sales": number}
    assert client.post(step("personal"), typed).status_code == 422
    assert client.post(reverse("companies:check_size"), typed).status_code == 200


def test_a_change_leads_back_to_the_summary(client, alicia):
    begin(alicia, now=timezone.now())

    assert client.post(step("razon-social"), {"legal_name": "Otra Ejemplo"}).url == SUMMARY
    assert "Otra Ejemplo" in client.get(SUMMARY).content.decode()


def test_an_rfc_of_a_person_asks_for_the_regime_again(client, alicia):
    begin(alicia, now=timezone.now())

    assert client.post(step("rfc"), {"rfc": PERSON_RFC}).url == step("facturacion")


def test_the_uses_follow_the_regime_at_once_with_htmx(client, alicia):
    begin(alicia, now=timezone.now(), rfc={"rfc": PERSON_RFC}, without=["facturacion"])
    headers = {"HX-Request": "true", "HX-Target": "cfdi-use"}

    page = client.get(step("facturacion"), {"tax_regime": "605"}, headers=headers)

    body = page.content.decode()
    assert "<html" not in body
    assert 'value="S01"' in body
    assert 'value="G03"' not in body


def test_the_uses_follow_the_regime_without_javascript_when_the_page_is_sent(client, alicia):
    begin(alicia, now=timezone.now(), rfc={"rfc": PERSON_RFC}, without=["facturacion"])
    typed = whole()["facturacion"] | {"tax_regime": "605"}

    page = client.post(step("facturacion"), typed)

    assert page.status_code == 422
    uses = dict(page.context["form"].fields["cfdi_use"].choices)
    assert "S01" in uses
    assert "G03" not in uses


def test_the_sector_search_works_with_and_without_htmx(client, alicia):
    begin(alicia, now=timezone.now(), without=["giro"])

    page = client.get(step("giro"), {"q": "plastico"}).content.decode()
    headers = {"HX-Request": "true", "HX-Target": "sector-results"}
    fragment = client.get(step("giro"), {"q": "plastico"}, headers=headers).content.decode()

    assert 'value="326"' in page
    assert 'value="plastico"' in page
    assert 'value="326"' in fragment
    assert "<html" not in fragment


def test_a_known_rfc_says_so_and_nothing_else_about_the_company(client, alicia):
    company = MembershipFactory(company__rfc=rfc_of_a_company()).company

    response = client.post(step("rfc"), {"rfc": company.rfc}, follow=True)

    assert response.redirect_chain == [(KNOWN, 302)]
    body = response.content.decode()
    assert company.rfc in body
    for secret in [company.legal_name, company.users.get().email, company.users.get().full_name]:
        assert secret not in body


def test_who_works_there_asks_to_be_let_in(client, alicia):
    owner = MembershipFactory(company__rfc=rfc_of_a_company())
    client.post(step("rfc"), {"rfc": owner.company.rfc})

    response = client.post(KNOWN, {"key": str(uuid.uuid4())})

    assert response.url == reverse("companies:joining")
    asked = alicia.join_requests.get()
    assert asked.company == owner.company
    assert Message.objects.get(kind="asked-to-join").recipient == owner.user
    assert not Registration.objects.exists()
    assert reverse("companies:joining") in client.get(START).content.decode()


def test_who_was_told_no_reads_so_and_keeps_what_was_typed(client, alicia):
    owner = MembershipFactory(company__rfc=rfc_of_a_company())
    asked = teams.ask_to_join(company=owner.company, user=alicia, now=timezone.now())
    teams.answer(asked=asked, accepts=False, by=owner.user, now=timezone.now())
    client.post(step("rfc"), {"rfc": owner.company.rfc})

    response = client.post(KNOWN, {"key": str(uuid.uuid4())})

    assert response.status_code == 422
    assert "said no" in response.content.decode()
    assert Registration.objects.exists()


def test_who_already_acts_for_the_company_is_led_there(client, alicia):
    company = CompanyFactory(rfc=rfc_of_a_company())
    MembershipFactory(company=company, user=alicia)

    page = client.post(step("rfc"), {"rfc": company.rfc}, follow=True).content.decode()

    assert company.legal_name in page
    assert reverse("companies:dashboard") in page


def test_who_comes_second_is_led_to_the_company_that_is_there(client, alicia):
    begin(alicia, now=timezone.now())
    CompanyFactory(rfc=rfc_of_a_company())

    response = client.post(SUMMARY, {"key": str(uuid.uuid4())})

    assert response.url == KNOWN
    assert Company.objects.count() == 1


def test_without_a_known_rfc_there_is_nothing_to_join(client, alicia):
    assert client.get(KNOWN).url == START


def test_a_double_click_registers_once(client, alicia):
    begin(alicia, now=timezone.now())
    key = str(uuid.uuid4())

    answers = [client.post(SUMMARY, {"key": key}).url for _click in range(2)]

    assert answers == [REGISTERED, REGISTERED]
    assert Company.objects.count() == 1


def test_what_was_sent_from_another_device_says_so(client, alicia):
    begin(alicia, now=timezone.now())
    registration.register(user=alicia, now=timezone.now())

    response = client.post(SUMMARY, {"key": str(uuid.uuid4())})

    assert response.status_code == 422
    assert "sent already" in response.content.decode()


def test_a_second_company_is_the_one_acted_for_afterwards(client, alicia):
    MembershipFactory(user=alicia)
    begin(alicia, now=timezone.now())

    page = client.post(SUMMARY, {"key": str(uuid.uuid4())}, follow=True).content.decode()

    assert "Maquinados Ejemplo" in page


def test_who_had_begun_to_enroll_goes_on_with_that(client, alicia):
    enroll = reverse("enrollment:enroll", args=[RunFactory().code])
    assert client.get(enroll).status_code == 403
    begin(alicia, now=timezone.now())

    page = client.post(SUMMARY, {"key": str(uuid.uuid4())}, follow=True).content.decode()

    assert f'href="{enroll}"' in page
    assert client.get(enroll).status_code == 200


def test_a_large_company_is_told_that_it_waits_to_be_let_in(client, alicia):
    begin(alicia, now=timezone.now(), personal={"head_count": 900})

    page = client.post(SUMMARY, {"key": str(uuid.uuid4())}, follow=True).content.decode()

    assert "large company" in page


def test_what_was_typed_can_be_forgotten(client, alicia):
    begin(alicia, now=timezone.now())
    bruno = UserFactory()
    begin(bruno, now=timezone.now())

    client.get(reverse("companies:start_over"))
    assert Registration.objects.filter(user=alicia).exists()
    client.post(reverse("companies:start_over"))

    assert list(Registration.objects.all()) == [bruno.registration]


def test_everybody_sees_only_what_she_typed_herself(client, alicia):
    begin(UserFactory(), now=timezone.now())

    assert client.get(step("razon-social")).url == step("rfc")
    assert "Maquinados" not in client.get(START).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("eje-610203-a", "2 characters are missing"),
        (rfc_of_a_company().lower(), "RFC of a company"),
        (PERSON_RFC, "RFC of a person"),
        (rfc_of_a_company()[:-1] + "X", "The last character is unusual"),
        ("XAXX010101000", "generic RFC"),
        ("EJE619903AB1", "not a valid RFC"),
    ],
)
def test_the_rfc_is_judged_while_it_is_typed(client, typed, said):
    client.cookies["django_language"] = "en"
    assert said in client.post(reverse("companies:check_rfc"), {"rfc": typed}).content.decode()


def test_judging_an_rfc_does_not_tell_whether_it_is_registered(client, django_assert_num_queries):
    company = CompanyFactory(rfc=rfc_of_a_company())
    with django_assert_num_queries(0):
        known = client.post(reverse("companies:check_rfc"), {"rfc": company.rfc})
    assert "already" not in known.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"head_count": ""}, ""),
        ({"head_count": "x"}, ""),
        ({"head_count": "10"}, "micro company"),
        ({"head_count": "60"}, "medium company"),
        ({"head_count": "60", "annual_sales": "40"}, "small company"),
        ({"head_count": "300"}, "can let the company in"),
        ({"head_count": "60", "sector": "46"}, "medium company"),
        ({"head_count": "101", "sector": "46"}, "large company"),
    ],
)
def test_the_size_is_told_while_the_head_count_is_typed(client, typed, said):
    client.cookies["django_language"] = "en"
    body = client.post(reverse("companies:check_size"), typed).content.decode()
    assert said in body
    assert bool(body.strip()) == bool(said)
