"""The page of the team: owners act, members read and may leave, others find nothing."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Invitation, JoinRequest, Membership
from companies.services import invitations, teams
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TEAM = reverse("companies:team")
OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER


@pytest.fixture(autouse=True)
def reads_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def alicia():
    return MembershipFactory(user__full_name="Alicia Ejemplo")


@pytest.fixture
def company(alicia):
    return alicia.company


@pytest.fixture
def bruno(company):
    return MembershipFactory(company=company, colleague=True, user__full_name="Bruno Ejemplo")


@pytest.fixture
def carla():
    return MembershipFactory(user__full_name="Carla Ejemplo")


@pytest.fixture
def invitation(alicia):
    return invitations.invite(
        company=alicia.company,
        email="nueva@ejemplo.invalid",
        full_name="",
        role=MEMBER,
        by=alicia.user,
        now=timezone.now(),
    )


@pytest.fixture
def asked(company):
    return teams.ask_to_join(
        company=company, user=UserFactory(full_name="Dora Ejemplo"), now=timezone.now()
    )


def address(name, row=None):
    return reverse(f"companies:{name}", args=[row.pk] if row else [])


def send(client, url, **fields):
    return client.post(url, {"key": uuid.uuid4(), **fields}, follow=True)


def said(page):
    return [str(message) for message in page.context["messages"]]


def roles(company):
    return {m.user: m.role for m in company.memberships.all()}


def test_owner_and_member_read_the_same_team_and_only_the_owner_finds_what_to_do(
    client, alicia, bruno, invitation, asked
):
    pages = []
    for person in (alicia, bruno):
        client.force_login(person.user)
        pages.append(client.get(TEAM).content.decode())
    for page in pages:
        for words in ("Alicia Ejemplo", "Bruno Ejemplo", invitation.email, "Dora Ejemplo"):
            assert words in page
    acts = [
        address("invite"),
        address("change_role", bruno),
        address("withdraw_invitation", invitation),
        address("answer_join_request", asked),
    ]
    assert [[act in page for act in acts] for page in pages] == [[True] * 4, [False] * 4]
    assert all(address("leave") in page for page in pages)


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_the_same_whatever_the_team(
    client, alicia, number, django_assert_num_queries
):
    for row in range(number):
        MembershipFactory(company=alicia.company, colleague=True)
        teams.ask_to_join(company=alicia.company, user=UserFactory(), now=timezone.now())
        Invitation.objects.create(
            company=alicia.company,
            email=f"persona{row}@lejos.invalid",
            digest=str(row),
            invited_by=alicia.user,
            created_at=timezone.now(),
            expires_at=timezone.now(),
        )
    client.force_login(alicia.user)
    with django_assert_num_queries(6):
        client.get(TEAM)


def test_an_owner_invites(client, alicia):
    client.force_login(alicia.user)
    page = send(client, address("invite"), email="Bruno@Ejemplo.Invalid", role=OWNER)
    assert page.redirect_chain == [(TEAM, 302)]
    assert said(page) == ["A letter with the invitation is on its way to bruno@ejemplo.invalid."]
    assert Invitation.objects.get().role == OWNER


def test_a_second_click_invites_once(client, alicia):
    client.force_login(alicia.user)
    form = {"email": "bruno@ejemplo.invalid", "role": MEMBER, "key": uuid.uuid4()}
    for _click in range(2):
        assert client.post(address("invite"), form).url == TEAM
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Type the e-mail of your colleague."),
        ("bruno", "Enter a valid email address."),
        ("nueva@ejemplo.invalid", "This address is already invited."),
    ],
)
def test_a_refused_invitation_says_why_and_keeps_what_was_typed(
    client, alicia, invitation, email, sentence
):
    client.force_login(alicia.user)
    page = send(client, address("invite"), email=email, full_name="Bruno", role=MEMBER)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="Bruno"' in page.content.decode()
    assert Invitation.objects.count() == 1


def test_an_owner_changes_a_role_hands_over_and_takes_off(client, alicia, bruno, company):
    client.force_login(alicia.user)
    page = send(client, address("change_role", bruno), role=OWNER)
    assert said(page) == ["Bruno Ejemplo is an owner now."]
    send(client, address("change_role", bruno), role=MEMBER)
    assert roles(company) == {alicia.user: OWNER, bruno.user: MEMBER}
    page = send(client, address("hand_over", bruno))
    assert said(page) == ["Bruno Ejemplo is an owner now, and you are a member."]
    client.force_login(bruno.user)
    page = send(client, address("remove_colleague", alicia))
    assert said(page) == ["Alicia Ejemplo no longer acts for your company."]
    assert roles(company) == {bruno.user: OWNER}


def test_the_last_owner_reads_why_she_cannot_go(client, alicia, bruno):
    client.force_login(alicia.user)
    for url, fields in (
        (address("change_role", alicia), {"role": MEMBER}),
        (address("leave"), {}),
        (address("remove_colleague", alicia), {}),
    ):
        page = send(client, url, **fields)
        assert page.status_code == 422, url
        assert "A company always keeps an owner" in page.content.decode()
    assert roles(alicia.company) == {alicia.user: OWNER, bruno.user: MEMBER}


def test_a_member_leaves_and_her_other_firm_stays(client, alicia, bruno, carla):
    other = MembershipFactory(user=bruno.user, company__legal_name="La otra").company
    client.force_login(bruno.user)
    client.post(address("switch"), {"company": alicia.company.pk})
    page = send(client, address("leave"), for_company=alicia.company.pk)
    assert said(page) == [f"You no longer act for {alicia.company}."]
    assert page.redirect_chain[-1][0] == reverse("companies:dashboard")
    assert list(bruno.user.companies.all()) == [other]


def test_an_owner_sends_an_invitation_again_and_withdraws_it(client, alicia, invitation):
    client.force_login(alicia.user)
    page = send(client, address("send_invitation_again", invitation))
    assert said(page) == ["The letter left a moment ago. Please wait some minutes."]
    page = send(client, address("withdraw_invitation", invitation))
    assert said(page) == ["The invitation of nueva@ejemplo.invalid is withdrawn."]
    assert not Invitation.objects.open().exists()


@pytest.mark.parametrize(
    ("pressed", "sentence"),
    [("yes", "Dora Ejemplo acts for your company from now on."), ("no", "You said no.")],
)
def test_an_owner_answers_with_one_click(client, alicia, asked, pressed, sentence):
    client.force_login(alicia.user)
    page = send(client, address("answer_join_request", asked), answer=pressed)
    assert said(page) == [sentence]
    assert (asked.user in alicia.company.users.all()) is (pressed == "yes")


ACTS = [
    ("invite", None, {"email": "x@ejemplo.invalid", "role": OWNER}),
    ("change_role", "bruno", {"role": OWNER}),
    ("hand_over", "bruno", {}),
    ("remove_colleague", "bruno", {}),
    ("send_invitation_again", "invitation", {}),
    ("withdraw_invitation", "invitation", {}),
    ("answer_join_request", "asked", {"answer": "yes"}),
]


@pytest.mark.parametrize(("name", "row", "fields"), ACTS, ids=[name for name, _, _ in ACTS])
@pytest.mark.parametrize(("who", "status"), [("bruno", 403), ("carla", 404), (None, 302)])
def test_members_strangers_and_visitors_change_nothing(
    client, alicia, bruno, carla, invitation, asked, name, row, fields, who, status, request
):
    before = a_summary(alicia.company)
    if who:
        client.force_login(request.getfixturevalue(who).user)
    url = address(name, row and request.getfixturevalue(row))
    answer = client.post(url, {"key": uuid.uuid4(), **fields})
    if name == "invite" and who == "carla":  # her own firm
        assert answer.status_code == 302
        assert Invitation.objects.get(email=fields["email"]).company == carla.company
    else:
        assert answer.status_code == status
    assert a_summary(alicia.company) == before


def a_summary(company):
    return (
        roles(company),
        list(Invitation.objects.filter(company=company).values()),
        list(JoinRequest.objects.values()),
    )


def test_a_letter_about_the_second_firm_is_answered_while_the_first_is_chosen(
    client, carla, bruno, alicia
):
    """Carla is a member of Alicia's firm, which is chosen, and owner of her own."""
    MembershipFactory(company=alicia.company, user=carla.user, colleague=True)
    asked = teams.ask_to_join(company=carla.company, user=UserFactory(), now=timezone.now())
    client.force_login(carla.user)
    client.post(address("switch"), {"company": alicia.company.pk})
    send(client, address("answer_join_request", asked), answer="yes")
    assert asked.user in carla.company.users.all()
    client.post(address("switch"), {"company": carla.company.pk})
    assert client.get(address("change_role", bruno)).status_code == 403
