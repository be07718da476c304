"""Settings of the tests: those of the portal, quicker where it does not matter and stricter."""

import os

from canacintra_portal.settings import *  # noqa: F403
from canacintra_portal.settings import CELERY_BROKER_URL, INSTALLED_APPS, STORAGES, TEMPLATES
from canacintra_portal.testing.strict import FailIfOurs

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "sql_analyser": "postgresql",
    "no_cache": True,
    "ignore_name": [
        # Written before any portal had data that a change could lock or lose.
        *("0002_search_and_content_version", "0002_end_reasons", "0004_company_profile_and_roles"),
        # Its tables are new: the linter does not know a table by a unique index with a condition.
        "0007_teams",
    ],
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # static files as they lie in the tree
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = FailIfOurs()  # type: ignore[index]

# Each test process has its own database; it needs a queue of its own as well.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
CELERY_BROKER_URL = f"{CELERY_BROKER_URL.rpartition('/')[0]}/{_worker}"
