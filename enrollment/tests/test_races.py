"""Many at once on real PostgreSQL. Each race has a control that goes wrong without its lock."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from companies.models import Company, Message, Submission
from companies.refusals import Refused
from companies.services import submissions
from companies.tests.factories import MembershipFactory, TechnicianFactory, UserFactory
from courses.models import CourseRun, Meeting
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import queries
from enrollment.models import Enrollment, TechnicianBooking
from enrollment.queries import queue
from enrollment.services import locks, run_changes, seats, venue_check, waitlist
from enrollment.tests.factories import ask, seated

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def race(*acts):
    """Run all `acts` at the same moment, each on its own connection; what they answer or raise."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return act()
        except (Refused, IntegrityError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.fixture
def without_constraint():
    """Takes a constraint of the database away until the end of the test."""
    restore = []

    def drop(model, name):
        constraint = next(c for c in model._meta.constraints if c.name == name)
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
        restore.append((model, constraint))

    yield drop
    Enrollment.objects.all().delete()
    Meeting.objects.all().delete()
    Submission.objects.all().delete()
    for model, constraint in restore:
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def without_lock(name, readers):
    """Replace a lock by a plain read, after which all `readers` wait for one another."""
    barrier = threading.Barrier(readers)
    manager = {"run": CourseRun, "company": Company}[name].objects

    def read(pk):
        found = manager.get(pk=pk)
        barrier.wait(timeout=10)
        return found

    with mock.patch.object(locks, name, read):
        yield


# --- The last seat ------------------------------------------------------------------------------


def serve_one_by_one(run, requests):
    """Acts that each confirm one request, as jobs of single requests would."""
    everybody = queue.queue_of

    def act(request):
        def queue_of_one(_run):
            return everybody(run).filter(pk=request.pk)

        serving.queue = queue_of_one
        waitlist.seat_waiting(run_id=run.pk, now=timezone.now())

    serving = threading.local()
    patch = mock.patch.object(queue, "queue_of", lambda run: serving.queue(run))
    return patch, [lambda r=request: act(r) for request in requests]


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control without lock"])
def test_last_seat_goes_to_exactly_one_company(is_locked, without_constraint):
    run = RunFactory(venue__capacity=1)
    requests = [ask(run) for _company in range(AT_ONCE)]
    without_constraint(CourseRun, "run_seats_within_capacity")
    patch, acts = serve_one_by_one(run, requests)
    with patch, nullcontext() if is_locked else without_lock("run", AT_ONCE):
        race(*acts)
    run.refresh_from_db()
    assert run.seats_taken == (1 if is_locked else AT_ONCE)


def test_database_refuses_to_oversell_even_without_the_lock():
    run = RunFactory(venue__capacity=1)
    patch, acts = serve_one_by_one(run, [ask(run) for _company in range(AT_ONCE)])
    with patch, without_lock("run", AT_ONCE):
        outcomes = race(*acts)
    run.refresh_from_db()
    assert run.seats_taken == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == AT_ONCE - 1


def test_workers_that_serve_the_same_queue_at_once_answer_everybody_once():
    run = RunFactory(venue__capacity=4)
    for _company in range(AT_ONCE):
        ask(run)
    outcomes = race(*[lambda: waitlist.seat_waiting(run_id=run.pk, now=timezone.now())] * AT_ONCE)
    run.refresh_from_db()
    assert (run.seats_taken, run.seats_waiting) == (4, AT_ONCE - 4)
    assert sorted(outcomes) == [0] * (AT_ONCE - 1) + [AT_ONCE]


# --- One or two of a company --------------------------------------------------------------------


def colleagues_at_once(run):
    """Two colleagues of one company who each send two technicians at the same moment."""
    membership = MembershipFactory()
    company = membership.company
    colleague = MembershipFactory(company=company).user

    def act(by):
        people = TechnicianFactory.create_batch(2, company=company)
        return lambda: seats.request(
            run=run,
            company=company,
            technicians=people,
            together="split",
            by=by,
            now=timezone.now(),
        )

    return [act(membership.user), act(colleague)]


def test_two_colleagues_at_once_stay_within_two_seats():
    run = RunFactory(venue__capacity=9)
    outcomes = race(*colleagues_at_once(run))
    assert run.enrollments.count() == 2
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusal.reasons) == 1


def test_control_two_colleagues_at_once_take_four_seats_without_lock(without_constraint):
    run = RunFactory(venue__capacity=9)
    without_constraint(Enrollment, "enrollment_company_slot_once")
    both_stored = threading.Barrier(2)
    with (
        without_lock("company", 2),
        mock.patch.object(queries, "live_technicians", return_value={}),
        mock.patch.object(seats.bells, "answer", side_effect=lambda *_: both_stored.wait(10)),
    ):
        race(*colleagues_at_once(run))
    assert run.enrollments.count() == 4


# --- One place at a time ------------------------------------------------------------------------


def one_technician_in_two_groups():
    technician = TechnicianFactory()
    by = MembershipFactory(company=technician.company).user
    return [
        lambda run=run: seats.request(
            run=run,
            company=technician.company,
            technicians=[technician],
            together="split",
            by=by,
            now=timezone.now(),
        )
        for run in (RunFactory(), RunFactory())
    ]


def test_technician_enters_one_of_two_groups_at_the_same_time():
    race(*one_technician_in_two_groups())
    assert Enrollment.objects.count() == 1


def one_person_of_two_companies():
    """The firms ask for her in one group: no lock is shared, only the database sees both."""
    run, first = RunFactory(venue__capacity=9), TechnicianFactory()
    second = TechnicianFactory(curp=first.curp)
    return [
        lambda one=one, by=by: seats.request(
            run=run,
            company=one.company,
            technicians=[one],
            together="split",
            by=by,
            now=timezone.now(),
        )
        for one, by in ((first, UserFactory()), (second, UserFactory()))
    ]


def looking_together():
    """Both look before either writes."""
    both_have_looked, reasons_against = threading.Barrier(2), queries.reasons_against

    def look(**wish):
        reasons = reasons_against(**wish)
        both_have_looked.wait(timeout=10)
        return reasons

    return mock.patch.object(queries, "reasons_against", look)


def test_person_is_enrolled_by_one_of_two_companies():
    with looking_together():
        race(*one_person_of_two_companies())
    assert Enrollment.objects.count() == 1


def test_control_person_is_enrolled_by_both_without_the_constraint(without_constraint):
    without_constraint(TechnicianBooking, "booking_technician_once")
    with looking_together():
        race(*one_person_of_two_companies())
    assert Enrollment.objects.count() == 2


def test_control_technician_enters_both_groups_without_lock(without_constraint):
    without_constraint(TechnicianBooking, "booking_technician_once")
    with without_lock("company", 2), looking_together():
        race(*one_technician_in_two_groups())
    assert Enrollment.objects.count() == 2


def moves_into_one_room():
    """Two groups that meet at the same time and were both proposed the same bigger room."""
    bigger = VenueFactory(capacity=9)
    moves = []
    for _group in range(2):
        run = RunFactory(venue__capacity=1)
        seated(run)
        seated(run)
        proposal = venue_check.check(run_id=run.pk, now=timezone.now())
        assert proposal.to_venue == bigger
        moves.append((proposal, UserFactory(admin=True)))
    return bigger, [
        lambda p=proposal, by=by: venue_check.accept(relocation=p, by=by, now=timezone.now())
        for proposal, by in moves
    ]


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control without guard"])
def test_two_groups_that_move_at_once_do_not_share_a_room(is_guarded, without_constraint):
    if not is_guarded:
        without_constraint(Meeting, "meeting_venue_once")
    bigger, moves = moves_into_one_room()
    race(*moves)
    assert bigger.runs.count() == (1 if is_guarded else 2)


# --- The same form ------------------------------------------------------------------------------


def test_two_groups_that_move_by_themselves_at_once_find_a_room_each():
    VenueFactory.create_batch(2, capacity=5)
    begins = timezone.now() + timedelta(days=30)
    groups = [
        RunFactory(
            venue__capacity=1,
            accepts_moves_within_site=True,
            meetings=[(begins, begins + timedelta(hours=4))],
        )
        for _number in range(2)
    ]
    for run in groups:
        seated(run, technicians=2)
    both_have_chosen = threading.Barrier(2)
    choose, waited = venue_check.venue_fit.choose, set()

    def choose_together(rooms, *, people):
        """The first look of each group happens before the other has moved."""
        room = choose(rooms, people=people)
        if threading.get_ident() not in waited:
            waited.add(threading.get_ident())
            both_have_chosen.wait(timeout=10)
        return room

    with mock.patch.object(venue_check.venue_fit, "choose", choose_together):
        race(
            *(
                lambda run=run: venue_check.check(run_id=run.pk, now=timezone.now())
                for run in groups
            )
        )
    for run in groups:
        run.refresh_from_db()
    assert groups[0].venue != groups[1].venue
    assert [run.seats_taken for run in groups] == [2, 2]


def clicks(key, by):
    def click():
        def act():
            company = TechnicianFactory().company
            return f"/{company.pk}/"

        return submissions.once(key=key, by=by, purpose="test", content={}, act=act)

    return [click] * AT_ONCE


def test_form_sent_many_times_at_once_acts_once():
    outcomes = race(*clicks(uuid.uuid4(), UserFactory()))
    assert Company.objects.count() == 1
    assert outcomes == [f"/{Company.objects.get().pk}/"] * AT_ONCE


def test_control_form_sent_many_times_at_once_acts_each_time_without_claim():
    barrier = threading.Barrier(AT_ONCE)

    def look_only(**_claim):
        barrier.wait(timeout=10)
        return 0

    with mock.patch.object(submissions, "_claim", look_only):
        race(*clicks(uuid.uuid4(), UserFactory()))
    assert Company.objects.count() == AT_ONCE


# --- A room that changes while somebody waits for the lock --------------------------------------


@contextmanager
def meanwhile(act):
    """Run the block, then `act` on another connection until it waits for the locks of the block,
    then commit the block. Gives a list that holds what `act` answered or raised."""
    answers = []

    def run():
        try:
            answers.append(act())
        except (Refused, ObjectDoesNotExist) as error:
            answers.append(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread, transaction.atomic():
        yield answers
        acting = thread.submit(run)
        while not _somebody_waits():
            assert not acting.done(), "it did not wait"
            time.sleep(0.02)


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND"
            " pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database()))"
        )
        return cursor.fetchone()[0]


def test_queue_is_served_by_who_waited_while_the_group_moved_to_another_room():
    run = RunFactory(venue__capacity=1)
    ask(run, technicians=2)
    bigger = VenueFactory(capacity=9)
    with meanwhile(lambda: waitlist.seat_waiting(run_id=run.pk, now=timezone.now())) as answer:
        CourseRun.objects.filter(pk=run.pk).update(venue=bigger)
    assert answer == [1]
    run.refresh_from_db()
    assert run.seats_taken == 2


# --- Dates that change while somebody enrolls ----------------------------------------------------


def test_agenda_of_a_technician_follows_dates_that_moved_while_the_firm_was_asking():
    run = RunFactory()
    begins = run.ends_at + timedelta(days=1)
    dates = [(begins + timedelta(days=n), begins + timedelta(days=n, hours=4)) for n in (0, 1)]
    staff = UserFactory(admin=True)
    with meanwhile(
        lambda: run_changes.move_dates(run=run, meetings=dates, by=staff, now=timezone.now())
    ):
        ask(run)
    booked = TechnicianBooking.objects.order_by("period").values_list("period", flat=True)
    assert [(period.lower, period.upper) for period in booked] == dates


def test_firm_that_asks_while_a_meeting_is_taken_away_is_stored():
    run = RunFactory()
    first = (run.starts_at, run.ends_at)
    second = (run.starts_at + timedelta(days=1), run.ends_at + timedelta(days=1))
    staff = UserFactory(admin=True)
    run_changes.move_dates(run=run, meetings=[first, second], by=staff, now=timezone.now())
    with meanwhile(lambda: ask(run).enrollments.count()) as answer:
        run_changes.move_dates(run=run, meetings=[first], by=staff, now=timezone.now())
    assert answer == [1]
    assert TechnicianBooking.objects.count() == 1


def test_firm_that_asks_while_the_group_is_cancelled_is_told(monkeypatch, in_another_connection):
    run = RunFactory(venue__capacity=9)
    seated(run)
    read, late = run_changes._concerned, []

    def read_then_somebody_asks(run):
        concerned = list(read(run))
        late.append(in_another_connection(ask, run))
        return concerned

    monkeypatch.setattr(run_changes, "_concerned", read_then_somebody_asks)
    staff = UserFactory(admin=True)
    run_changes.cancel(run=run, reason="Prueba", by=staff, now=timezone.now())
    waitlist.seat_waiting(run_id=run.pk, now=timezone.now())
    assert Message.objects.get(about=f"request:{late[0].pk}").kind == "refused"
