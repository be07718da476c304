"""Coming in: the link of an invitation, signing up by it, and one's own requests to join."""

import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Invitation, JoinRequest, Membership, Message, User
from companies.services import invitations, teams
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ACCEPT = reverse("companies:accept_invitation")
JOINING = reverse("companies:joining")
ADDRESS = "bruno@ejemplo.invalid"


@pytest.fixture(autouse=True)
def reads_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def alicia():
    return MembershipFactory(user__full_name="Alicia Ejemplo")


@pytest.fixture
def invitation(alicia):
    return invitations.invite(
        company=alicia.company,
        email=ADDRESS,
        full_name="",
        role=Membership.Role.MEMBER,
        by=alicia.user,
        now=timezone.now(),
    )


def link():
    message = Message.objects.filter(kind="colleague-invited").latest("pk")
    return "/empresa/" + message.context["link"].partition("/empresa/")[2]


def press(client, url=ACCEPT):
    return client.post(url, {"key": uuid.uuid4()}, follow=True)


def words(page):
    return page.content.decode()


def test_the_link_leads_on_without_its_secret(client, invitation):
    answer = client.get(link())
    assert (answer.status_code, answer.url) == (302, ACCEPT)
    page = client.get(ACCEPT)
    assert page.status_code == 200
    for said in (str(invitation.company), "Alicia Ejemplo", "Member: you enroll", ADDRESS):
        assert said in words(page)


def test_a_visitor_is_led_to_sign_up_or_sign_in_and_back(client, invitation):
    page = words(client.get(link(), follow=True))
    for name in ("account_signup", "account_login"):
        assert f"{reverse(name)}?next={ACCEPT}" in page
    answer = press(client)
    assert answer.redirect_chain[0][0] == f"{reverse('account_login')}?next={ACCEPT}"


def test_who_signs_in_with_the_address_comes_in_with_one_click(client, invitation):
    bruno = UserFactory(email=ADDRESS)
    client.force_login(bruno)
    client.get(link())
    page = press(client)
    assert page.redirect_chain[-1][0] == reverse("companies:dashboard")
    assert [str(m) for m in page.context["messages"]] == [f"You act for {invitation.company} now."]
    assert bruno in invitation.company.users.all()


def test_a_second_click_and_the_link_opened_again_lead_to_the_firm(client, invitation):
    client.force_login(UserFactory(email=ADDRESS))
    client.get(link())
    for _click in range(2):
        assert press(client).redirect_chain[-1][0] == reverse("companies:dashboard")
    assert client.get(link(), follow=True).redirect_chain[-1][0] == reverse("companies:dashboard")


def test_another_account_reads_for_whom_it_is_and_does_not_come_in(client, invitation):
    carla = MembershipFactory().user
    client.force_login(carla)
    page = client.get(link(), follow=True)
    said = f"This invitation was sent to {ADDRESS}, and you signed in with {carla.email}."
    assert said in words(page)
    assert "sign out and open the link" in words(page)
    assert said in words(press(client))
    assert carla not in invitation.company.users.all()


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"withdrawn_at": timezone.now()}, "This invitation was withdrawn."),
        ({"expires_at": timezone.now() - timedelta(hours=1)}, "no longer valid"),
        ({"accepted_at": timezone.now()}, "This invitation was already used."),
    ],
)
def test_an_invitation_that_ended_says_how(client, invitation, change, sentence, is_signed_in):
    if "accepted_at" in change:
        change = {**change, "accepted_by": UserFactory()}
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    if is_signed_in:
        client.force_login(UserFactory(email=ADDRESS))
    page = client.get(link(), follow=True)
    assert sentence in words(page)
    assert "sign out and open the link" not in words(page)
    assert str(invitation.company) not in words(page)
    assert "account_verified_email" not in client.session
    press(client)
    assert invitation.company.users.count() == 1


@pytest.mark.parametrize("token", ["nothing", "x" * 300, "ñ\x00"])
def test_a_link_that_nobody_wrote_says_so(client, token):
    page = client.get(reverse("companies:invitation", args=[token]))
    assert page.status_code == 404
    assert "Open the link in the newest letter" in words(page)
    assert client.get(ACCEPT).status_code == 404


class TestSigningUpByTheLetter:
    """The mailbox is proven by the link: for exactly its address, and for no other."""

    @pytest.fixture(autouse=True)
    def open_signup(self, monkeypatch):
        monkeypatch.setattr(
            "companies.accounts.AccountAdapter.is_open_for_signup", lambda *arguments: True
        )

    def sign_up(self, client, email):
        form = {
            "full_name": "Bruno Prueba",
            "email": email,
            "password1": "warm-copper-41-sand",
            "next": ACCEPT,
        }
        return client.post(f"{reverse('account_signup')}?next={ACCEPT}", form)

    def test_the_address_of_the_letter_counts_as_confirmed(self, client, invitation):
        client.get(link())
        answer = self.sign_up(client, ADDRESS)
        assert answer.url == ACCEPT
        assert EmailAddress.objects.get(email=ADDRESS).verified
        press(client)
        assert invitation.company.users.filter(email=ADDRESS).exists()

    def test_another_address_is_kept_as_typed_and_has_to_be_confirmed(self, client, invitation):
        client.get(link())
        self.sign_up(client, "otra@ejemplo.invalid")
        user = User.objects.get(email="otra@ejemplo.invalid")
        assert list(user.emailaddress_set.values_list("email", "verified")) == [
            ("otra@ejemplo.invalid", False)
        ]
        assert "_auth_user_id" not in client.session

    def test_without_the_letter_the_address_has_to_be_confirmed(self, client, invitation):
        self.sign_up(client, ADDRESS)
        assert not EmailAddress.objects.get(email=ADDRESS).verified
        assert "_auth_user_id" not in client.session


# --- Asking to join ------------------------------------------------------------------------------


@pytest.fixture
def asked(alicia):
    return teams.ask_to_join(company=alicia.company, user=UserFactory(), now=timezone.now())


def test_who_asked_sees_her_request_and_nothing_of_the_firm(client, asked):
    client.force_login(asked.user)
    page = words(client.get(JOINING))
    assert asked.company.rfc in page
    for secret in (asked.company.legal_name, "Alicia Ejemplo"):
        assert secret not in page
    for name in ("team", "technicians", "details"):
        assert client.get(reverse(f"companies:{name}")).status_code in (302, 403)


def test_who_asked_takes_it_back_and_nobody_else_does(client, asked):
    url = reverse("companies:take_back", args=[asked.pk])
    stranger = Client()
    stranger.force_login(MembershipFactory().user)
    assert press(stranger, url).status_code == 404
    assert press(Client(), url).redirect_chain[0][0].startswith(reverse("account_login"))
    client.force_login(asked.user)
    page = press(client, url)
    assert [str(m) for m in page.context["messages"]] == ["Your request is withdrawn."]
    assert not JoinRequest.objects.open().exists()
