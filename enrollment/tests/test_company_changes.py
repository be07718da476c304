"""Staff correct a firm that has requests in queues."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.tests.factories import CompanyFactory, UserFactory
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import EnrollmentRequest
from enrollment.services import company_changes, waitlist
from enrollment.tests.factories import ask, fill, seated, serve

pytestmark = pytest.mark.django_db

BY_HAND, LOCAL, OTHER = EnrollmentRequest.PriorityClass.values


@pytest.fixture
def mistyped():
    """A firm of Juárez that was registered with another municipality."""
    return CompanyFactory(municipality="Cd. Juarez")


def test_firm_that_turns_out_to_be_local_is_seated_while_local_firms_come_first(mistyped):
    run = RunFactory(local_priority_until=timezone.now() + timedelta(days=9))
    request = seated(run, company=mistyped)
    assert request.waiting_for == "local-priority"
    company_changes.edit(company=mistyped, changes={"municipality": "Juárez"})
    serve(run)
    request.refresh_from_db()
    assert (request.state, request.priority_class) == ("confirmed", LOCAL)


def test_firm_that_turns_out_to_be_from_elsewhere_waits_behind_local_ones():
    run = RunFactory(venue=VenueFactory(capacity=1))
    fill(run)
    first, second = ask(run), ask(run)
    serve(run)
    company_changes.edit(company=first.company, changes={"municipality": "Chihuahua"})
    order = run.requests.wanting_seats().in_queue_order()
    assert list(order) == [second, first]


def test_request_that_staff_moved_up_keeps_its_place(mistyped):
    run = RunFactory(venue=VenueFactory(capacity=1))
    fill(run)
    request = seated(run, company=mistyped)
    staff = UserFactory(admin=True)
    waitlist.move_up(request=request, reason="Prueba", by=staff, now=timezone.now())
    company_changes.edit(company=mistyped, changes={"municipality": "Juárez"})
    request.refresh_from_db()
    assert request.priority_class == BY_HAND


def test_what_was_answered_is_not_rewritten(mistyped):
    request = seated(RunFactory(), company=mistyped)
    company_changes.edit(company=mistyped, changes={"municipality": "Juárez"})
    request.refresh_from_db()
    assert (request.state, request.priority_class) == ("confirmed", OTHER)


def test_other_facts_leave_the_queues_alone(mistyped):
    waiting = ask(RunFactory(), company=mistyped)
    edited = company_changes.edit(company=mistyped, changes={"head_count": 90})
    waiting.refresh_from_db()
    assert (edited.head_count, waiting.priority_class) == (90, OTHER)
