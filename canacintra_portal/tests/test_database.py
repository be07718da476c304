"""A kept connection that broke is noticed before it is used, without a question to the server."""

import select

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.postgresql import base

from canacintra_portal.database.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


def begin_a_request():
    """What Django does with each connection in front of a request."""
    connection.close_if_unusable_or_obsolete()


@pytest.fixture
def kept(settings):
    """A connection that lives on after the request that opened it."""
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.settings_dict["CONN_HEALTH_CHECKS"] = True
    connection.ensure_connection()
    yield connection
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = 0


def pid_of(kept):
    return kept.connection.info.backend_pid


def end_from_elsewhere(kept):
    """End the server's side of the connection, and wait until that has arrived here."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid_of(kept)])
    finally:
        other.close()
    assert select.select([kept.connection.fileno()], [], [], 30)[0]


def test_a_good_connection_is_used_again_without_a_question(kept, monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _: pytest.fail("it asked"))
    before = pid_of(kept)
    begin_a_request()
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert pid_of(kept) == before


def test_a_connection_that_the_server_ended_is_opened_anew(kept):
    ended = pid_of(kept)
    end_from_elsewhere(kept)
    begin_a_request()
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert pid_of(kept) != ended


def test_a_connection_that_broke_in_the_middle_of_a_statement_is_opened_anew(kept):
    end_from_elsewhere(kept)
    with pytest.raises(OperationalError), kept.cursor() as cursor:
        cursor.execute("SELECT 1")  # now the driver knows it too
    for _request in range(2):
        begin_a_request()
        with kept.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)


def test_control_without_the_look_the_first_statement_fails(kept, monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "is_usable", lambda _: True)
    end_from_elsewhere(kept)
    begin_a_request()
    with (
        pytest.raises(OperationalError, match="server closed the connection"),
        kept.cursor() as cursor,
    ):
        cursor.execute("SELECT 1")
