"""The jobs as edges: safe to run twice, and the sweep finds what nobody rang for."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from companies.models import JobReport, Message
from companies.refusals import BUSY, Refused
from companies.tests.factories import UserFactory
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import tasks
from enrollment.models import Relocation
from enrollment.services import company_changes, receipts, reminders, venue_check, waitlist
from enrollment.tests.factories import ask, seated

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(minutes=1)


def reports(job):
    return JobReport.objects.filter(job=job).count()


def test_seat_waiting_twice_answers_once():
    run = RunFactory(venue__capacity=1)
    ask(run)
    tasks.seat_waiting(run.pk)
    tasks.seat_waiting(run.pk)
    assert reports("confirm") == 1
    assert Message.objects.filter(kind="confirmed").count() == 1


def test_check_venue_twice_proposes_once():
    run = RunFactory(venue__capacity=1)
    VenueFactory(capacity=9)
    seated(run, technicians=2)
    tasks.check_venue(run.pk)
    tasks.check_venue(run.pk)
    assert Relocation.objects.count() == 1


def test_nightly_check_finds_runs_that_more_want_than_fit():
    crowded, calm = RunFactory(venue__capacity=1), RunFactory(venue__capacity=1)
    VenueFactory(capacity=9)
    seated(crowded, technicians=2)
    seated(calm)
    tasks.check_all_venues()
    assert list(Relocation.objects.values_list("run", flat=True)) == [crowded.pk]


def test_sweep_leaves_a_fresh_request_to_its_ring():
    request = ask(RunFactory(venue__capacity=1))
    tasks.sweep()
    request.refresh_from_db()
    assert request.state == "received"


def test_sweep_answers_a_request_that_nobody_rang_for():
    request = ask(RunFactory(venue__capacity=1), now=timezone.now() - LONG_AGO)
    tasks.sweep()
    request.refresh_from_db()
    assert request.state == "confirmed"
    assert reports("sweep") == 1


def test_sweep_gives_a_seat_whose_ring_was_lost():
    run = RunFactory(venue__capacity=1)
    holder, waiting = seated(run), seated(run)
    holder.enrollments.update(state="cancelled", ended_at=timezone.now())
    tasks.sweep()
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_sweep_ends_local_priority():
    run = RunFactory(venue__capacity=1, local_priority_until=timezone.now() + timedelta(hours=1))
    visitor = seated(run, municipality="Chihuahua")
    type(run).objects.filter(pk=run.pk).update(
        local_priority_until=timezone.now() - timedelta(seconds=1)
    )
    tasks.sweep()
    visitor.refresh_from_db()
    assert visitor.state == "confirmed"


@pytest.mark.parametrize("until", [None, timezone.now() - timedelta(seconds=1)])
def test_sweep_tells_a_firm_in_a_full_group_that_it_now_waits_for_a_seat(until):
    run = RunFactory(venue__capacity=1, local_priority_until=timezone.now() + timedelta(hours=1))
    seated(run)
    visitor = seated(run, municipality="Chihuahua")
    assert visitor.waiting_for == "local-priority"
    type(run).objects.filter(pk=run.pk).update(local_priority_until=until)
    tasks.sweep()
    visitor.refresh_from_db()
    assert visitor.waiting_for == "seat"


def move_up(request):
    waitlist.move_up(
        request=request, reason="Prueba", by=UserFactory(admin=True), now=timezone.now()
    )


def correct_municipality(request):
    company_changes.edit(company=request.company, changes={"municipality": "Juárez"})


@pytest.mark.parametrize("decide", [move_up, correct_municipality])
def test_sweep_seats_a_firm_that_local_priority_no_longer_holds_back(decide):
    run = RunFactory(venue__capacity=1, local_priority_until=timezone.now() + timedelta(hours=1))
    visitor = seated(run, municipality="Chihuahua")
    assert visitor.waiting_for == "local-priority"
    decide(visitor)
    tasks.sweep()
    visitor.refresh_from_db()
    assert visitor.state == "confirmed"


def test_sweep_with_nothing_to_do_is_silent():
    seated(RunFactory(venue__capacity=1))
    tasks.sweep()
    assert reports("sweep") == 0


def test_sweep_reports_only_requests_that_were_left_without_their_first_answer():
    now = timezone.now()
    run = RunFactory(venue__capacity=2, local_priority_until=now + timedelta(hours=1))
    seated(run)
    visitor = seated(run, municipality="Chihuahua", now=now - LONG_AGO)
    CourseRun.objects.filter(pk=run.pk).update(local_priority_until=now - timedelta(seconds=1))
    tasks.sweep()
    visitor.refresh_from_db()
    assert visitor.state == "confirmed"
    assert reports("sweep") == 0


def test_sweep_that_serves_a_queue_counts_only_who_was_lost():
    run = RunFactory(venue__capacity=1)
    earlier = timezone.now() - 2 * LONG_AGO
    holder, _promoted = seated(run, now=earlier), seated(run, now=earlier)
    ask(run, now=timezone.now() - LONG_AGO)
    holder.enrollments.update(state="cancelled", ended_at=timezone.now())
    tasks.sweep()
    assert not run.requests.undecided().exists()
    assert " 1 " in JobReport.objects.get(job="sweep").line


def test_receipts_that_fail_do_not_end_the_sweep(monkeypatch):
    ask(RunFactory(), now=timezone.now() - LONG_AGO)

    def fail(*, now):
        raise RuntimeError("se cayó")

    monkeypatch.setattr(receipts, "write_due", fail)
    tasks.sweep()
    tasks.sweep()
    lines = JobReport.objects.filter(job="sweep").order_by("pk")
    assert [(line.about, line.is_problem) for line in lines] == [("receipts", True), ("", False)]


def test_group_that_fails_does_not_stop_the_others_and_is_reported_once(monkeypatch):
    broken, healthy = RunFactory(venue__capacity=1), RunFactory(venue__capacity=1)
    for run in (broken, healthy):
        ask(run, now=timezone.now() - LONG_AGO)
    serve = waitlist.seat_waiting

    def fail_for_broken(*, run_id, now):
        if run_id == broken.pk:
            raise RuntimeError("se cayó")
        return serve(run_id=run_id, now=now)

    monkeypatch.setattr(waitlist, "seat_waiting", fail_for_broken)
    tasks.sweep()
    tasks.sweep()
    assert healthy.requests.get().state == "confirmed"
    assert JobReport.objects.filter(is_problem=True).count() == 1


@pytest.mark.parametrize(("days", "expected"), [(3, 1), (2, 0), (1, 1), (0, 0)])
def test_reminders_go_out_three_days_and_one_day_before(days, expected):
    begins = (timezone.localtime() + timedelta(days=days)).replace(
        hour=23, minute=30, second=0, microsecond=0
    )
    run = RunFactory(venue__capacity=1, meetings=[(begins, begins + timedelta(minutes=20))])
    seated(run, now=timezone.now() - timedelta(days=1))
    tasks.remind()
    tasks.remind()
    assert Message.objects.filter(kind__startswith="reminder").count() == expected


@pytest.mark.parametrize(
    ("task", "service"),
    [
        (tasks.check_all_venues, (venue_check, "check")),
        (tasks.remind, (reminders, "write")),
    ],
)
def test_group_that_is_busy_does_not_keep_the_others_from_their_turn(monkeypatch, task, service):
    tomorrow = (timezone.localtime() + timedelta(days=1)).replace(hour=12)
    served = []
    for _group in range(2):
        run = RunFactory(venue__capacity=1, meetings=[(tomorrow, tomorrow + timedelta(hours=1))])
        seated(run, technicians=2)

    def refuse_the_first(*, run_id, **_facts):
        served.append(run_id)
        if len(served) == 1:
            raise Refused(BUSY)

    monkeypatch.setattr(*service, refuse_the_first)
    task()
    assert len(served) == 2
    assert JobReport.objects.get(is_problem=True).about == CourseRun.objects.get(pk=served[0]).code


def test_job_without_time_left_stops(monkeypatch):
    for _group in range(2):
        ask(RunFactory(), now=timezone.now() - LONG_AGO)
    served = []

    def take_too_long(*, run_id, now):
        served.append(run_id)
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(waitlist, "seat_waiting", take_too_long)
    with pytest.raises(SoftTimeLimitExceeded):
        tasks.sweep()
    assert len(served) == 1
