"""What a company does with its seats."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import Message
from companies.refusals import Refused
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.admin import clashes
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment
from enrollment.services import run_changes, seats
from enrollment.tests.factories import ask, fill, seated, serve

pytestmark = pytest.mark.django_db


def run_with(capacity, **fields):
    return RunFactory(venue__capacity=capacity, **fields)


def technicians_in(run):
    return {
        (str(e.technician), e.state) for e in run.enrollments.select_related("technician").all()
    }


def test_request_is_stored_and_not_yet_answered():
    run = run_with(5)
    request = ask(run, technicians=2)
    run.refresh_from_db()
    assert (request.state, run.seats_taken) == ("received", 0)
    assert [e.state for e in request.enrollments.all()] == ["received", "received"]
    assert request.unit_price == run.price


def test_refusal_says_every_reason_at_once_and_stores_nothing():
    now = timezone.now()
    run = run_with(5, enrollment_closes_at=now - timedelta(seconds=1))
    company = CompanyFactory()
    stranger = TechnicianFactory()
    with pytest.raises(Refused) as refused:
        seats.request(
            run=run,
            company=company,
            technicians=[*TechnicianFactory.create_batch(2, company=company), stranger],
            together="split",
            by=UserFactory(),
            now=now,
        )
    assert len(refused.value.reasons) == 4
    assert not run.requests.exists()


def test_third_technician_of_a_company_is_refused_by_name():
    run = run_with(5)
    first = seated(run, technicians=2)
    with pytest.raises(Refused) as refused:
        ask(run, company=first.company)
    assert str(first.enrollments.first().technician) in str(refused.value)


def test_technician_in_another_group_at_the_same_time_is_refused():
    run = run_with(5)
    begins = run.starts_at + timedelta(hours=3)
    other = run_with(5, meetings=[(begins, begins + timedelta(hours=2))])
    request = seated(run)
    technician = request.enrollments.get().technician
    with pytest.raises(Refused, match=str(run.course)):
        seats.request(
            run=other,
            company=request.company,
            technicians=[technician],
            together="split",
            by=request.requested_by,
            now=timezone.now(),
        )


class TestOnePersonOnTheListsOfTwoCompanies:
    """She changed her job and the former firm forgot her, or works for both."""

    @pytest.fixture
    def run(self):
        return run_with(9)

    @pytest.fixture
    def former(self, run):
        return seated(run)

    @pytest.fixture
    def again(self, former):
        return TechnicianFactory(curp=former.enrollments.get().technician.curp)

    def enroll(self, technician, run):
        return seats.request(
            run=run,
            company=technician.company,
            technicians=[technician],
            together="split",
            by=UserFactory(),
            now=timezone.now(),
        )

    @pytest.mark.parametrize("is_same_group", [True, False])
    def test_is_refused_without_telling_where_she_is(
        self, is_same_group, run, former, again, in_english
    ):
        other = run if is_same_group else run_with(9)
        with pytest.raises(Refused, match="by way of another company") as refused:
            self.enroll(again, other)
        (sentence,) = refused.value.reasons
        assert run.course.name not in sentence
        assert former.company.legal_name not in sentence
        assert not again.enrollments.exists()

    def test_may_come_at_another_time(self, run, again):
        after = run_with(9, meetings=[(run.ends_at, run.ends_at + timedelta(hours=2))])
        assert self.enroll(again, after).state == "received"

    def test_may_come_when_the_former_place_is_given_up(self, run, former, again):
        seats.cancel(request=former, by=former.requested_by, now=timezone.now())
        assert self.enroll(again, run).state == "received"

    def test_does_not_take_the_place_of_a_colleague(self, run, again, in_english):
        colleague = seated(run, company=again.company)
        with pytest.raises(Refused, match="by way of another company"):
            seats.substitute(
                enrollment=colleague.enrollments.get(),
                technician=again,
                by=colleague.requested_by,
                now=timezone.now(),
            )

    def test_is_named_when_dates_are_moved_onto_the_other_group(self, run, again):
        after = run_with(9, meetings=[(run.ends_at, run.ends_at + timedelta(hours=2))])
        self.enroll(again, after)
        said = clashes.sentences(
            run=after,
            venue=after.venue,
            instructor=after.instructor,
            periods=[(run.starts_at, run.ends_at)],
        )
        assert [str(run) in sentence for sentence in said] == [True]


def test_groups_that_follow_one_another_do_not_clash():
    run = run_with(5)
    after = run_with(5, meetings=[(run.ends_at, run.ends_at + timedelta(hours=2))])
    request = seated(run)
    second = seats.request(
        run=after,
        company=request.company,
        technicians=[request.enrollments.get().technician],
        together="split",
        by=request.requested_by,
        now=timezone.now(),
    )
    assert second.state == "received"


def test_cancelled_seat_goes_to_the_next_in_the_queue():
    run = run_with(1)
    holder, waiting = seated(run), seated(run)
    assert (holder.state, waiting.state) == ("confirmed", "waiting")
    seats.cancel(request=holder, by=holder.requested_by, now=timezone.now())
    serve(run)
    holder.refresh_from_db()
    waiting.refresh_from_db()
    assert (holder.state, waiting.state) == ("cancelled", "confirmed")
    assert (run.seats_taken, run.seats_waiting) == (1, 0)


def test_one_of_two_can_be_cancelled():
    run = run_with(2)
    request = seated(run, technicians=2)
    leaving = request.enrollments.first()
    request = seats.cancel(
        request=request, enrollment=leaving, by=request.requested_by, now=timezone.now()
    )
    run.refresh_from_db()
    assert (request.state, run.seats_taken) == ("confirmed", 1)


def test_cancelling_who_waits_leaves_the_colleague_confirmed():
    run = run_with(1)
    request = seated(run, technicians=2)
    assert request.state == "partial"
    waiting = request.enrollments.get(state="waiting")
    request = seats.cancel(
        request=request, enrollment=waiting, by=request.requested_by, now=timezone.now()
    )
    assert (request.state, request.waiting_for) == ("confirmed", "")


def test_cancelling_twice_is_refused():
    request = seated(run_with(2))
    seats.cancel(request=request, by=request.requested_by, now=timezone.now())
    with pytest.raises(Refused):
        seats.cancel(request=request, by=request.requested_by, now=timezone.now())


@pytest.mark.parametrize(("days_left", "is_late"), [(20, False), (2, True)])
def test_cancelling_after_the_free_period_is_marked(days_left, is_late):
    run = run_with(2)
    run.free_cancellation_until = run.starts_at - timedelta(days=10)
    run.save()
    request = seated(run)
    now = run.starts_at - timedelta(days=days_left)
    request = seats.cancel(request=request, by=request.requested_by, now=now)
    assert request.was_cancelled_late is is_late


def test_staff_who_also_works_at_the_firm_cancels_there_as_its_hr():
    adriana = UserFactory(admin=True)
    request = seated(run_with(2))
    MembershipFactory(company=request.company, user=adriana, colleague=True)
    request = seats.cancel(request=request, by=adriana, now=timezone.now())
    assert (request.state, request.end_reason) == ("cancelled", "company")
    other = seated(run_with(2))
    with pytest.raises(Refused, match=r"Diga por qué|Say why"):
        seats.cancel(request=other, by=adriana, now=timezone.now())


def test_nothing_is_cancelled_after_the_group_has_begun():
    run = run_with(2)
    request = seated(run)
    with pytest.raises(Refused):
        seats.cancel(request=request, by=request.requested_by, now=run.starts_at)


def test_substitute_takes_over_the_seat():
    run = run_with(1)
    request = seated(run)
    leaving = request.enrollments.get()
    colleague = TechnicianFactory(company=request.company)
    seats.substitute(
        enrollment=leaving, technician=colleague, by=request.requested_by, now=timezone.now()
    )
    run.refresh_from_db()
    assert run.seats_taken == 1
    assert technicians_in(run) == {
        (str(leaving.technician), "replaced"),
        (str(colleague), "confirmed"),
    }


def test_substitute_takes_over_the_place_in_the_queue():
    run = run_with(1)
    fill(run)
    request = seated(run)
    colleague = TechnicianFactory(company=request.company)
    seats.substitute(
        enrollment=request.enrollments.get(),
        technician=colleague,
        by=request.requested_by,
        now=timezone.now(),
    )
    assert request.enrollments.get(state="waiting").technician == colleague


def test_substitute_of_another_company_is_refused():
    request = seated(run_with(1))
    with pytest.raises(Refused):
        seats.substitute(
            enrollment=request.enrollments.get(),
            technician=TechnicianFactory(),
            by=request.requested_by,
            now=timezone.now(),
        )


def test_whoever_is_answered_at_once_gets_the_answer_and_no_receipt():
    request = seated(run_with(1))
    assert list(Message.objects.values_list("kind", "state")) == [("confirmed", "due")]
    assert request.enrollments.get().state == Enrollment.State.CONFIRMED


@pytest.mark.parametrize("technicians", [1, 2])
def test_storing_a_request_takes_the_same_few_statements(technicians, django_assert_num_queries):
    run = run_with(5)
    company = CompanyFactory()
    people = TechnicianFactory.create_batch(technicians, company=company)
    user = UserFactory()
    with django_assert_num_queries(9):
        seats.request(
            run=run,
            company=company,
            technicians=people,
            together="split",
            by=user,
            now=timezone.now(),
        )


@pytest.mark.parametrize(
    "end",
    [
        lambda request, now: seats.cancel(request=request, by=request.requested_by, now=now),
        lambda request, now: seats.substitute(
            enrollment=request.enrollments.get(),
            technician=TechnicianFactory(company=request.company),
            by=request.requested_by,
            now=now,
        ),
        lambda request, now: run_changes.cancel(
            run=request.run, reason="Prueba", by=request.requested_by, now=now
        ),
    ],
    ids=["cancel", "substitute", "cancel the group"],
)
def test_change_that_waited_for_its_lock_ends_nothing_before_it_was_confirmed(end):
    before = timezone.now()
    request = seated(run_with(5), now=before)
    serve(request.run)
    confirmed = request.enrollments.get()
    end(request, before - timedelta(seconds=1))
    confirmed.refresh_from_db()
    assert confirmed.ended_at == confirmed.confirmed_at
