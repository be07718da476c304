"""Who acts for a firm: Alicia owns, Bruno is her colleague, Carla is from another firm."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from companies.models import Company, JoinRequest, Membership, Message
from companies.refusals import Refused, kindly
from companies.services import invitations, teams
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()
OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER
OWNERS_ONLY = "Only an owner of the company can do this."
ONE_OWNER_STAYS = (
    "A company always keeps an owner who can sign in: make somebody else an owner first."
)


@pytest.fixture
def alicia():
    return MembershipFactory()


@pytest.fixture
def bruno(alicia):
    return MembershipFactory(company=alicia.company, colleague=True)


@pytest.fixture
def carla():
    return MembershipFactory()


def roles(company):
    return {m.user: m.role for m in company.memberships.all()}


def refused(act, **arguments):
    with pytest.raises(Refused) as refusal:
        act(**{"now": NOW, **arguments})
    return [str(reason) for reason in refusal.value.reasons]


def letters():
    return sorted(Message.objects.values_list("kind", "to_address"))


# --- Roles ---------------------------------------------------------------------------------------


def test_an_owner_makes_a_colleague_owner_and_member_again_and_each_time_she_is_told(alicia, bruno):
    teams.change_role(membership=bruno, role=OWNER, by=alicia.user, now=NOW)
    assert roles(alicia.company) == {alicia.user: OWNER, bruno.user: OWNER}
    later = NOW + timedelta(minutes=1)
    teams.change_role(membership=bruno, role=MEMBER, by=alicia.user, now=later)
    assert roles(alicia.company) == {alicia.user: OWNER, bruno.user: MEMBER}
    assert letters() == [("role-changed", bruno.user.email)] * 2


def test_the_same_role_again_changes_nothing_and_tells_nobody(alicia, bruno):
    teams.change_role(membership=bruno, role=MEMBER, by=alicia.user, now=NOW)
    assert letters() == []


@pytest.mark.parametrize("who", ["bruno", "carla"])
def test_only_owners_of_the_firm_change_its_team(alicia, bruno, who, request):
    by = request.getfixturevalue(who).user
    assert refused(teams.change_role, membership=bruno, role=OWNER, by=by) == [OWNERS_ONLY]
    assert refused(teams.hand_over, membership=bruno, by=by) == [OWNERS_ONLY]
    assert refused(teams.remove, membership=alicia, by=by) == [OWNERS_ONLY]
    assert roles(alicia.company) == {alicia.user: OWNER, bruno.user: MEMBER}
    assert letters() == []


def test_the_last_owner_neither_steps_down_nor_leaves_nor_is_removed(alicia, bruno):
    company, user = alicia.company, alicia.user
    acts = [
        refused(teams.change_role, membership=alicia, role=MEMBER, by=user),
        refused(teams.leave, company=company, by=user),
        refused(teams.remove, membership=alicia, by=user),
        refused(teams.remove, membership=alicia, by=UserFactory(admin=True)),
    ]
    assert acts == [[ONE_OWNER_STAYS]] * 4
    assert roles(company) == {user: OWNER, bruno.user: MEMBER}


def test_an_owner_who_can_no_longer_sign_in_does_not_count(alicia, bruno):
    gone = MembershipFactory(company=alicia.company, user__is_active=False)
    assert refused(teams.leave, company=alicia.company, by=alicia.user) == [ONE_OWNER_STAYS]
    teams.remove(membership=gone, by=alicia.user, now=NOW)
    assert roles(alicia.company) == {alicia.user: OWNER, bruno.user: MEMBER}


def test_handing_over_makes_the_colleague_owner_and_steps_down(alicia, bruno):
    teams.hand_over(membership=bruno, by=alicia.user, now=NOW)
    assert roles(alicia.company) == {alicia.user: MEMBER, bruno.user: OWNER}
    assert letters() == [("role-changed", bruno.user.email)]


def test_nobody_hands_over_to_herself_or_to_somebody_without_access(alicia):
    gone = MembershipFactory(company=alicia.company, colleague=True, user__is_active=False)
    assert refused(teams.hand_over, membership=alicia, by=alicia.user) == [
        "Choose a colleague, not yourself."
    ]
    assert refused(teams.hand_over, membership=gone, by=alicia.user) == [
        "Alicia Ejemplo can no longer sign in."
    ]


def test_who_is_removed_is_told_and_who_leaves_is_not(alicia, bruno):
    dora = MembershipFactory(company=alicia.company, colleague=True)
    teams.remove(membership=bruno, by=alicia.user, now=NOW)
    teams.leave(company=alicia.company, by=dora.user, now=NOW)
    assert roles(alicia.company) == {alicia.user: OWNER}
    assert letters() == [("removed", bruno.user.email)]


def test_who_is_gone_cannot_be_changed_and_does_not_leave_twice(alicia, bruno):
    teams.leave(company=alicia.company, by=bruno.user, now=NOW)
    assert refused(teams.remove, membership=bruno, by=alicia.user) == [
        "This person no longer acts for the company."
    ]
    assert refused(teams.leave, company=alicia.company, by=bruno.user) == [
        "You no longer act for this company."
    ]


def test_staff_takes_off_the_only_person_and_open_invitations_end(alicia):
    invitation = invitations.invite(
        company=alicia.company,
        email="x@ejemplo.invalid",
        full_name="",
        role=MEMBER,
        by=alicia.user,
        now=NOW,
    )
    teams.remove(membership=alicia, by=UserFactory(admin=True), now=NOW)
    invitation.refresh_from_db()
    assert (roles(alicia.company), invitation.withdrawn_at) == ({}, NOW)


# --- What the database holds ---------------------------------------------------------------------


def end_of_transaction():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def type_by_hand(sql, *values):
    """What somebody types in psql, as one transaction."""
    with kindly():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        end_of_transaction()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE companies_membership SET role = 'member' WHERE id = %s",
        "DELETE FROM companies_membership WHERE id = %s",
    ],
)
def test_the_database_refuses_people_without_an_owner(alicia, bruno, sql):
    with pytest.raises(Refused) as refusal:
        type_by_hand(sql, alicia.pk)
    assert [str(reason) for reason in refusal.value.reasons] == [
        "A company always keeps an owner: make somebody else an owner first."
    ]


def test_the_database_refuses_a_first_person_who_is_no_owner():
    MembershipFactory(colleague=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        end_of_transaction()
    Membership.objects.all().delete()


def test_the_database_judges_at_the_end_of_the_transaction(alicia, bruno):
    with transaction.atomic():
        Membership.objects.filter(pk=alicia.pk).update(role=MEMBER)
        Membership.objects.filter(pk=bruno.pk).update(role=OWNER)
        end_of_transaction()


def test_a_firm_without_people_and_a_firm_that_goes_need_no_owner(alicia, bruno):
    with transaction.atomic():
        Membership.objects.all().delete()
        end_of_transaction()
    company = MembershipFactory().company
    with transaction.atomic():
        Company.objects.filter(pk=company.pk).delete()
        end_of_transaction()


@pytest.mark.parametrize("field", ["company", "user"])
def test_a_place_in_a_team_is_not_moved_to_another_firm_or_person(alicia, carla, field):
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Membership.objects.filter(pk=alicia.pk).update(**{field: getattr(carla, field)})


# --- Asking to join ------------------------------------------------------------------------------


def ask(company, user, now=NOW):
    return teams.ask_to_join(company=company, user=user, now=now)


def test_who_asks_is_kept_and_the_owners_who_can_sign_in_are_told(alicia, bruno):
    MembershipFactory(company=alicia.company, user__is_active=False)
    user = UserFactory()
    asked = ask(alicia.company, user)
    assert ask(alicia.company, user) == asked
    assert letters() == [("asked-to-join", alicia.user.email)]
    assert not user.companies.exists()


def test_yes_lets_the_person_in_as_a_member_and_tells_her(alicia):
    asked = ask(alicia.company, UserFactory())
    teams.answer(asked=asked, accepts=True, by=alicia.user, now=NOW)
    assert roles(alicia.company) == {alicia.user: OWNER, asked.user: MEMBER}
    assert ("join-answered", asked.user.email) in letters()


def test_no_tells_her_and_the_same_firm_is_not_asked_again_for_a_while(alicia):
    user = UserFactory()
    asked = ask(alicia.company, user)
    teams.answer(asked=asked, accepts=False, by=alicia.user, now=NOW)
    assert roles(alicia.company) == {alicia.user: OWNER}
    assert ("join-answered", user.email) in letters()
    said = "The company said no a short while ago. Please speak to its HR people first."
    assert refused(teams.ask_to_join, company=alicia.company, user=user) == [said]
    ask(alicia.company, user, now=NOW + timedelta(days=31))


@pytest.mark.parametrize("who", ["bruno", "carla"])
def test_only_an_owner_of_the_firm_answers(alicia, bruno, who, request):
    asked = ask(alicia.company, UserFactory())
    by = request.getfixturevalue(who).user
    assert refused(teams.answer, asked=asked, accepts=True, by=by) == [OWNERS_ONLY]
    assert not asked.user.companies.exists()


def test_a_request_is_answered_once(alicia):
    asked = ask(alicia.company, UserFactory())
    teams.answer(asked=asked, accepts=False, by=alicia.user, now=NOW)
    for act in ({"accepts": True, "by": alicia.user}, {"by": asked.user}):
        service = teams.answer if "accepts" in act else teams.take_back
        assert refused(service, asked=asked, **act) == [
            "A colleague has already answered this request."
        ]
    assert not asked.user.companies.exists()


def test_who_took_her_request_back_is_not_let_in(alicia):
    asked = ask(alicia.company, UserFactory())
    teams.take_back(asked=asked, by=asked.user, now=NOW)
    assert refused(teams.answer, asked=asked, accepts=True, by=alicia.user) == [
        "The person has withdrawn this request."
    ]
    assert Message.objects.get().state == "superseded"


def test_staff_answers_for_a_firm_without_an_owner_and_the_person_becomes_one():
    company = CompanyFactory()
    asked = ask(company, UserFactory())
    assert letters() == []
    teams.answer(asked=asked, accepts=True, by=UserFactory(admin=True), now=NOW)
    assert roles(company) == {asked.user: OWNER}


@pytest.mark.parametrize("accepts", [True, False])
def test_staff_does_not_answer_what_an_owner_can_answer(alicia, accepts):
    asked = ask(alicia.company, UserFactory())
    adriana = UserFactory(admin=True)
    assert refused(teams.answer, asked=asked, accepts=accepts, by=adriana) == [
        "The company has an owner again, who answers this."
    ]
    MembershipFactory(company=alicia.company, user=adriana)
    assert teams.answer(asked=asked, accepts=accepts, by=adriana, now=NOW).accepted is accepts


def test_nobody_asks_for_a_firm_of_her_own_or_for_a_list_of_firms(alicia):
    assert refused(teams.ask_to_join, company=alicia.company, user=alicia.user) == [
        "You already act for this company."
    ]
    user = UserFactory()
    for company in CompanyFactory.create_batch(5):
        ask(company, user)
    assert refused(teams.ask_to_join, company=alicia.company, user=user) == [
        "You asked several companies today. Please go on tomorrow."
    ]
    assert JoinRequest.objects.filter(user=user).count() == 5


def test_who_can_no_longer_sign_in_is_not_let_in(alicia):
    asked = ask(alicia.company, UserFactory(is_active=False))
    assert refused(teams.answer, asked=asked, accepts=True, by=alicia.user) == [
        "Alicia Ejemplo can no longer sign in."
    ]


def test_nobody_of_the_staff_answers_what_she_asked_herself():
    company, adriana = CompanyFactory(), UserFactory(admin=True)
    asked = teams.ask_to_join(company=company, user=adriana, now=NOW)
    with pytest.raises(Refused):
        teams.answer(asked=asked, accepts=True, by=adriana, now=NOW)
    assert not adriana.companies.exists()
