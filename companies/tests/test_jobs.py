"""The doorbell of the jobs, where nobody shall hear it."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from companies import jobs

pytestmark = pytest.mark.django_db


def test_rings_inside_unheard_are_dropped(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings:
        jobs.ring("enrollment.seat_waiting", 1)
        with jobs.unheard():
            jobs.ring("enrollment.seat_waiting", 2)
        jobs.ring("enrollment.seat_waiting", 3)

    assert [ring.args[1] for ring in rings] == [(1,), (3,)]


@pytest.fixture
def rung(monkeypatch):
    """The tasks that reach the broker; its bell is the real one."""
    tasks = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda task, args, **options: tasks.append((task, *args))
    )
    return tasks


@pytest.mark.django_db(transaction=True)
def test_rings_that_wait_for_a_worker_are_not_repeated(rung):
    task = f"test.{uuid.uuid4()}"
    jobs.ring(task, 1)
    jobs.ring(task, 1)
    jobs.ring(task, 2)
    assert rung == [(task, 1), (task, 2)]


@pytest.mark.django_db(transaction=True)
def test_a_ring_after_the_worker_began_is_heard_again(rung):
    task = f"test.{uuid.uuid4()}"
    jobs.ring(task, 1)
    jobs.answer(task, [1])
    jobs.ring(task, 1)
    assert rung == [(task, 1)] * 2


@pytest.mark.django_db(transaction=True)
def test_a_lost_ring_does_not_silence_the_next_ones_for_long(rung, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_OF_SILENCE", 1)
    task = f"test.{uuid.uuid4()}"
    jobs.ring(task, 1)
    time.sleep(1.1)
    jobs.ring(task, 1)
    assert rung == [(task, 1)] * 2


@pytest.mark.django_db(transaction=True)
def test_jobs_for_the_same_begin_apart_and_one_speaks_for_all_who_rang(rung):
    task = f"test.{uuid.uuid4()}"
    jobs.answer(task, [1], apart=2)
    jobs.ring(task, 1)
    with ThreadPoolExecutor() as worker:
        began = time.monotonic()
        second = worker.submit(jobs.answer, task, [1], apart=2)
        time.sleep(0.1)
        jobs.ring(task, 1)
        second.result()
    waited = time.monotonic() - began
    jobs.ring(task, 1)
    assert rung == [(task, 1)] * 2
    assert waited > 0.3


@pytest.mark.django_db(transaction=True)
def test_jobs_that_nobody_called_lately_begin_at_once():
    task = f"test.{uuid.uuid4()}"
    jobs.answer(task, [1], apart=3)
    began = time.monotonic()
    jobs.answer(task, [2], apart=3)
    assert time.monotonic() - began < 2.5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("took", "pause"), [(0.1, 0.3), (0.5, 0.5), (7.0, 0.6)])
def test_a_job_rests_as_long_as_it_worked_and_at_least_what_is_left_of_the_pause(took, pause):
    task = f"test.{uuid.uuid4()}"
    jobs.answer(task, [1], apart=0.4)
    began = time.monotonic()
    jobs.rest(task, [1], took=took, apart=0.4)
    jobs.answer(task, [1], apart=0.4)
    assert pause <= time.monotonic() - began + 0.01 < pause + 3


@pytest.mark.django_db(transaction=True)
def test_a_ring_that_may_wait_reaches_the_broker_with_its_pause(monkeypatch):
    sent = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda task, **options: sent.append(options["countdown"])
    )
    jobs.ring(f"test.{uuid.uuid4()}", after=1.5)
    jobs.ring(f"test.{uuid.uuid4()}")
    assert sent == [1.5, None]
