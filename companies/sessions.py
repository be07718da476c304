"""Sessions in the database, as Django keeps them; every page of a signed-in person reads one."""

import re

from django.conf import settings
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from companies.prepared import Given, Prepared

_live_session = Prepared(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now"))
)


_KEY = re.compile(r"[a-z0-9]{32}")  # as Django makes them


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        """Let a cookie that holds anything else open nothing, without asking the database."""
        return key is not None and _KEY.fullmatch(key) is not None

    def load(self):
        """Read the session by a prepared question; what it does not find, Django judges."""
        found = _live_session(key=self.session_key, now=timezone.now())
        return self.decode(found[0].session_data) if found else super().load()


class SessionMiddleware(middleware.SessionMiddleware):
    def process_response(self, request, response):
        """Take the cookie of a session that has ended away with whole pages only.

        A piece of a page may be asked for with the old cookie and answered after a new session
        has begun, such as the one that keeps what was just typed: it must not end that one.
        """
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and "HX-Request" in request.headers:
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response
