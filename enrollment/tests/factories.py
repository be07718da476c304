"""Requests for tests, made as the portal makes them."""

from django.utils import timezone

from companies.models import Company
from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory
from enrollment.models import EnrollmentRequest
from enrollment.services import seats, waitlist


def ask(run, *, technicians=1, company=None, together="split", now=None, **company_fields):
    """Store a request of a company (a new one unless given) for new technicians of its own."""
    company = company or CompanyFactory(**company_fields)
    membership = company.memberships.first() or MembershipFactory(company=company)
    return seats.request(
        run=run,
        company=company,
        technicians=TechnicianFactory.create_batch(technicians, company=company),
        together=together,
        by=membership.user,
        now=now or timezone.now(),
    )


def serve(run, *, now=None):
    """Let the pass over the queue run, and bring `run` up to date."""
    waitlist.seat_waiting(run_id=run.pk, now=now or timezone.now())
    run.refresh_from_db()


def seated(run, **wish):
    """A request that was asked and served."""
    request = ask(run, **wish)
    serve(run)
    request.refresh_from_db()
    return request


def fill(run, *, leave=0):
    """Seat single technicians of different companies until `leave` seats are left."""
    while run.seats_left > leave:
        seated(run)


def states(run):
    """State of every request of the run by the name of its company, in the order of arrival."""
    requests = EnrollmentRequest.objects.filter(run=run).order_by("pk")
    return {request.company.legal_name: request.state for request in requests}


def names(*companies: str) -> list[Company]:
    """Companies with these names, to read a test aloud."""
    return [CompanyFactory(legal_name=name) for name in companies]
