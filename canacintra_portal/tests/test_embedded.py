"""The embedded servers: they start anywhere, keep what was committed, and let nobody else in."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from canacintra_portal.embedded import addresses, place
from canacintra_portal.embedded.instance import Instance, InUseError
from canacintra_portal.embedded.place import EmbeddedError, Place
from canacintra_portal.embedded.postgres import PostgreSQL
from canacintra_portal.embedded.valkey import Valkey


def _query(server: PostgreSQL, sql: str) -> list[tuple]:
    connection = psycopg2.connect(server.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which the portal has never run."""
    monkeypatch.setenv("PORTAL_LOCAL", str(tmp_path))
    monkeypatch.delenv("PORTAL_INSTANCE", raising=False)
    return tmp_path


@pytest.mark.disaster
def test_a_killed_postgres_comes_back_at_its_address_with_every_committed_row(own_postgres):
    _query(own_postgres, "CREATE TABLE seat (id int); INSERT INTO seat VALUES (1)")
    address = own_postgres.url

    own_postgres.kill()
    own_postgres.start()

    assert own_postgres.url == address
    assert _query(own_postgres, "SELECT id FROM seat") == [(1,)]


@pytest.mark.disaster
def test_a_start_takes_over_what_a_killed_start_left_running(own_postgres):
    _query(own_postgres, "CREATE TABLE seat (id int); INSERT INTO seat VALUES (1)")
    next_start = PostgreSQL(
        own_postgres.place.directory, port=own_postgres.port, password=own_postgres.password
    )

    with next_start:
        assert not own_postgres.is_running
        assert next_start.url == own_postgres.url
        assert _query(next_start, "SELECT id FROM seat") == [(1,)]


@pytest.mark.disaster
def test_a_recorded_process_id_that_somebody_else_has_now_is_no_obstacle(own_postgres):
    record = own_postgres.place.data / "postmaster.pid"
    own_postgres.kill()
    record.write_text("\n".join([str(os.getpid()), *record.read_text().splitlines()[1:]]))

    own_postgres.start()

    assert _query(own_postgres, "SELECT 1") == [(1,)]


@pytest.mark.disaster
def test_a_start_that_died_while_making_the_database_is_made_good(server_home):
    place = Place(server_home / "postgres")
    (place.make_directory("data.new") / "PG_VERSION").write_text("18\n")
    (place.home / "data.password").write_text("half")

    with PostgreSQL(server_home / "postgres") as server:
        assert _query(server, "SELECT 1") == [(1,)]
    assert not (place.home / "data.password").exists()


def test_a_taken_port_is_exchanged_for_a_free_one(server_home):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        taken = somebody.getsockname()[1]
        with Valkey(server_home / "valkey", port=taken) as server:
            assert server.port != taken
            assert redis.Redis.from_url(server.url).ping()


def test_the_portal_is_no_superuser_and_counts_in_utc_and_in_all_of_unicode(own_postgres):
    row = _query(
        own_postgres,
        "SELECT rolsuper, current_setting('TimeZone'), lower('SOLDADURA ELÉCTRICA EN ÑU')"
        " FROM pg_roles WHERE rolname = current_user",
    )

    assert row == [(False, "UTC", "soldadura eléctrica en ñu")]


def test_what_is_refused_for_its_data_leaves_no_data_in_the_log(own_postgres):
    _query(own_postgres, "CREATE TABLE person (curp text CONSTRAINT person_once UNIQUE)")
    for _ in range(2):
        with suppress(psycopg2.IntegrityError):
            _query(own_postgres, "INSERT INTO person VALUES ('XEXX010101HNEXXXA4')")

    said = own_postgres.log.read_text()

    assert "person_once" in said
    assert "XEXX" not in said


def test_only_its_owner_reads_what_a_server_says(own_postgres, own_valkey):
    for server in (own_postgres, own_valkey):
        assert stat.S_IMODE(server.log.stat().st_mode) == 0o600


def test_nobody_on_the_network_can_reach_a_server(own_postgres, own_valkey):
    doors = {
        door.laddr
        for server in (own_postgres, own_valkey)
        for door in psutil.Process(server.process.pid).net_connections("all")
        if door.status == psutil.CONN_LISTEN
    }

    assert doors == {("127.0.0.1", own_postgres.port), ("127.0.0.1", own_valkey.port)}


@pytest.mark.parametrize("user", ["portal", "postgres"])
def test_without_the_password_nobody_comes_in(own_postgres, user):
    with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
        psycopg2.connect(
            host="127.0.0.1",
            port=own_postgres.port,
            user=user,
            password="guess",
            dbname="portal",
        )


def test_a_broker_keeps_its_queue_over_a_restart_and_asks_for_the_password(own_valkey):
    client = redis.Redis.from_url(own_valkey.url)
    client.rpush("celery", "a task")

    own_valkey.stop()
    own_valkey.start()

    assert client.lrange("celery", 0, -1) == [b"a task"]
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=own_valkey.port, retry=Retry(NoBackoff(), 0)).ping()


def test_data_of_another_version_are_refused_with_a_way_out(server_home):
    data = Place(server_home / "postgres").make_directory("data")
    (data / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedError, match=r"of PostgreSQL 17, this is 18.*make reset"):
        PostgreSQL(server_home / "postgres").start()


def test_a_server_that_cannot_start_says_why(server_home, monkeypatch):
    monkeypatch.setattr(Valkey, "standard_input", lambda self: b"no-such-setting 1\n")

    with pytest.raises(EmbeddedError, match="no-such-setting"):
        Valkey(server_home / "valkey").start()


def test_addresses_are_for_their_owner_only_and_survive_each_other(local):
    addresses.write(local, database_url="postgres://a")
    addresses.write(local, redis_url="redis://b")

    assert addresses.read(local) == {"database_url": "postgres://a", "redis_url": "redis://b"}
    assert stat.S_IMODE((local / addresses.FILE).stat().st_mode) == 0o600


def test_before_the_first_start_the_address_itself_says_what_to_do(local):
    assert addresses.redis_url() == addresses.NO_BROKER
    with pytest.raises(psycopg2.OperationalError, match="make run"):
        psycopg2.connect(addresses.database_url())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its account")
def test_in_a_closed_tree_the_data_of_root_live_in_a_place_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "OPEN_PLACE", Path("/var/lib/canacintra-portal-test"))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    server = Valkey(closed / "valkey")
    for _ in range(2):
        with server:
            assert server.place.home.parent == place.OPEN_PLACE
            assert Valkey(closed / "valkey").place.home == server.place.home
            assert redis.Redis.from_url(server.url).ping()
        server.place.forget()

    assert [path.name for path in place.OPEN_PLACE.iterdir()] in (["programs"], [])
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    shutil.rmtree(place.OPEN_PLACE)


HOLD = """
import time
from canacintra_portal.embedded.instance import Instance
with Instance("run").held():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.disaster
def test_an_instance_is_held_by_one_process_and_free_again_after_kill_9(local):
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE)
    holder.stdout.readline()

    with pytest.raises(InUseError, match=f"process {holder.pid}"), Instance("run").held():
        pass
    holder.send_signal(signal.SIGKILL)
    holder.communicate()

    with Instance("run").held():
        pass


def test_an_instance_starts_again_where_it_was_and_reset_forgets_it(server_home, monkeypatch):
    monkeypatch.setenv("PORTAL_LOCAL", str(server_home))
    with Instance("run") as first:
        _query(first.postgres, "CREATE TABLE seat (id int)")
        known = addresses.read(first.directory)
    with Instance("run") as second:
        assert addresses.read(second.directory) == known
        assert _query(second.postgres, "SELECT count(*) FROM seat") == [(0,)]

    second.forget()

    assert list(server_home.iterdir()) == []


def test_servers_given_by_address_are_not_started(local):
    instance = Instance("run", database_url="postgres://elsewhere", redis_url="redis://elsewhere")

    assert instance.servers == []
