"""What is kept of a page, and when it is drawn again."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.core.cache import caches
from django.utils import translation

from courses import pages
from courses.tests.factories import CourseFactory, RunFactory

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn():
    """Remembers what was drawn; `drawn.keep("a")` answers its number."""

    class Drawn(list):
        def keep(self, address="a", now=NOW):
            return pages.keep(address, now=now, draw=lambda: self.append(address) or len(self))

    return Drawn()


def test_page_is_drawn_once_while_nothing_changes(drawn):
    assert [drawn.keep(), drawn.keep(now=NOW + timedelta(hours=2))] == [1, 1]


def test_page_is_drawn_again_after_a_change(drawn):
    drawn.keep()
    CourseFactory()
    assert drawn.keep() == 2


def test_page_is_drawn_again_when_a_deadline_passes(drawn):
    RunFactory(enrollment_closes_at=NOW + timedelta(minutes=1))
    soon = NOW + timedelta(seconds=59)
    late = NOW + timedelta(seconds=60)
    assert [drawn.keep(), drawn.keep(now=soon), drawn.keep(now=late)] == [1, 1, 2]


def test_addresses_and_languages_are_kept_apart(drawn):
    drawn.keep("a")
    drawn.keep("b")
    with translation.override("en"):
        drawn.keep("a")
    assert drawn == ["a", "b", "a"]


def test_page_is_right_when_the_cache_is_gone(drawn, settings):
    drawn.keep()
    caches["pages"].clear()
    assert drawn.keep() == 2
    settings.CACHES = {
        **settings.CACHES,
        "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    assert [drawn.keep(), drawn.keep()] == [3, 4]


def test_page_that_cannot_be_drawn_is_not_kept():
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        pages.keep("a", now=NOW, draw=fail)
    assert pages.keep("a", now=NOW, draw=lambda: "drawn") == "drawn"


def test_kept_page_costs_one_statement(drawn, django_assert_num_queries):
    drawn.keep()
    with django_assert_num_queries(1):
        drawn.keep()


def test_strangers_cannot_fill_the_memory(drawn):
    for number in range(1000):
        drawn.keep(f"address {number}")
    assert len(caches["pages"]._cache) <= 250


@pytest.mark.django_db(transaction=True)
def test_readers_at_the_same_time_share_one_drawing():
    from django.db import connection

    drawn = []

    def read():
        try:
            pages.keep("a", now=NOW, draw=lambda: drawn.append(1))
        finally:
            connection.close()

    readers = [Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert drawn == [1]
