"""Bad days, by really stopping things: the broker is away, a worker is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from canacintra_portal.celery import app
from canacintra_portal.embedded.valkey import Valkey
from companies import jobs
from companies.models import JobReport, Message
from courses.models import CourseRun
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
from enrollment.tests.factories import ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.disaster]

PATIENCE = 30


@pytest.fixture
def broker(server_home, monkeypatch):
    """A Valkey of this test's own, which the portal and its workers use."""
    valkey = Valkey(server_home / "valkey", durable=False)
    valkey.start()
    former = app.conf.broker_url
    app.conf.broker_url = valkey.url
    app._after_fork()  # forget the connections to the former broker
    monkeypatch.setattr(jobs, "_quiet_until", 0.0)
    yield valkey
    app.conf.broker_url = former
    app._after_fork()
    valkey.stop()


@contextmanager
def worker(broker, portal_environ, tmp_path):
    """A real Celery worker with beat inside; killed at the end without ceremony."""
    command = [sys.executable, "-m", "celery", "-q", "-A", "canacintra_portal", "worker", "-B"]
    options = ["-c", "1", "-l", "warning", "-s", str(tmp_path / "beat"), "--without-mingle"]
    process = subprocess.Popen(
        [*command, *options],
        env={**portal_environ, "REDIS_URL": broker.url, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    """kill -9 of the worker and its children, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_until(condition, what):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"waited {PATIENCE} s for: {what}"
        time.sleep(0.05)


def answers(run):
    """State of every request of the run in the order of arrival."""
    requests = EnrollmentRequest.objects.filter(run=run).order_by("pk")
    return list(requests.values_list("state", flat=True))


def test_broker_that_is_away_costs_no_request_and_no_order(broker, portal_environ, tmp_path):
    run = RunFactory(venue__capacity=2)
    broker.kill()
    began = time.monotonic()
    for _company in range(3):
        ask(run)
    assert time.monotonic() - began < 10
    assert answers(run) == ["received"] * 3
    broker.start()
    with worker(broker, portal_environ, tmp_path):
        reports = JobReport.objects.filter(job="sweep", is_problem=False)
        wait_until(reports.exists, "the sweep to catch up and say so")
    assert answers(run) == ["confirmed", "confirmed", "waiting"]


def test_broker_that_comes_back_is_rung_again(broker, portal_environ, tmp_path):
    run = RunFactory(venue__capacity=1)
    with worker(broker, portal_environ, tmp_path):
        broker.kill()
        ask(run)
        broker.start()
        wait_until(lambda: answers(run) == ["confirmed"], "worker and beat to reconnect")


def test_worker_killed_in_the_middle_of_a_confirmation_loses_nothing(
    broker, portal_environ, tmp_path, in_another_connection
):
    run = RunFactory(venue__capacity=1)
    with worker(broker, portal_environ, tmp_path) as doomed, transaction.atomic():
        CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        # The requests arrive through another connection while this one holds the run.
        in_another_connection(lambda: (ask(run), ask(run)))
        wait_until(
            lambda: in_another_connection(somebody_waits_for_the_run),
            "the worker to stand in front of the run",
        )
        kill(doomed)
    assert answers(run) == ["received", "received"]
    with worker(broker, portal_environ, tmp_path):
        wait_until(lambda: "received" not in answers(run), "the next worker to catch up")
    assert answers(run) == ["confirmed", "waiting"]
    told = Message.objects.exclude(kind="received").order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["confirmed", "waiting"]


def test_worker_keeps_its_connection_and_opens_another_when_it_breaks(
    broker, portal_environ, tmp_path
):
    run = RunFactory(venue__capacity=2)
    with worker(broker, portal_environ, tmp_path):
        ask(run)
        wait_until(lambda: answers(run) == ["confirmed"], "the first answer")
        kept = other_connections("pid")
        assert kept
        other_connections("pg_terminate_backend(pid)")
        ask(run)
        wait_until(lambda: answers(run) == ["confirmed"] * 2, "the second answer")
        assert kept.isdisjoint(other_connections("pid"))


def other_connections(column):
    """What `column` says of the connections to the test's database but this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM pg_stat_activity"  # noqa: S608 the column is our own word
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {row[0] for row in cursor.fetchall()}


def somebody_waits_for_the_run():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND query LIKE '%%courses_courserun%%'"
            " AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def test_ringing_with_the_broker_away_does_not_hold_up_a_request(broker):
    broker.kill()
    began = time.monotonic()
    for _number in range(20):
        jobs.ring("enrollment.seat_waiting", 1)
    assert time.monotonic() - began < 10
