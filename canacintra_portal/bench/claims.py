"""The floor under an enrollment: seats of one row claimed in bare SQL, by pgbench.

Same server, same settings, same durability; a database of its own, so that nothing of the portal
is touched.
"""

import os
import re
import subprocess
from urllib.parse import urlsplit

import psycopg2

from canacintra_portal.embedded import addresses
from canacintra_portal.embedded.instance import Instance

DATABASE = "floor"
TABLES = """
    CREATE TABLE run (
        id bigint PRIMARY KEY, capacity int NOT NULL, taken int NOT NULL CHECK (taken <= capacity)
    );
    CREATE TABLE seat (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run_id bigint NOT NULL REFERENCES run,
        company_id bigint NOT NULL,
        confirmed_at timestamptz NOT NULL
    );
    INSERT INTO run VALUES (1, 1000000000, 0);
"""
SCRIPTS = {
    "transaction": """\\set company random(1, 1000000)
BEGIN;
SELECT capacity - taken FROM run WHERE id = 1 FOR UPDATE;
INSERT INTO seat (run_id, company_id, confirmed_at) VALUES (1, :company, now());
UPDATE run SET taken = taken + 1 WHERE id = 1;
COMMIT;
""",
    "statement": """\\set company random(1, 1000000)
WITH claimed AS (
    UPDATE run SET taken = taken + 1 WHERE id = 1 AND taken < capacity RETURNING id
)
INSERT INTO seat (run_id, company_id, confirmed_at) SELECT id, :company, now() FROM claimed;
""",
}


def floor(instance: Instance, *, at_once: int, seconds: int) -> dict[str, float]:
    """Claim seats of one row from `at_once` connections; claims per second."""
    address = urlsplit(addresses.read(instance.directory)["database_url"])
    _make_database(address.geturl())
    return {
        name: _claims_per_second(instance, address, script, at_once, seconds)
        for name, script in SCRIPTS.items()
    }


def _make_database(url: str) -> None:
    with_connection = psycopg2.connect(url)
    with_connection.autocommit = True
    with with_connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    with_connection.close()
    with psycopg2.connect(urlsplit(url)._replace(path=f"/{DATABASE}").geturl()) as connection:
        connection.cursor().execute(TABLES)
    connection.close()


def _claims_per_second(instance, address, script, at_once, seconds) -> float:
    done = subprocess.run(
        [
            str(instance.postgres.program("pgbench")),
            *("--no-vacuum", "--protocol=prepared", "--file=/dev/stdin"),
            *("--client", str(at_once), "--jobs=2", "--time", str(seconds)),
            *("--host", str(address.hostname), "--port", str(address.port)),
            *("--username", str(address.username), DATABASE),
        ],
        input=script,
        env={**os.environ, "PGPASSWORD": str(address.password)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if not found:
        raise RuntimeError(f"pgbench failed:\n{done.stdout}{done.stderr}")
    return float(found[1])
