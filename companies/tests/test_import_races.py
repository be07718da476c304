"""Imports under pressure: several workers, two colleagues, killed workers, no broker."""

import signal
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from unittest import mock

import pytest
from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from companies import jobs, tables, tasks
from companies.models import ImportRow, Technician, TechnicianImport
from companies.refusals import Refused
from companies.services import import_storing, imports, locks
from companies.services import technicians as by_hand
from companies.tests.factories import MembershipFactory, TechnicianFactory, curp
from companies.tests.lists import HEADERS, begun, person, received, store_all
from enrollment.tests.test_disasters import broker, wait_until, worker  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()
STORE = (
    "import django, sys; django.setup()\n"
    "from unittest import mock\n"
    "from companies import tasks\n"
    "from companies.services import import_storing\n"
    "import_storing.ROWS_OF_A_BATCH = 10\n"
    "if len(sys.argv) > 2:\n"
    "    store, done = import_storing._store, []\n"
    "    def stall(*args):\n"
    "        found = store(*args)\n"
    "        done.append(1)\n"
    "        if len(done) == 3:\n"
    "            print('in the middle', flush=True)\n"
    "            import time; time.sleep(60)\n"
    "        return found\n"
    "    import_storing._store = stall\n"
    "tasks.store_import(int(sys.argv[1]))"
)


def race(*acts):
    """Run all `acts` at the same moment, each on its own connection; what they answer or raise."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.fixture
def alicia():
    return MembershipFactory()


@pytest.fixture
def bruno(alicia):
    return MembershipFactory(company=alicia.company)


def store(uploaded):
    def act():
        while import_storing.next_batch(import_id=uploaded.pk, now=NOW):
            continue

    return act


def test_four_workers_store_one_list_once(alicia):
    with mock.patch.object(import_storing, "ROWS_OF_A_BATCH", 7):
        uploaded = begun(alicia, [person(n) for n in range(60)], NOW)
        assert race(*[store(uploaded)] * 4) == [None] * 4

    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.stored_counts) == ("stored", {"new": 60})
    assert Technician.objects.count() == 60
    assert Technician.objects.first().trail.count() == 1


@pytest.mark.parametrize("with_lock", [True, False], ids=["as it is", "control: it waits"])
def test_while_one_worker_has_a_list_another_returns_at_once(
    alicia, in_another_connection, monkeypatch, with_lock
):
    monkeypatch.setattr("companies.refusals.LOCK_TIMEOUT", "4000ms")
    uploaded = begun(alicia, [person(1)], NOW)
    if not with_lock:
        lock = QuerySet.select_for_update
        monkeypatch.setattr(
            QuerySet, "select_for_update", lambda rows, skip_locked=False, **how: lock(rows, **how)
        )
    write, seconds = import_storing._write, []

    def write_while_another_comes(company, people):
        began = time.monotonic()
        with suppress(Refused):
            assert not in_another_connection(
                import_storing.next_batch, import_id=uploaded.pk, now=NOW
            )
        seconds.append(time.monotonic() - began)
        return write(company, people)

    monkeypatch.setattr(import_storing, "_write", write_while_another_comes)
    import_storing.next_batch(import_id=uploaded.pk, now=NOW)

    assert (seconds[0] < 3.5) == with_lock
    assert alicia.company.technicians.count() == 1


def test_two_colleagues_import_the_same_list_at_once_and_nobody_is_twice(alicia, bruno):
    rows = [person(n) for n in range(60)]
    lists = [begun(alicia, rows, NOW), begun(bruno, rows, NOW)]

    race(*[store(uploaded) for uploaded in lists])

    for uploaded in lists:
        uploaded.refresh_from_db()
    assert {uploaded.state for uploaded in lists} == {"stored"}
    # Whoever came second found them all there: the counts tell the truth.
    counts = sorted((dict(uploaded.stored_counts) for uploaded in lists), key=str)
    assert counts == [{"new": 60}, {"same": 60}]
    assert alicia.company.technicians.count() == 60


def test_without_the_lock_both_lists_say_that_they_brought_the_same_people(alicia, bruno):
    """The control: the counts above are right because of the lock, and not by luck."""
    lists = [begun(alicia, [person(1)], NOW), begun(bruno, [person(1)], NOW)]
    both_have_looked = threading.Barrier(2)
    write = Technician.objects.bulk_create

    def late(people, **options):
        both_have_looked.wait(timeout=10)
        return write(people, **options)

    with (
        mock.patch.object(locks, "company", return_value=alicia.company),
        mock.patch.object(Technician.objects, "bulk_create", late),
    ):
        race(
            *[lambda one=one: import_storing.next_batch(import_id=one.pk, now=NOW) for one in lists]
        )

    stored = TechnicianImport.objects.values_list("stored_counts", flat=True)
    assert list(stored.order_by("pk")) == [{"new": 1}, {"new": 1}]
    assert Technician.objects.count() == 1  # the constraint holds even then


def test_somebody_added_by_hand_at_the_same_moment_is_there_once(alicia):
    uploaded = begun(alicia, [person(1), person(2)], NOW)
    fields = {"curp": curp(1), "given_names": "Jz", "first_surname": "Peb"}

    race(
        lambda: import_storing.next_batch(import_id=uploaded.pk, now=NOW),
        lambda: by_hand.add(company=alicia.company, by=alicia.user, **fields),
    )

    assert sorted(alicia.company.technicians.values_list("curp", flat=True)) == [curp(1), curp(2)]
    uploaded.refresh_from_db()
    assert uploaded.state == "stored"


@pytest.mark.parametrize("what", ["upload", "store"])
def test_a_double_click_acts_once(alicia, what):
    key = str(uuid.uuid4())
    waiting = received(alicia, [person(1)], NOW)
    content = tables.as_csv(HEADERS, [person(1)])

    def click():
        browser = Client()
        browser.force_login(alicia.user)
        if what == "upload":
            file = SimpleUploadedFile("lista.csv", content)
            return browser.post("/empresa/tecnicos/importar/", {"key": key, "file": file}).url
        return browser.post(f"{waiting.get_absolute_url()}guardar/", {"key": key}).url

    first, second = race(click, click)

    assert first == second
    assert TechnicianImport.objects.count() == (2 if what == "upload" else 1)
    assert TechnicianImport.objects.storing().count() == (0 if what == "upload" else 1)


def test_storing_and_throwing_away_at_once_end_in_one_of_them(alicia):
    uploaded = received(alicia, [person(n) for n in range(20)], NOW)
    asks = {"technician_import": uploaded, "by": alicia.user, "now": NOW}

    answers = race(lambda: imports.begin(**asks), lambda: imports.discard(**asks))

    assert [type(answer) for answer in answers].count(Refused) == 1
    uploaded.refresh_from_db()
    if uploaded.state == "storing":
        store_all(uploaded, NOW)
        assert Technician.objects.count() == 20
    else:
        assert uploaded.is_gone
        assert not ImportRow.objects.exists()


@pytest.mark.disaster
def test_a_worker_killed_in_the_middle_leaves_whole_batches_and_the_next_one_goes_on(
    alicia, portal_environ
):
    # Given a worker that has committed two batches of ten and is in the third
    TechnicianFactory(company=alicia.company, curp=curp(0), is_active=False)
    uploaded = begun(alicia, [person(n) for n in range(45)], NOW)
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", STORE, str(uploaded.pk), "stall"],
        cwd=portal.BASE_DIR,
        env=portal_environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = iter(worker.stdout.readline, "")
    assert any("in the middle" in line for line in lines)
    # When it is killed
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    worker.stdout.close()
    # Then two batches are stored, the third is not, and the rows that are left say so
    deadline = time.monotonic() + 10
    while Technician.objects.active().count() != 20 and time.monotonic() < deadline:
        time.sleep(0.1)
    uploaded.refresh_from_db()
    assert (uploaded.state, sum(uploaded.stored_counts.values())) == ("storing", 20)
    assert (Technician.objects.active().count(), uploaded.rows.count()) == (20, 25)
    # And the sweep finds the list again when nobody has worked at it for a while
    with mock.patch.object(jobs, "ring") as ring:
        tasks.sweep_imports()
        ring.assert_not_called()
        TechnicianImport.objects.update(last_batch_at=timezone.now() - 2 * tasks.IN_WORK)
        tasks.sweep_imports()
    ring.assert_called_once_with(imports.STORE, uploaded.pk)
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STORE, str(uploaded.pk)],
        cwd=portal.BASE_DIR,
        env=portal_environ,
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
    )
    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.stored_counts) == ("stored", {"new": 44, "returns": 1})
    assert Technician.objects.active().count() == 45


@pytest.mark.disaster
def test_without_a_broker_the_list_waits_and_is_stored_when_it_is_back(
    alicia,
    broker,  # noqa: F811  # the fixture
    portal_environ,
    tmp_path,
    client,
):
    client.force_login(alicia.user)
    uploaded = received(alicia, [person(1)], NOW)
    broker.kill()
    began = time.monotonic()
    response = client.post(f"{uploaded.get_absolute_url()}guardar/", {"key": str(uuid.uuid4())})
    page = client.get(response.url)
    assert time.monotonic() - began < 15
    assert page.context["uploaded"].state == "storing"
    broker.start()
    with worker(broker, portal_environ, tmp_path):
        wait_until(lambda: Technician.objects.count() == 1, "beat to ring for the list")
        stored = TechnicianImport.objects.filter(state="stored")
        wait_until(stored.exists, "the list to be stored")
