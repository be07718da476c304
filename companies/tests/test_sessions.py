"""A session is read by a prepared question, and is what Django's would be."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.utils import timezone

from companies.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    session = SessionStore()
    session["company_id"] = 7
    session.save()
    return session


def test_what_was_kept_is_read_in_one_statement(kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert dict(SessionStore(kept.session_key).items()) == {"company_id": 7}
    assert dict(db.SessionStore(kept.session_key).items()) == {"company_id": 7}


def test_a_session_that_is_over_gives_nothing_and_its_key_is_not_used_again(kept):
    kept.get_session_cookie_age = lambda: -1
    kept.save()
    again = SessionStore(kept.session_key)
    assert dict(again.items()) == {}
    assert again.session_key is None


@pytest.mark.parametrize("key", ["unknown00", "x" * 40, "", None, "a'b%s"])
def test_a_key_that_nobody_was_given_opens_nothing(kept, key):
    assert dict(SessionStore(key).items()) == {}


def test_it_ends_by_the_clock(kept, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=15))
    assert dict(SessionStore(kept.session_key).items()) == {}
