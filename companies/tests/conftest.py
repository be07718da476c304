"""What tests of this floor share."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections


@pytest.fixture
def in_another_connection():
    """Runs a function in a thread with a database connection of its own, and waits ten seconds."""

    def run(function, *args, **kwargs):
        def act():
            try:
                return function(*args, **kwargs)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as threads:
            return threads.submit(act).result(timeout=10)

    return run
