"""The chamber's member list lets firms in, now and when they sign up."""

import pytest
from django.utils import timezone

from companies.models import ChamberMember, DirectoryImport, Message
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from companies.tests.listed import members_file, uploaded
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
from enrollment.services import approval, chamber_list
from enrollment.tests.factories import ask, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()
MEMBERS = DirectoryImport.Kind.MEMBERS


@pytest.fixture
def adriana():
    return UserFactory(admin=True)


def accept(rows, *, by, replaces=False):
    held = uploaded(MEMBERS, members_file(rows), replaces=replaces)
    return chamber_list.accept(directory_import=held, by=by, now=NOW)


def test_waiting_members_are_approved_by_who_accepted_the_list(adriana):
    alicia = MembershipFactory(company=CompanyFactory(awaiting_approval=True))
    stranger = CompanyFactory(awaiting_approval=True)
    run = RunFactory()
    request = ask(run, company=alicia.company)
    serve(run)
    held = accept([("Otro nombre", f" {alicia.company.rfc.lower()} ")], by=adriana)
    alicia.company.refresh_from_db()
    stranger.refresh_from_db()
    assert (alicia.company.approved_at, alicia.company.approved_by) == (NOW, adriana)
    assert not stranger.is_approved
    assert held.outcome["approved"] == 1
    assert Message.objects.filter(kind="company-approved", recipient=alicia.user).count() == 1
    serve(run)
    request.refresh_from_db()
    assert request.state == EnrollmentRequest.State.CONFIRMED


def test_list_does_not_overrule_a_refusal(adriana):
    company = CompanyFactory(refused=True)
    accept([("Empresa", company.rfc)], by=adriana)
    company.refresh_from_db()
    assert company.is_refused
    assert not approval.approve_if_member(company=company, now=NOW)


def test_firm_that_signs_up_with_a_listed_rfc_is_approved_in_the_name_of_the_importer(adriana):
    accept([("Torneados", "TOR010203XY9")], by=adriana)
    company = CompanyFactory(awaiting_approval=True, rfc="TOR010203XY9")
    assert approval.approve_if_member(company=company, now=NOW)
    company.refresh_from_db()
    assert company.approved_by == adriana
    assert not approval.approve_if_member(company=company, now=NOW)


def test_only_exactly_the_same_rfc_counts(adriana):
    accept([("Torneados", "TOR010203XY9")], by=adriana)
    company = CompanyFactory(awaiting_approval=True, rfc="TOR010203XY8")
    assert not approval.approve_if_member(company=company, now=NOW)


def test_approved_firm_stays_approved_when_it_leaves_the_list(adriana):
    accept([("Torneados", "TOR010203XY9")], by=adriana)
    company = CompanyFactory(rfc="TOR010203XY9", approved_by=adriana)
    accept([("Troqueles", "TRO010203XY9")], by=adriana, replaces=True)
    company.refresh_from_db()
    assert company.is_approved
    assert ChamberMember.objects.get(rfc="TOR010203XY9").gone_at == NOW
    newcomer = CompanyFactory(awaiting_approval=True, rfc="TRO010203XY9")
    assert approval.approve_if_member(company=newcomer, now=NOW)


def test_who_has_left_the_list_is_not_approved_when_signing_up(adriana):
    accept([("Torneados", "TOR010203XY9")], by=adriana)
    accept([("Troqueles", "TRO010203XY9")], by=adriana, replaces=True)
    company = CompanyFactory(awaiting_approval=True, rfc="TOR010203XY9")
    assert not approval.approve_if_member(company=company, now=NOW)
