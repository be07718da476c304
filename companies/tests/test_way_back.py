"""After an act people go back to where they came from, as long as that is here."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from companies import way_back
from companies.access import CHOSEN
from companies.tests.factories import MembershipFactory, UserFactory

HERE = [
    "/empresa/",
    "/empresa/tecnicos/?q=ana&page=2",
    "/cursos/?q=señal%20a#grupos",
    "/a:b",
    "/foo",
]
ELSEWHERE = [
    "",
    "foo",
    "companies:dashboard",
    "foo\x00",
    "/a\x00b",
    "/a\nSet-Cookie: b",
    "//malo.invalid",
    "///malo.invalid",
    "/\\malo.invalid",
    "\\\\malo.invalid",
    "http://malo.invalid/",
    "https:malo.invalid",
    "http://[",
    "javascript:alert(1)",
    "/\ud800",
    " /empresa/",
]


@pytest.mark.parametrize("address", HERE)
def test_an_address_of_ours_is_gone_to(rf, address):
    for request in (rf.post("/", {"next": address}), rf.get("/", {"next": address})):
        assert way_back.wanted(request, "/x/") == address
    assert way_back.go(request, "/x/").status_code == 302


@pytest.mark.parametrize("address", ELSEWHERE)
def test_any_other_leads_to_the_page_that_is_meant(rf, address):
    request = rf.post("/")
    request.POST = {"next": address}
    assert way_back.wanted(request, "/x/") == "/x/"
    assert way_back.go(request, "/x/").url == "/x/"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["foo", "foo\x00", "/a\x00b", "//malo.invalid"])
def test_the_firm_is_chosen_and_the_answer_is_a_page(client, address):
    alicia = MembershipFactory().user
    second = MembershipFactory(user=alicia).company
    client.force_login(alicia)

    answer = client.post(reverse("companies:switch"), {"company": second.pk, "next": address})

    assert (answer.status_code, answer.url) == (302, reverse("companies:dashboard"))
    assert client.session[CHOSEN] == second.pk
    assert client.get(reverse("companies:switch"), {"next": address}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["foo", "a\x00b", "/a\x00b", "//malo.invalid"])
def test_a_consent_is_kept_and_the_answer_is_a_page(client, address):
    user = UserFactory()
    client.force_login(user)

    answer = client.post(reverse("companies:my_data"), {"next": address})

    assert (answer.status_code, answer.url) == (302, reverse("companies:my_data"))
    assert user.consents.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["foo", "a\x00b", "/a\x00b", "http://[", "//malo.invalid"])
@pytest.mark.parametrize("page", ["account_login", "account_signup", "account_reauthenticate"])
def test_who_is_signed_in_is_never_led_elsewhere(client, page, address):
    user = UserFactory()
    user.set_password("arena tibia y tres gatos")
    user.save()
    client.force_login(user)
    typed = {"login": user.email, "password": "arena tibia y tres gatos", "next": address}

    answer = client.post(reverse(page), typed)

    assert (answer.status_code, answer.url) == (302, reverse("desk"))


@pytest.mark.django_db
def test_after_signing_in_the_page_that_was_wanted_is_shown(client):
    user = UserFactory()
    user.set_password("arena tibia y tres gatos")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    typed = {"login": user.email, "password": "arena tibia y tres gatos"}

    assert client.post(reverse("account_login"), typed | {"next": "/empresa/?a=1"}).url == (
        "/empresa/?a=1"
    )
