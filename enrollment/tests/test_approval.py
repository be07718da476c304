"""CANACINTRA approves and refuses firms; what becomes of their requests."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import Company, Message, Technician
from companies.refusals import Refused
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.services import approval
from enrollment.tests.factories import ask, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

REASON = "The RFC belongs to another firm."
NOW = timezone.now()
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def staff_person():
    return UserFactory(admin=True)


def waiting_firm():
    """A firm that waits for approval, asks for a seat in two groups, and has its HR person."""
    alicia = MembershipFactory(company=CompanyFactory(awaiting_approval=True))
    first, second = RunFactory(), RunFactory()
    requests = [ask(run, company=alicia.company) for run in (first, second)]
    Technician.objects.filter(enrollments__run=first).update(email="tomas@ejemplo.invalid")
    serve(first)
    return alicia.company, alicia.user, requests


def test_refusal_keeps_who_when_and_why(staff_person):
    company = CompanyFactory(awaiting_approval=True)
    approval.refuse(company=company, reason=f" {REASON} ", by=staff_person, now=NOW)
    company.refresh_from_db()
    assert (company.refused_at, company.refused_by, company.refusal_reason) == (
        NOW,
        staff_person,
        REASON,
    )
    assert list(Company.objects.refused()) == [company]
    assert not Company.objects.awaiting_approval().exists()


def test_requests_of_a_refused_firm_end_answered_or_not(staff_person):
    company, _alicia, requests = waiting_firm()
    approval.refuse(company=company, reason=REASON, by=staff_person, now=LATER)
    for request in requests:
        request.refresh_from_db()
        assert (request.state, request.end_reason, request.ended_by, request.waiting_for) == (
            EnrollmentRequest.State.CANCELLED,
            EnrollmentRequest.EndReason.COMPANY_REFUSED,
            staff_person,
            "",
        )
    assert not Enrollment.objects.live().exists()


def test_one_letter_tells_hr_why_and_what_ended_and_technicians_hear_of_it(staff_person):
    company, alicia, requests = waiting_firm()
    Message.objects.all().delete()
    approval.refuse(company=company, reason=REASON, by=staff_person, now=LATER)
    letter = Message.objects.get(to_address=alicia.email)
    assert letter.kind == "company-refused"
    assert letter.context["reason"] == REASON
    assert letter.context["courses"] == sorted(r.run.course.name for r in requests)
    assert Message.objects.get(to_address="tomas@ejemplo.invalid").kind == "cancelled"
    assert Message.objects.count() == 2


def test_the_queue_behind_a_refused_firm_moves_up(staff_person):
    run = RunFactory()
    company = CompanyFactory(awaiting_approval=True)
    ask(run, company=company)
    behind = ask(run)
    serve(run)
    approval.refuse(company=company, reason=REASON, by=staff_person, now=LATER)
    serve(run)
    behind.refresh_from_db()
    assert behind.state == EnrollmentRequest.State.CONFIRMED


def test_refused_firm_cannot_ask_and_reads_why():
    company = CompanyFactory(refused=True)
    with pytest.raises(Refused) as refusal:
        ask(RunFactory(), company=company)
    assert refusal.value.reasons == [
        "CANACINTRA did not approve your company: The RFC is of another firm. If something has"
        " changed, write to cursos@portal.invalid."
    ]


def test_refused_firm_is_let_in_later_and_starts_anew(staff_person):
    company, alicia, requests = waiting_firm()
    approval.refuse(company=company, reason=REASON, by=staff_person, now=LATER)
    approval.approve(company=company, by=staff_person, now=LATER)
    company.refresh_from_db()
    assert (company.approved_at, company.refused_at, company.refusal_reason) == (LATER, None, "")
    assert Message.objects.filter(kind="company-approved", recipient=alicia).count() == 1
    requests[0].refresh_from_db()
    assert requests[0].state == EnrollmentRequest.State.CANCELLED
    again = ask(requests[0].run, company=company)
    serve(requests[0].run)
    again.refresh_from_db()
    assert again.state == EnrollmentRequest.State.CONFIRMED


@pytest.mark.parametrize(
    ("traits", "reason", "sentence"),
    [
        ({"awaiting_approval": True}, "  ", "Say why the company is refused: its people will"),
        ({}, REASON, "Maquinados was approved meanwhile."),
        ({"refused": True}, REASON, "Maquinados was refused already."),
    ],
)
def test_refusal_without_reason_or_too_late_changes_nothing(traits, reason, sentence, staff_person):
    company = CompanyFactory(legal_name="Maquinados", **traits)
    with pytest.raises(Refused) as refusal:
        approval.refuse(company=company, reason=reason, by=staff_person, now=LATER)
    assert str(refusal.value).startswith(sentence)
    kept = (company.approved_at, company.refused_at, company.refusal_reason)
    company.refresh_from_db()
    assert (company.approved_at, company.refused_at, company.refusal_reason) == kept
    assert not Message.objects.exists()
