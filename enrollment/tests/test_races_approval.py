"""A firm that asks while it is refused, and letters that two people send at the same moment."""

import threading
from contextlib import nullcontext
from unittest import mock

import pytest
from django.db import IntegrityError
from django.utils import timezone

from companies.models import Company, DirectoryImport, Message, Prospect
from companies.refusals import Refused
from companies.services import outreach
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from companies.tests.listed import members_file, prospects_of, shop, uploaded
from courses.tests.factories import RunFactory
from enrollment import queries
from enrollment.services import approval, chamber_list, locks
from enrollment.tests.factories import ask
from enrollment.tests.test_races import meanwhile, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_firm_that_asks_while_it_is_refused_holds_no_place(is_locked, monkeypatch):
    run, adriana = RunFactory(), UserFactory(admin=True)
    company = MembershipFactory(company=CompanyFactory(awaiting_approval=True)).company
    is_judged, is_refused = threading.Event(), threading.Event()
    judge = queries.reasons_against

    def judge_and_wait(**wish):
        reasons = judge(**wish)
        is_judged.set()
        is_refused.wait(timeout=1)  # with the lock, the refusal waits for this request instead
        return reasons

    def refuse():
        is_judged.wait(timeout=10)
        approval.refuse(company=company, reason="No", by=adriana, now=timezone.now())
        is_refused.set()

    monkeypatch.setattr(queries, "reasons_against", judge_and_wait)
    plain_read = mock.patch.object(locks, "company", lambda pk: Company.objects.get(pk=pk))
    with nullcontext() if is_locked else plain_read:
        answers = race(lambda: ask(run, company=company), refuse)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Company.objects.refused().get() == company
    assert company.requests.live().count() == (0 if is_locked else 1)


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_member_list_does_not_overrule_a_refusal_of_the_same_moment(is_locked):
    adriana, bernardo = UserFactory.create_batch(2, admin=True)
    company = CompanyFactory(awaiting_approval=True)
    file = members_file([(company.legal_name, company.rfc)])
    held = uploaded(DirectoryImport.Kind.MEMBERS, file)

    def accept():
        accepted = chamber_list.accept(directory_import=held, by=adriana, now=timezone.now())
        return accepted.outcome["approved"]

    plain_read = mock.patch.object(locks, "company", lambda pk: Company.objects.get(pk=pk))
    with nullcontext() if is_locked else plain_read, meanwhile(accept) as approved:
        approval.refuse(company=company, reason="No", by=bernardo, now=timezone.now())

    company.refresh_from_db()
    assert company.is_refused is is_locked
    assert approved == [0 if is_locked else 1]


def test_address_of_two_entries_is_written_to_once_by_two_people_at_once():
    first, second = prospects_of(shop(1), shop(2))
    staff = UserFactory.create_batch(2, admin=True)

    def invite(prospect, by):
        return lambda: outreach.invite(
            prospect=prospect, address="rh@taller.invalid", by=by, now=timezone.now()
        )

    answers = race(invite(first, staff[0]), invite(second, staff[1]))

    refused = [answer for answer in answers if isinstance(answer, Refused | IntegrityError)]
    assert len(refused) == 1
    assert isinstance(refused[0], Refused)
    assert Prospect.objects.invited().count() == Message.objects.count() == 1


def test_same_entry_is_invited_once_by_two_people_at_once():
    (prospect,) = prospects_of(shop(1))
    staff = UserFactory.create_batch(2, admin=True)

    def invite(by):
        return lambda: outreach.invite(
            prospect=prospect, address=f"{by.pk}@taller.invalid", by=by, now=timezone.now()
        )

    answers = race(*(invite(by) for by in staff))

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Message.objects.count() == 1
