"""Inviting a colleague: the letter with its link, who may use it, and how it ends."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from companies.models import Invitation, Membership, Message
from companies.refusals import Refused
from companies.services import invitations, teams
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()
ADDRESS = "bruno@ejemplo.invalid"
OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER
OWNERS_ONLY = "Only an owner of the company can do this."


@pytest.fixture
def alicia():
    return MembershipFactory()


def invite(membership, email=ADDRESS, *, now=NOW, **options):
    options = {"full_name": "", "role": MEMBER, "by": membership.user, **options}
    return invitations.invite(company=membership.company, email=email, now=now, **options)


def refused(act, **arguments):
    with pytest.raises(Refused) as refusal:
        act(**{"now": NOW, **arguments})
    [reason] = refusal.value.reasons
    return str(reason)


def token_in(message):
    return message.context["link"].rstrip("/").rpartition("/")[2]


def test_the_letter_has_the_secret_and_the_database_only_its_digest(alicia):
    invitation = invite(alicia, "Bruno@Ejemplo.Invalid")
    message = Message.objects.get()
    token = token_in(message)
    assert (message.to_address, message.kind) == (ADDRESS, "colleague-invited")
    assert invitations.find(token) == invitation
    stored = Invitation.objects.values().get()
    assert token not in map(str, stored.values())
    assert invitations.find(invitation.digest) is None


def test_inviting_tells_nothing_about_who_has_an_account(alicia):
    UserFactory(email="known@ejemplo.invalid")
    invite(alicia, "known@ejemplo.invalid")
    invite(alicia, "unknown@ejemplo.invalid")
    known, unknown = Invitation.objects.order_by("pk").values()
    differ = {name for name in known if known[name] != unknown[name]}
    assert differ == {"id", "email", "digest"}


def test_an_invited_person_comes_in_with_the_role_and_the_name(alicia):
    invitation = invite(alicia, full_name="Bruno Ejemplo", role=OWNER)
    bruno = UserFactory(email=ADDRESS, full_name="")
    membership = invitations.accept(invitation=invitation, by=bruno, now=NOW)
    bruno.refresh_from_db()
    invitation.refresh_from_db()
    assert (membership.company, membership.role) == (alicia.company, OWNER)
    assert (bruno.full_name, invitation.accepted_by) == ("Bruno Ejemplo", bruno)


def test_a_second_confirmed_address_of_the_person_counts_too(alicia):
    bruno = UserFactory(email="bruno@casa.invalid")
    other = EmailAddress.objects.create(user=bruno, email=ADDRESS, verified=False)
    invitation = invite(alicia)
    assert refused(invitations.accept, invitation=invitation, by=bruno).startswith(
        f"This invitation was sent to {ADDRESS}"
    )
    other.verified = True
    other.save()
    invitations.accept(invitation=invitation, by=bruno, now=NOW)
    assert bruno in alicia.company.users.all()


def test_a_link_that_was_passed_on_lets_nobody_else_in(alicia):
    carla = MembershipFactory(user__email="carla@ejemplo.invalid").user
    invitation = invite(alicia)
    assert refused(invitations.accept, invitation=invitation, by=carla) == (
        f"This invitation was sent to {ADDRESS}, and you signed in with carla@ejemplo.invalid."
    )
    assert carla not in alicia.company.users.all()


def test_a_link_works_once_for_fourteen_days_and_until_it_is_withdrawn(alicia):
    bruno = UserFactory(email=ADDRESS)
    invitation = invite(alicia)
    late = NOW + timedelta(days=14)
    assert refused(invitations.accept, invitation=invitation, by=bruno, now=late) == (
        "This invitation is no longer valid. Ask for a new one."
    )
    invitations.withdraw(invitation=invitation, by=alicia.user, now=NOW)
    assert refused(invitations.accept, invitation=invitation, by=bruno) == (
        "This invitation was withdrawn. Ask the person who invited you."
    )
    assert Message.objects.get().state == "superseded"
    again = invite(alicia)
    invitations.accept(invitation=again, by=bruno, now=NOW)
    assert refused(invitations.accept, invitation=again, by=bruno) == (
        "This invitation was already used."
    )


def test_another_letter_has_a_new_link_and_ends_the_former_one(alicia):
    invitation = invite(alicia)
    later = NOW + timedelta(days=10)
    invitations.send_again(invitation=invitation, by=alicia.user, now=later)
    first, second = map(token_in, Message.objects.order_by("pk"))
    assert invitations.find(first) is None
    assert invitations.find(second).expires_at == later + timedelta(days=14)


def test_nobody_is_pressed_with_letters(alicia):
    invitation = invite(alicia)
    assert refused(invitations.send_again, invitation=invitation, by=alicia.user) == (
        "The letter left a moment ago. Please wait some minutes."
    )
    for day in range(1, 5):
        now = NOW + timedelta(days=day)
        invitations.send_again(invitation=invitation, by=alicia.user, now=now)
    late = NOW + timedelta(days=6)
    assert refused(invitations.send_again, invitation=invitation, by=alicia.user, now=late) == (
        f"{ADDRESS} got 5 letters already. Please ask the person directly."
    )
    assert Message.objects.count() == 5


def test_a_firm_does_not_write_to_strangers_without_end(alicia):
    for number in range(20):
        invite(alicia, f"persona{number}@lejos.invalid")
    assert (
        refused(
            invitations.invite,
            company=alicia.company,
            email=ADDRESS,
            full_name="",
            role=MEMBER,
            by=alicia.user,
        )
        == "Your company sent 20 invitations today. Please go on tomorrow."
    )
    invite(alicia, now=NOW + timedelta(days=2))


def test_an_address_is_invited_once_at_a_time_and_again_when_its_time_is_over(alicia):
    first = invite(alicia)
    with pytest.raises(Refused, match="already invited"):
        invite(alicia, ADDRESS.upper())
    second = invite(alicia, now=NOW + timedelta(days=15))
    first.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at) == (NOW + timedelta(days=15), None)


def test_a_colleague_is_not_invited(alicia):
    with pytest.raises(Refused, match="already acts for the company"):
        invite(alicia, alicia.user.email.upper())


@pytest.mark.parametrize("is_colleague", [True, False], ids=["bruno", "carla"])
def test_only_an_owner_of_the_firm_invites(alicia, is_colleague):
    firm = {"company": alicia.company, "colleague": True} if is_colleague else {}
    other = MembershipFactory(**firm).user
    invitation = invite(alicia)
    with pytest.raises(Refused, match=OWNERS_ONLY):
        invite(alicia, "x@ejemplo.invalid", by=other)
    for act in (invitations.send_again, invitations.withdraw):
        assert refused(act, invitation=invitation, by=other) == OWNERS_ONLY


def test_an_ended_invitation_is_neither_sent_again_nor_withdrawn(alicia):
    used, withdrawn = invite(alicia), invite(alicia, "x@ejemplo.invalid")
    invitations.accept(invitation=used, by=UserFactory(email=ADDRESS), now=NOW)
    invitations.withdraw(invitation=withdrawn, by=alicia.user, now=NOW)
    for act in (invitations.send_again, invitations.withdraw):
        assert refused(act, invitation=used, by=alicia.user) == f"{ADDRESS} is in already."
        assert refused(act, invitation=withdrawn, by=alicia.user) == (
            "A colleague has already withdrawn this invitation."
        )


def test_who_asked_to_join_and_was_invited_is_answered_by_either(alicia):
    bruno, dora = UserFactory(email=ADDRESS), UserFactory(email="dora@ejemplo.invalid")
    invited = [invite(alicia, user.email) for user in (bruno, dora)]
    asked = [
        teams.ask_to_join(company=alicia.company, user=user, now=NOW) for user in (bruno, dora)
    ]
    invitations.accept(invitation=invited[0], by=bruno, now=NOW)
    teams.answer(asked=asked[1], accepts=True, by=alicia.user, now=NOW)
    for row in (*asked, *invited):
        row.refresh_from_db()
    assert [one.accepted for one in asked] == [True, True]
    assert (invited[0].accepted_by, invited[1].withdrawn_at) == (bruno, NOW)


def test_who_invited_hears_that_the_colleague_came_unless_she_decides_no_more(alicia):
    dora = MembershipFactory(company=alicia.company)
    invited = [invite(alicia, f"{name}@ejemplo.invalid") for name in ("bruno", "elena")]
    people = [UserFactory(email=invitation.email) for invitation in invited]
    invitations.accept(invitation=invited[0], by=people[0], now=NOW)
    teams.change_role(membership=alicia, role=MEMBER, by=dora.user, now=NOW)
    invitations.accept(invitation=invited[1], by=people[1], now=NOW)
    [message] = Message.objects.filter(kind="colleague-joined")
    assert (message.to_address, message.context["address"]) == (
        alicia.user.email,
        "bruno@ejemplo.invalid",
    )


def test_who_asks_to_join_is_answered_and_not_invited(alicia):
    bruno = UserFactory(email=ADDRESS, full_name="Bruno Ejemplo")
    teams.ask_to_join(company=alicia.company, user=bruno, now=NOW)
    with pytest.raises(Refused, match="Bruno Ejemplo already asks to join"):
        invite(alicia)
