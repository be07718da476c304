"""Rule 13: open courses are for micro, small and medium firms; staff can let a large one in."""

from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from companies import sizes
from companies.documents.letter import compose
from companies.models import Company, Message
from companies.refusals import Refused
from companies.rules import size
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from courses.models import CourseRun
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
from enrollment.rules import refusals
from enrollment.services import approval
from enrollment.tests.factories import ask, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()
LARGE = {"head_count": 251}


@pytest.fixture
def staff_person():
    return UserFactory(admin=True)


def test_approving_a_large_firm_promises_nothing_that_is_closed_to_it(staff_person, admin_pages):
    company = CompanyFactory(approved_at=None, approved_by=None, **LARGE)
    MembershipFactory(company=company)

    page = admin_pages.post(
        f"/admin/companies/company/{company.pk}/approve/", {"confirmed": "yes"}, follow=True
    )

    assert "until you let it in" in page.content.decode()
    letter = Message.objects.get(kind="company-approved")
    letter.language = "en"
    said = " ".join(compose(letter).body.split())
    assert "until CANACINTRA lets it in" in said
    assert "answered at once" not in said


@pytest.mark.parametrize(
    ("facts", "is_refused"),
    [
        ({"head_count": 250}, False),
        ({"head_count": 251}, True),
        ({"head_count": 251, "sector": "336"}, True),
        ({"head_count": 100, "sector": "46"}, False),
        ({"head_count": 101, "sector": "46"}, True),  # commerce ends at 100
        ({"head_count": 101, "sector": "54"}, True),  # services, too
        ({"head_count": 251, "annual_sales": Decimal(200)}, False),  # the score is 205.1
        ({"head_count": 100, "annual_sales": Decimal(300)}, True),
        ({"head_count": 251, "large_admitted_at": NOW}, False),
    ],
)
def test_only_large_firms_that_nobody_let_in_are_refused(facts, is_refused):
    company = CompanyFactory.build(**facts)
    wish = refusals.Wish(run=CourseRun(), company=company, technicians=[], now=NOW)
    assert bool(list(refusals.company_is_small_enough(wish))) is is_refused


@pytest.mark.parametrize("kind", [CourseRun.Kind.CLOSED, CourseRun.Kind.COMMUNITY])
def test_other_groups_than_open_ones_are_for_everybody(kind):
    wish = refusals.Wish(
        run=CourseRun(kind=kind),
        company=CompanyFactory.build(**LARGE),
        technicians=[],
        now=NOW,
    )
    assert not list(refusals.company_is_small_enough(wish))


def test_the_request_of_a_large_firm_is_refused_with_how_to_be_let_in(settings):
    with pytest.raises(Refused) as refused:
        ask(RunFactory(), **LARGE)
    [reason] = refused.value.reasons
    assert "251 people work there, more than 250." in reason
    assert settings.CONTACT_ADDRESS in reason
    assert not EnrollmentRequest.objects.exists()


def test_a_firm_that_was_let_in_is_seated_like_every_other(staff_person):
    company = MembershipFactory(company__head_count=900).company

    approval.admit_large(company=company, reason=" Supplier of all ", by=staff_person, now=NOW)

    company.refresh_from_db()
    assert (company.large_admitted_at, company.large_admitted_by) == (NOW, staff_person)
    assert company.large_admission_reason == "Supplier of all"
    assert Message.objects.get(kind="large-company-admitted").recipient == company.users.get()
    assert seated(RunFactory(), company=company).state == "confirmed"


def test_who_has_grown_keeps_the_seats_that_are_confirmed():
    request = seated(RunFactory())
    Company.objects.filter(pk=request.company_id).update(**LARGE)
    request.refresh_from_db()
    assert request.state == "confirmed"


@pytest.mark.parametrize(
    ("facts", "reason", "said"),
    [(LARGE, "  ", "Say why"), ({}, "Because", "Nothing keeps")],
)
def test_nobody_is_let_in_without_a_reason_or_without_need(facts, reason, said, staff_person):
    company = CompanyFactory(**facts)
    with pytest.raises(Refused, match=said):
        approval.admit_large(company=company, reason=reason, by=staff_person, now=NOW)
    company.refresh_from_db()
    assert company.large_admitted_at is None
    assert not Message.objects.exists()


def test_a_large_firm_reads_why_it_cannot_enroll_and_finds_no_form(client, settings):
    client.force_login(MembershipFactory(company__head_count=900).user)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("enrollment:enroll", args=[RunFactory().code]))
    assert "yours is large" in page.context["barred"]
    assert 'name="technician"' not in page.content.decode()


def test_the_database_finds_the_same_sizes_as_the_rule():
    """Every size of every kind, with and without sales, on both sides of each limit."""
    counts = [1, 10, 11, 30, 31, 50, 51, 100, 101, 250, 251]
    sales = [None, Decimal(0), Decimal("4.6"), Decimal(90), Decimal(240), Decimal(300)]
    for head_count, sector, amount in product(counts, ["", "332", "46", "54", "23"], sales):
        CompanyFactory(
            head_count=head_count,
            technician_head_count=1,
            sector=sector,
            annual_sales=amount,
            awaiting_approval=True,
        )
    for name in size.NAMES:
        found = set(sizes.of_size(Company.objects.all(), name))
        assert found == {one for one in Company.objects.all() if size.of(one).name == name}
        assert found
