"""The strict harness of every test; what it consists of stands in canacintra_portal/testing/."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.utils import timezone, translation

from canacintra_portal.testing import strict

pytest_plugins = [
    "canacintra_portal.testing.browser",
    "canacintra_portal.testing.own_servers",
    "canacintra_portal.testing.report",
    "canacintra_portal.testing.staff",
]

strict.forbid_network()
strict.shuffle_unordered()


@pytest.fixture(autouse=True)
def forget_pages():
    """Public pages are kept by the version of their content, which a test's rollback sets back."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def forget_language_and_time_zone():
    """What a page of the test before has chosen for its reader."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def portal_environ(transactional_db) -> dict[str, str]:
    """The environment of a real worker or web server that shares this test's data and queue."""
    address = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "canacintra_portal.settings",
        "DATABASE_URL": (
            f"postgres://{address['USER']}:{address['PASSWORD']}"
            f"@{address['HOST']}:{address['PORT']}/{address['NAME']}"
        ),
        "REDIS_URL": settings.CELERY_BROKER_URL,
    }


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
