"""The harness itself: it really forbids what it says it forbids."""

import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.template import Context, Engine
from django.utils import timezone, translation

from canacintra_portal.logs import TaskDone
from canacintra_portal.testing.strict import (
    FailIfOurs,
    OutsideNetworkError,
    UndefinedVariableError,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def page():
    """Renders a template that lies in a directory."""

    def render(directory: Path, source: str, **context: object) -> str:
        (directory / "page.html").write_text(source)
        engine = Engine(dirs=[str(directory)], string_if_invalid=FailIfOurs())
        return engine.get_template("page.html").render(Context(context))

    return render


@pytest.fixture
def our_directory():
    """A directory inside the project."""
    directory = ROOT / ".local" / "harness"
    directory.mkdir(parents=True, exist_ok=True)
    yield directory
    (directory / "page.html").unlink()
    directory.rmdir()


def test_a_variable_of_ours_that_no_view_gives_is_an_error(page, our_directory):
    with pytest.raises(UndefinedVariableError, match=r"run\.code"):
        page(our_directory, "{{ run.code|default:'none' }}", run=object())


def test_asking_whether_a_variable_is_there_is_allowed(page, our_directory):
    assert page(our_directory, "{% if run %}yes{% else %}no{% endif %}") == "no"


def test_templates_of_others_may_be_careless_and_keep_their_defaults(page, tmp_path):
    assert page(tmp_path, "{{ title|default:'none' }}") == "none"


@pytest.mark.parametrize("address", [("203.0.113.1", 443), ("example.org", 443)])
def test_no_test_reaches_another_machine(address):
    with pytest.raises(OutsideNetworkError):
        socket.create_connection(address, timeout=1)


@pytest.mark.django_db
def test_rows_without_an_order_come_back_shuffled_and_rows_with_one_do_not():
    Group.objects.bulk_create(Group(name=f"{number:02}") for number in range(30))
    names = sorted(group.name for group in Group.objects.all())

    assert [group.name for group in Group.objects.order_by("name")] == names
    assert len({tuple(group.name for group in Group.objects.all()) for _ in range(5)}) > 1


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_begins_in_the_language_and_the_time_zone_of_the_portal(turn):
    assert translation.get_language() == "es-mx"
    assert timezone.get_current_timezone_name() == "America/Ciudad_Juarez"
    translation.activate("en")
    timezone.activate("UTC")


def _done(name: str, result: str) -> logging.LogRecord:
    record = logging.LogRecord("celery.app.trace", logging.INFO, "", 1, "", (), None)
    record.data = {"name": name, "args": "(7,)", "runtime": 0.25, "return_value": result}
    return record


def test_a_finished_task_is_one_short_line():
    record = _done("enrollment.seat_waiting", "None")

    assert TaskDone().filter(record)
    assert record.getMessage() == "enrollment.seat_waiting (7,) done in 0.250 s"


def test_a_sweep_speaks_only_when_it_did_something():
    found = _done("enrollment.sweep", "'2 requests'")

    assert not TaskDone().filter(_done("enrollment.sweep", "None"))
    assert TaskDone().filter(found)
    assert found.getMessage().endswith(": '2 requests'")


JOURNEY = """
import pytest

@pytest.mark.journey
def test_journey():
    pytest.skip("no browser")
"""


@pytest.mark.parametrize(("required", "code"), [("", 0), ("required", 1)])
def test_a_journey_left_out_is_named_last_and_fails_where_it_is_required(tmp_path, required, code):
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = journey: a journey\n")
    (tmp_path / "test_journey.py").write_text(JOURNEY)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "canacintra_portal.testing.report"),
            *("-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)),
        ],
        env={"PYTHONPATH": str(ROOT), "PORTAL_JOURNEYS": required, "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "that did not run: 1." in done.stdout.splitlines()[-2]
    assert "1 skipped" in done.stdout.splitlines()[-1]
    assert done.returncode == code
