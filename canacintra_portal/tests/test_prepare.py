"""`manage.py prepare`: it does what is missing, and nothing a second time."""

import threading
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from canacintra_portal.demo import accounts
from canacintra_portal.management.commands import prepare, seed_demo
from companies.models import User


@pytest.fixture(autouse=True)
def quick_demo(monkeypatch):
    """One account stands for the content of the demo, which has tests of its own."""

    def seed(*, now):
        accounts.open_admin()
        return SimpleNamespace(is_nothing=True)

    monkeypatch.setattr(seed_demo, "seed", seed)


@pytest.fixture
def places(settings, tmp_path, monkeypatch):
    """Directories of its own for what it writes."""
    settings.STATIC_ROOT = tmp_path / "staticfiles"
    (tmp_path / "test").mkdir()
    monkeypatch.setenv("PORTAL_LOCAL", str(tmp_path))
    monkeypatch.setenv("PORTAL_INSTANCE", "test")
    return tmp_path


@pytest.mark.django_db
def test_the_first_time_brings_everything_and_the_second_nothing(places, capsys):
    call_command("prepare")
    first = capsys.readouterr().out
    page = next((places / "staticfiles/build").glob("portal*.css"))
    written = page.stat().st_mtime_ns
    call_command("prepare")

    assert "Static files" in first
    assert "Demo content" in first
    assert User.objects.count() == 1
    assert "camara@ejemplo.invalid" in (places / "test/accounts.txt").read_text()
    assert capsys.readouterr().out == ""
    assert page.stat().st_mtime_ns == written


@pytest.mark.django_db
def test_in_production_no_demo_content_appears(places, settings):
    settings.DEMO = False

    call_command("prepare")

    assert not User.objects.exists()


def test_of_two_that_start_at_once_the_second_waits_and_collects_nothing(places, monkeypatch):
    collected = []
    monkeypatch.setattr(
        prepare, "call_command", lambda name, **options: collected.append(name) or wait_to_end()
    )
    has_begun, may_end = threading.Event(), threading.Event()

    def wait_to_end():
        has_begun.set()
        assert may_end.wait(10)

    (places / "staticfiles").mkdir()
    first, second = (threading.Thread(target=prepare.Command()._collect_static) for _ in range(2))
    first.start()
    assert has_begun.wait(10)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    may_end.set()
    first.join(10)
    second.join(10)

    assert collected == ["collectstatic"]


def test_a_database_that_does_not_answer_is_said_in_a_sentence(monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    with pytest.raises(CommandError, match=r"does not answer\. connection refused"):
        call_command("prepare")
