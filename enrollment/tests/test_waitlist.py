"""The pass over the queue: confirmations, promotions, local priority, together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import JobReport, Message
from companies.refusals import Refused
from companies.tests.factories import UserFactory
from courses.tests.factories import RunFactory
from enrollment import queries
from enrollment.services import approval, run_changes, seats, waitlist
from enrollment.tests.factories import ask, fill, seated, serve

pytestmark = pytest.mark.django_db


def run_with(capacity, **fields):
    return RunFactory(venue__capacity=capacity, **fields)


def told(request):
    """Kinds of the messages about the request that will be sent, in the order of writing."""
    messages = Message.objects.filter(about=f"request:{request.pk}", state=Message.State.DUE)
    return list(messages.order_by("pk").values_list("kind", flat=True))


def state_of(request):
    request.refresh_from_db()
    return request.state, request.waiting_for


def test_a_request_that_came_while_the_pass_waited_is_answered_after_it_was_asked():
    run = run_with(1)
    seen, unseen = ask(run), ask(run)
    serve(run, now=seen.requested_at - timedelta(seconds=2))
    seen.refresh_from_db()
    unseen.refresh_from_db()
    assert seen.decided_at == unseen.decided_at == unseen.requested_at
    assert seen.enrollments.get().confirmed_at >= seen.requested_at


def rung_by_serving(run, capture):
    with capture() as rings:
        serve(run)
    return [ring.args[0] for ring in rings]


def test_the_room_is_checked_where_somebody_waits_or_moved_up(django_capture_on_commit_callbacks):
    run = run_with(2)
    leaving = ask(run)
    assert rung_by_serving(run, django_capture_on_commit_callbacks) == []
    ask(run, technicians=2)
    assert rung_by_serving(run, django_capture_on_commit_callbacks) == ["enrollment.check_venue"]
    leaving.refresh_from_db()
    seats.cancel(request=leaving, by=leaving.requested_by, now=timezone.now())
    assert rung_by_serving(run, django_capture_on_commit_callbacks) == ["enrollment.check_venue"]
    assert rung_by_serving(run, django_capture_on_commit_callbacks) == []


def test_requests_are_served_in_order_of_arrival():
    run = run_with(2)
    first, second, third = ask(run), ask(run), ask(run)
    serve(run)
    assert [state_of(r)[0] for r in (first, second, third)] == [
        "confirmed",
        "confirmed",
        "waiting",
    ]
    assert [told(r) for r in (first, second, third)] == [["confirmed"], ["confirmed"], ["waiting"]]
    assert (run.seats_taken, run.seats_waiting) == (2, 1)


def test_serving_twice_changes_and_tells_nothing_more():
    run = run_with(1)
    ask(run, technicians=2)
    serve(run)
    before = list(Message.objects.values_list("kind", "state"))
    reports = JobReport.objects.count()
    assert waitlist.seat_waiting(run_id=run.pk, now=timezone.now()) == 0
    assert list(Message.objects.values_list("kind", "state")) == before
    assert JobReport.objects.count() == reports


def test_one_of_two_is_seated_and_the_other_waits():
    run = run_with(1)
    request = seated(run, technicians=2)
    assert state_of(request) == ("partial", "seat")
    assert told(request) == ["partly-confirmed"]


def test_both_or_none_waits_for_the_second_seat_and_nobody_passes():
    run = run_with(2)
    seated(run)
    couple = seated(run, technicians=2, together="both")
    single = seated(run)
    assert state_of(couple) == ("waiting", "second-seat")
    assert state_of(single) == ("waiting", "seat")
    assert run.seats_left == 1


def test_held_seat_goes_on_after_two_days():
    run = run_with(2)
    seated(run)
    couple = seated(run, technicians=2, together="both")
    single = seated(run)
    serve(run, now=timezone.now() + timedelta(hours=49))
    assert state_of(couple)[0] == "waiting"
    assert state_of(single)[0] == "confirmed"


def test_both_are_seated_when_the_second_seat_comes_free():
    run = run_with(2)
    holder = seated(run)
    couple = seated(run, technicians=2, together="both")
    seats.cancel(request=holder, by=holder.requested_by, now=timezone.now())
    serve(run)
    assert state_of(couple) == ("confirmed", "")


def test_firms_from_elsewhere_wait_until_local_priority_ends():
    until = timezone.now() + timedelta(days=3)
    run = run_with(1, local_priority_until=until)
    visitor = seated(run, municipality="Chihuahua")
    assert state_of(visitor) == ("waiting", "local-priority")
    serve(run, now=until)
    assert state_of(visitor) == ("confirmed", "")


def test_local_firm_overtakes_on_the_waiting_list():
    run = run_with(1)
    holder = seated(run)
    visitor, local = seated(run, municipality="Chihuahua"), seated(run)
    seats.cancel(request=holder, by=holder.requested_by, now=timezone.now())
    serve(run)
    assert (state_of(visitor)[0], state_of(local)[0]) == ("waiting", "confirmed")


def test_firm_that_is_not_approved_waits_in_its_place():
    run = run_with(1)
    newcomer = seated(run, approved_at=None, approved_by=None)
    assert state_of(newcomer) == ("waiting", "approval")
    approval.approve(company=newcomer.company, by=UserFactory(admin=True), now=timezone.now())
    serve(run)
    assert state_of(newcomer) == ("confirmed", "")


def test_moved_up_by_staff_is_served_first_and_the_reason_is_kept():
    run = run_with(1)
    holder = seated(run)
    first, second = seated(run), seated(run)
    staff = UserFactory(admin=True)
    waitlist.move_up(request=second, reason="Su turno se perdió", by=staff, now=timezone.now())
    seats.cancel(request=holder, by=holder.requested_by, now=timezone.now())
    serve(run)
    assert (state_of(first)[0], state_of(second)[0]) == ("waiting", "confirmed")
    assert (second.priority_reason, second.priority_by) == ("Su turno se perdió", staff)


def test_moving_up_needs_a_reason():
    run = run_with(1)
    fill(run)
    with pytest.raises(Refused):
        waitlist.move_up(
            request=seated(run), reason="  ", by=UserFactory(admin=True), now=timezone.now()
        )


def test_request_that_the_begin_overtook_is_refused_and_told():
    run = run_with(1)
    request = ask(run)
    serve(run, now=run.starts_at)
    assert state_of(request) == ("refused", "")
    assert request.end_reason == "too-late"
    assert told(request) == ["refused"]


def test_firm_that_is_approved_into_a_full_group_hears_that_it_waits_for_a_seat():
    run = run_with(1)
    fill(run)
    request = seated(run, approved_at=None, approved_by=None)
    assert state_of(request) == ("waiting", "approval")
    Message.objects.update(state="sent", sent_at=timezone.now(), subject="Antes", text="Antes")

    staff = UserFactory(admin=True)
    approval.approve(company=request.company, by=staff, now=timezone.now())
    serve(run)

    assert state_of(request) == ("waiting", "seat")
    assert told(request) == ["waiting"]
    serve(run)
    assert told(request) == ["waiting"]


def test_firm_from_elsewhere_hears_what_it_waits_for_once_local_firms_no_longer_come_first():
    until = timezone.now() + timedelta(days=1)
    run = run_with(1, local_priority_until=until)
    fill(run)
    request = seated(run, municipality="Delicias")
    assert state_of(request) == ("waiting", "local-priority")

    serve(run, now=until)

    assert state_of(request) == ("waiting", "seat")
    letters = Message.objects.filter(about=f"request:{request.pk}", kind="waiting").order_by("pk")
    assert [letter.context["waiting_for"] for letter in letters] == ["local-priority", "seat"]


def test_queue_ends_when_the_group_begins_and_each_firm_hears_of_other_groups():
    run = run_with(3)
    after = run.ends_at + timedelta(days=7)
    other = run_with(3, course=run.course, meetings=[(after, after + timedelta(hours=4))])
    whole, half, nobody = seated(run, technicians=2), seated(run, technicians=2), seated(run)
    assert [state_of(r)[0] for r in (whole, half, nobody)] == ["confirmed", "partial", "waiting"]

    serve(run, now=run.starts_at)

    assert [state_of(r) for r in (whole, half, nobody)] == [
        ("confirmed", ""),
        ("confirmed", ""),
        ("refused", ""),
    ]
    assert (nobody.end_reason, nobody.ended_at) == ("no-seat", run.starts_at)
    assert [e.state for e in half.enrollments.order_by("pk")] == ["confirmed", "refused"]
    assert (run.seats_taken, run.seats_waiting) == (3, 0)
    assert "refused" not in told(whole)
    letters = {
        about: Message.objects.get(about=f"request:{about.pk}", kind="refused").context
        for about in (half, nobody)
    }
    stays, leaves = half.enrollments.order_by("pk")
    assert letters[half]["remaining"] == [stays.technician.full_name]
    assert [one["name"] for one in letters[half]["people"]] == [leaves.technician.full_name]
    assert letters[nobody]["remaining"] == []
    assert [one["code"] for one in letters[nobody]["alternatives"]] == [other.code]


def test_queue_of_a_group_that_began_is_found_by_the_sweep_and_ended_once():
    run = run_with(1)
    fill(run)
    seated(run)
    before, begun = run.starts_at - timedelta(seconds=1), run.starts_at

    def owed(now):
        return queries.runs_owed_an_answer(now=now, received_before=now)

    assert (owed(before), owed(begun)) == ([], [run.pk])
    serve(run, now=begun)
    assert owed(begun) == []
    assert waitlist.seat_waiting(run_id=run.pk, now=begun) == 0


def test_request_that_slipped_in_while_the_group_was_cancelled_is_refused():
    run = run_with(1)
    request = ask(run)
    type(run).objects.filter(pk=run.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancel_reason="Sin instructor"
    )
    serve(run)
    assert (state_of(request)[0], request.end_reason) == ("refused", "run-cancelled")


def test_cancelled_group_ends_every_request_and_names_other_groups():
    run = run_with(1)
    after = run.ends_at + timedelta(days=7)
    other = run_with(1, course=run.course, meetings=[(after, after + timedelta(hours=4))])
    closed_at = {"enrollment_closes_at": timezone.now()}
    run_with(1, course=run.course, meetings=[(after, after + timedelta(hours=4))], **closed_at)
    holder, waiting = seated(run), seated(run)
    run_changes.cancel(
        run=run, reason="Sin instructor", by=UserFactory(admin=True), now=timezone.now()
    )
    run.refresh_from_db()
    assert (run.state, run.seats_taken, run.seats_waiting) == ("cancelled", 0, 0)
    assert [state_of(r)[0] for r in (holder, waiting)] == ["cancelled", "cancelled"]
    letter = Message.objects.get(about=f"request:{waiting.pk}", kind="run-cancelled")
    assert other.code in str(letter.context)


def test_a_rush_is_answered_in_a_fixed_number_of_statements(django_assert_num_queries):
    few, many = run_with(3), run_with(20)
    for _number in range(5):
        ask(few, technicians=2)
    for _number in range(30):
        ask(many, technicians=2)
    with django_assert_num_queries(17):
        waitlist.seat_waiting(run_id=few.pk, now=timezone.now())
    with django_assert_num_queries(17):
        waitlist.seat_waiting(run_id=many.pk, now=timezone.now())


def test_next_free_seat_is_held_again_for_both_after_another_firm_took_the_last_one():
    now = timezone.now()
    run = RunFactory(venue__capacity=2)
    first, second = seated(run), seated(run)
    both = ask(run, technicians=2, together="both")
    seats.cancel(request=first, by=first.requested_by, now=now)
    serve(run, now=now)
    after_the_hold = now + timedelta(hours=49)
    serve(run, now=after_the_hold)
    ask(run, now=after_the_hold)
    serve(run, now=after_the_hold)
    later = after_the_hold + timedelta(hours=1)
    rival = ask(run, now=later)
    seats.cancel(request=second, by=second.requested_by, now=later)
    serve(run, now=later)
    for request in (both, rival):
        request.refresh_from_db()
    assert (both.waiting_for, both.hold_until) == ("second-seat", later + timedelta(hours=48))
    assert rival.state == "waiting"


def owed(run, now):
    return run.pk in queries.runs_owed_an_answer(now=now, received_before=now)


def test_sweep_leaves_a_group_alone_while_a_seat_is_held_and_serves_it_when_the_hold_ends():
    now = timezone.now()
    run = run_with(2)
    holder = seated(run)
    couple, behind = seated(run, technicians=2, together="both"), seated(run)
    assert state_of(couple) == ("waiting", "second-seat")
    assert state_of(behind) == ("waiting", "seat")
    assert not owed(run, now + timedelta(hours=47))
    ended = now + timedelta(hours=49)
    assert owed(run, ended)
    serve(run, now=ended)
    assert [state_of(r)[0] for r in (holder, couple, behind)] == [
        "confirmed",
        "waiting",
        "confirmed",
    ]
    assert not owed(run, ended)


def test_sweep_leaves_a_group_alone_when_nobody_waits_behind_a_hold_that_ended():
    now = timezone.now()
    run = run_with(2)
    seated(run)
    couple = seated(run, technicians=2, together="both")
    ended = now + timedelta(hours=49)
    for _look in range(2):
        assert not owed(run, ended)
        serve(run, now=ended)
    late = ask(run, now=ended)
    serve(run, now=ended)
    assert (state_of(couple)[0], state_of(late)[0]) == ("waiting", "confirmed")


def test_both_or_none_holds_nothing_in_a_room_for_one_and_gets_both_in_a_larger_one():
    run = run_with(1)
    couple = seated(run, technicians=2, together="both")
    assert (state_of(couple), couple.hold_until) == (("waiting", "second-seat"), None)
    assert not owed(run, timezone.now() + timedelta(hours=49))
    single = seated(run)
    assert state_of(single) == ("confirmed", "")
    run.venue.capacity = 3
    run.venue.save()
    assert owed(run, timezone.now())
    serve(run)
    assert state_of(couple) == ("confirmed", "")
