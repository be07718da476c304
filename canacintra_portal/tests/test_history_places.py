"""Through what something was changed is said in words, not in names of our code."""

import pytest
from django.urls import get_resolver

from canacintra_portal.celery import app
from canacintra_portal.history import places, words

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.mark.parametrize(
    ("context", "said"),
    [
        (
            {"page": "admin:enrollment_enrollmentrequest_move-up"},
            "administration · request · Move up in the queue",
        ),
        ({"page": "admin:companies_company_change"}, "administration · company · change"),
        ({"page": "admin:index"}, "administration"),
        ({"page": "companies:deactivate_technician"}, "technician who leaves"),
        ({"page": "a-page-of-tomorrow"}, "a page of the portal"),
        ({"job": "enrollment.seat_waiting"}, "job: confirm requests"),
        ({"command": "seed_demo"}, "bringing in the demo"),
        ({"command": "of_tomorrow"}, "command of_tomorrow"),
        ({}, "by hand in the database"),
    ],
)
def test_page_job_and_command_are_said_in_words(context, said):
    assert words.through(context) == said


def test_every_job_has_words():
    app.loader.import_default_modules()
    assert {name for name in app.tasks if not name.startswith("celery.")} == set(places.JOBS)


def test_pages_with_words_are_pages_of_the_portal():
    assert set(places.PAGES) <= set(_names(get_resolver()))


def _names(resolver, spaces=()):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inside = (pattern.namespace,) if pattern.namespace else ()
            yield from _names(pattern, (*spaces, *inside))
        elif pattern.name:
            yield ":".join((*spaces, pattern.name))
