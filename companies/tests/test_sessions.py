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


def test_a_key_that_nobody_was_given_opens_nothing(kept):
    assert dict(SessionStore("x" * 32).items()) == {}


NO_KEYS = ["unknown00", "x" * 40, "", None, "a'b%s", "x" * 31 + "\x00", "x" * 32 + "\n", "X" * 32]


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_is_not_even_looked_for(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        session = SessionStore(key)
        assert dict(session.items()) == {}
        assert session.session_key is None
        SessionStore(key).flush()
        SessionStore(key).delete()


@pytest.mark.parametrize("cookie", [r'"\000"', r'"' + "x" * 31 + r'\000"', '"', "x" * 5_000, "ñ"])
def test_any_cookie_is_answered_with_a_page(client, cookie, settings):
    name = settings.SESSION_COOKIE_NAME
    for page in ("/", "/empresa/"):
        assert client.get(page, headers={"cookie": f"{name}={cookie}"}).status_code in (200, 302)


def test_it_ends_by_the_clock(kept, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=15))
    assert dict(SessionStore(kept.session_key).items()) == {}
