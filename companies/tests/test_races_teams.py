"""Two people change the same team at the same moment, with controls that go wrong."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from unittest import mock

import pytest
from django.db import connection, connections
from django.utils import timezone

from companies.models import Company, Invitation, JoinRequest, Membership
from companies.refusals import Refused
from companies.services import invitations, locks, teams
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER


def race(*acts):
    """Run all `acts` at the same moment, each on its own connection; what they answer or raise."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.fixture
def without_the_lock():
    """Let both look before either of them writes, as if nobody locked the company."""
    with ExitStack() as patches:

        def take_away():
            barrier = threading.Barrier(2)
            look = teams._refuse_last_owner

            def look_and_wait(person):
                look(person)
                barrier.wait(timeout=10)

            read = Company.objects.get
            patches.enter_context(mock.patch.object(locks, "company", lambda pk: read(pk=pk)))
            patches.enter_context(mock.patch.object(teams, "_refuse_last_owner", look_and_wait))

        yield take_away


@pytest.fixture
def without_the_trigger():
    def switch(how):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'companies_membership'::regclass"
                " AND tgname LIKE 'pgtrigger_keeps_an_owner%'"
            )
            [[name]] = cursor.fetchall()
            cursor.execute(f"ALTER TABLE companies_membership {how} TRIGGER {name}")

    yield lambda: switch("DISABLE")
    Membership.objects.all().delete()
    switch("ENABLE")


def step_down_at_once():
    """Two owners who both leave what they decide to the other one."""
    company = CompanyFactory()
    owners = [MembershipFactory(company=company) for _owner in range(2)]
    outcomes = race(
        *(
            lambda own=own: teams.change_role(
                membership=own, role=MEMBER, by=own.user, now=timezone.now()
            )
            for own in owners
        )
    )
    refused = sum(isinstance(outcome, Refused) for outcome in outcomes)
    return refused, company.memberships.filter(role=OWNER).count()


def test_of_two_owners_who_step_down_at_once_one_stays():
    assert step_down_at_once() == (1, 1)


def test_the_database_keeps_an_owner_even_without_the_lock(without_the_lock):
    without_the_lock()
    assert step_down_at_once() == (1, 1)


def test_control_without_lock_and_trigger_no_owner_is_left(without_the_lock, without_the_trigger):
    without_the_lock()
    without_the_trigger()
    assert step_down_at_once() == (0, 0)


def test_an_owner_leaves_while_the_other_is_taken_off():
    one = MembershipFactory()
    two = MembershipFactory(company=one.company)
    outcomes = race(
        lambda: teams.leave(company=one.company, by=one.user, now=timezone.now()),
        lambda: teams.remove(membership=two, by=one.user, now=timezone.now()),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Membership.objects.filter(company=one.company, role=OWNER).count() == 1


def test_an_invitation_lets_one_in_while_it_is_withdrawn_and_not_both():
    alicia = MembershipFactory()
    invitation = invitations.invite(
        company=alicia.company,
        email="bruno@ejemplo.invalid",
        full_name="",
        role=MEMBER,
        by=alicia.user,
        now=timezone.now(),
    )
    bruno = UserFactory(email="bruno@ejemplo.invalid")
    outcomes = race(
        lambda: invitations.accept(invitation=invitation, by=bruno, now=timezone.now()),
        lambda: invitations.withdraw(invitation=invitation, by=alicia.user, now=timezone.now()),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    invitation.refresh_from_db()
    assert bool(invitation.accepted_at) is bruno.companies.exists()


def test_the_same_wish_sent_twice_at_once_is_kept_once():
    alicia, dora = MembershipFactory(), UserFactory()

    def invite():
        return invitations.invite(
            company=alicia.company,
            email="bruno@ejemplo.invalid",
            full_name="",
            role=MEMBER,
            by=alicia.user,
            now=timezone.now(),
        )

    def ask():
        return teams.ask_to_join(company=alicia.company, user=dora, now=timezone.now())

    outcomes = race(invite, invite, ask, ask)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes[:2]) == 1
    assert outcomes[2] == outcomes[3]
    assert (Invitation.objects.count(), JoinRequest.objects.count()) == (1, 1)
