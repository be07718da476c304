"""Random requests, cancellations, moves and waits, and every rule of the game after each step."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from companies.models import Company
from companies.refusals import Refused
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import queries
from enrollment.models import Enrollment, EnrollmentRequest, Relocation
from enrollment.services import approval, run_changes, seats, venue_check, waitlist

LIVE = Enrollment.LIVE
State = EnrollmentRequest.State
any_number = st.integers(min_value=0, max_value=1000)


def order_of(request):
    return (request.priority_class, request.requested_at, request.pk)


class RulesOfTheGame(RuleBasedStateMachine):
    """Three groups, two of them at the same time, and five firms with three technicians each."""

    @initialize(first_priority=st.booleans())
    def open_the_portal(self, first_priority):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = timezone.now()
        begins = self.now + timedelta(days=200)
        same_time = [(begins, begins + timedelta(hours=4))]
        later = [(begins + timedelta(days=1), begins + timedelta(days=1, hours=4))]
        self.runs = [
            RunFactory(venue__capacity=3, meetings=same_time),
            RunFactory(venue__capacity=2, meetings=same_time, seat_limit=4),
            RunFactory(venue__capacity=2, meetings=later),
        ]
        if first_priority:
            CourseRun.objects.filter(pk=self.runs[0].pk).update(
                local_priority_until=self.now + timedelta(days=3)
            )
        VenueFactory(capacity=5)
        VenueFactory(capacity=8, partner=True)
        self.firms = [
            CompanyFactory(),
            CompanyFactory(),
            CompanyFactory(),
            CompanyFactory(from_elsewhere=True),
            CompanyFactory(awaiting_approval=True),
        ]
        for firm in self.firms:
            MembershipFactory(company=firm)
            TechnicianFactory.create_batch(3, company=firm)
        self.staff = UserFactory(admin=True)
        self.seated = set()

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def choose(self, options, number):
        return options[number % len(options)]

    def live_requests(self):
        return list(EnrollmentRequest.objects.live().order_by("pk"))

    # --- What people do -------------------------------------------------------------------------

    @rule(run=any_number, firm=any_number, who=any_number, pair=st.booleans(), both=st.booleans())
    def ask(self, run, firm, who, pair, both):
        run = CourseRun.objects.get(pk=self.choose(self.runs, run).pk)
        firm = Company.objects.get(pk=self.choose(self.firms, firm).pk)
        people = list(firm.technicians.order_by("pk"))
        chosen = [people[who % 3], people[(who + 1) % 3]][: 2 if pair else 1]
        self.now += timedelta(seconds=1)
        before = Enrollment.objects.count()
        try:
            seats.request(
                run=run,
                company=firm,
                technicians=chosen,
                together="both" if both and pair else "split",
                by=firm.memberships.get().user,
                now=self.now,
            )
        except Refused as refused:
            assert refused.reasons
            assert Enrollment.objects.count() == before

    @rule(number=any_number, only_one=st.booleans())
    @precondition(lambda self: self.live_requests())
    def cancel(self, number, only_one):
        request = self.choose(self.live_requests(), number)
        live = list(request.enrollments.filter(state__in=LIVE).order_by("pk"))
        leaving = [self.choose(live, number)] if only_one else live
        seats.cancel(
            request=request,
            by=request.requested_by,
            now=self.now,
            enrollment=leaving[0] if only_one else None,
        )
        self.seated -= {enrollment.pk for enrollment in leaving}

    @rule(number=any_number, who=any_number)
    @precondition(lambda self: self.live_requests())
    def substitute(self, number, who):
        request = self.choose(self.live_requests(), number)
        leaving = request.enrollments.filter(state__in=LIVE).order_by("pk").first()
        colleague = self.choose(list(request.company.technicians.order_by("pk")), who)
        try:
            arriving = seats.substitute(
                enrollment=leaving, technician=colleague, by=request.requested_by, now=self.now
            )
        except Refused:
            return
        if leaving.pk in self.seated:
            self.seated.remove(leaving.pk)
            self.seated.add(arriving.pk)

    @rule(hours=st.integers(min_value=1, max_value=60))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    # --- What staff and jobs do -----------------------------------------------------------------

    @rule(number=any_number)
    def serve(self, number):
        run = self.choose(self.runs, number)
        waiting_before = set(run.requests.wanting_seats().values_list("pk", flat=True))
        held_before = set(
            Enrollment.objects.holding_a_seat().filter(run=run).values_list("pk", flat=True)
        )
        waitlist.seat_waiting(run_id=run.pk, now=self.now)
        self.check_honest(run, waiting_before, held_before)

    @rule(number=any_number)
    def serve_everybody_and_check_venue(self, number):
        run = self.choose(self.runs, number)
        self.serve(number)
        venue_check.check(run_id=run.pk, now=self.now)

    @rule(number=any_number, accepting=st.booleans())
    @precondition(lambda self: Relocation.objects.filter(state="proposed").exists())
    def decide_move(self, number, accepting):
        proposal = self.choose(list(Relocation.objects.filter(state="proposed")), number)
        try:
            if accepting:
                venue_check.accept(relocation=proposal, by=self.staff, now=self.now)
            else:
                venue_check.decline(relocation=proposal, by=self.staff, note="", now=self.now)
        except Refused as refused:
            assert refused.reasons

    @rule()
    def approve(self):
        approval.approve(company=self.firms[4], by=self.staff, now=self.now)

    @rule(number=any_number)
    @precondition(lambda self: EnrollmentRequest.objects.wanting_seats().exists())
    def move_up(self, number):
        waiting = list(EnrollmentRequest.objects.wanting_seats().order_by("pk"))
        waitlist.move_up(
            request=self.choose(waiting, number), reason="Prueba", by=self.staff, now=self.now
        )

    @rule(run=any_number, capacity=st.integers(min_value=1, max_value=6))
    def rebuild_room(self, run, capacity):
        venue = CourseRun.objects.get(pk=self.choose(self.runs, run).pk).venue
        venue.capacity = capacity
        try:
            with transaction.atomic():
                venue.save()
        except Exception as error:
            assert "run_seats_within_capacity" in str(error)

    @rule(days=st.integers(min_value=-1, max_value=1))
    def move_third_group(self, days):
        run = self.runs[2]
        shift = timedelta(days=days)
        meetings = [(m.starts_at + shift, m.ends_at + shift) for m in run.meetings.all()]
        try:
            run_changes.move_dates(run=run, meetings=meetings, by=self.staff, now=self.now)
        except Refused as refused:
            assert refused.reasons

    # --- What is true after every step ----------------------------------------------------------

    @invariant()
    def seats_never_exceed_room_and_limit(self):
        for run in CourseRun.objects.select_related("venue"):
            confirmed = run.enrollments.holding_a_seat().count()
            assert confirmed == run.seats_taken
            assert confirmed <= min(run.seat_limit or run.venue.capacity, run.venue.capacity)
            assert run.seats_waiting == run.enrollments.filter(state="waiting").count()

    @invariant()
    def a_company_has_one_or_two(self):
        live = Enrollment.objects.live().values_list("run_id", "company_id", "company_slot")
        assert len(set(live)) == len(live)
        assert all(slot in (1, 2) for _run, _company, slot in live)

    @invariant()
    def a_technician_is_in_one_place(self):
        meetings = sorted(
            (e.technician_id, m.starts_at, m.ends_at)
            for e in Enrollment.objects.live().select_related("run")
            for m in e.run.meetings.all()
        )
        for (who, _from, to), (next_who, next_from, _to) in pairwise(meetings):
            assert who != next_who or to <= next_from

    @invariant()
    def nobody_loses_a_seat(self):
        confirmed = set(Enrollment.objects.holding_a_seat().values_list("pk", flat=True))
        assert self.seated <= confirmed
        self.seated = confirmed

    @invariant()
    def requests_say_what_their_seats_are(self):
        for request in EnrollmentRequest.objects.prefetch_related("enrollments"):
            live = {e.state for e in request.enrollments.all() if e.state in LIVE}
            expected = {
                State.RECEIVED: [{"received"}, {"received", "confirmed"}],
                State.CONFIRMED: [{"confirmed"}],
                State.WAITING: [{"waiting"}],
                State.PARTIAL: [{"waiting", "confirmed"}],
                State.CANCELLED: [set()],
                State.REFUSED: [set()],
            }[request.state]
            assert live in expected

    def check_honest(self, run, waiting_before, held_before):
        """After a pass nobody was overtaken, and no free seat is denied to who may have it."""
        run.refresh_from_db()
        new = run.enrollments.holding_a_seat().exclude(pk__in=held_before)
        served = list(EnrollmentRequest.objects.filter(enrollments__in=new).distinct())
        left = [r for r in run.requests.wanting_seats() if r.waiting_for == "seat"]
        for request in left:
            assert request.pk in waiting_before
            assert all(order_of(other) <= order_of(request) for other in served)
        held = run.requests.filter(hold_until__gt=self.now).count()
        assert held <= 1
        if left:
            assert run.seats_left == held
        # The sweep has nothing to do there until something changes.
        assert run.pk not in queries.runs_owed_an_answer(now=self.now, received_before=self.now)


@pytest.mark.django_db
def test_the_rules_hold_whatever_happens():
    run_state_machine_as_test(
        RulesOfTheGame,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not connection.needs_rollback
