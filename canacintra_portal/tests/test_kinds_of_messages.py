"""Staff read what a message is about in words, whichever floor wrote it."""

import ast

from django.conf import settings

from companies.accounts import CHANGES
from companies.message_kinds import NAMES

PLACES_OF_A_KIND = 2  # it is named, or the first or second thing that a writing function takes


def test_every_kind_that_is_written_has_a_name():
    written = {*kinds_written(), *CHANGES.values()}
    assert {"received", "company-received", "replaced", "no-account", "role-changed"} <= written
    assert written - set(NAMES) == set()


def kinds_written():
    for pattern in ("*/notifications.py", "*/account_letters.py"):
        for path in settings.BASE_DIR.glob(pattern):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call):
                    yield from _kinds_in(call)


def _kinds_in(call):
    named = [keyword.value for keyword in call.keywords if keyword.arg == "kind"]
    for given in [*named, *call.args[:PLACES_OF_A_KIND]]:
        word = given.value if isinstance(given, ast.Constant) else None
        if isinstance(word, str) and word.replace("-", "").isalpha():
            yield word
