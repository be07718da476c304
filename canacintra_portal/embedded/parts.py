"""What the supervisor's children do. Here the engine room meets Django, inside functions only:
settings ask for the servers' addresses, so the servers stand first."""

import contextlib
import gc
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from canacintra_portal.embedded.place import EmbeddedError

if TYPE_CHECKING:
    from celery import Celery


def load() -> None:
    """Read the whole portal, so that everything forked later shares it.

    Raises EmbeddedError with the sentence of a setting that is missing or wrong.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise EmbeddedError(str(error)) from error

    from django.conf import settings
    from django.template import TemplateSyntaxError, engines
    from django.urls import get_resolver
    from django.utils import translation

    from canacintra_portal.celery import app

    app.loader.import_default_modules()
    app.finalize()
    _ = get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Portal")
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        # A template that does not compile says so on its own page.
        with contextlib.suppress(TemplateSyntaxError):
            engines["django"].get_template(str(path.relative_to(settings.BASE_DIR / "templates")))
    gc.collect()
    gc.freeze()


def prepare() -> None:
    """Bring database, static files and demo content up to date."""
    from django.core.management import CommandError, call_command

    try:
        call_command("prepare")
    except CommandError as error:
        sys.exit(str(error))


def web(listener: int) -> None:
    """Serve pages on a socket that is already listening."""
    from gunicorn.app.wsgiapp import run

    sys.argv = [
        *("gunicorn", "-c", "python:canacintra_portal.gunicorn"),
        *("--bind", f"fd://{listener}", "canacintra_portal.wsgi"),
    ]
    run(prog="gunicorn")


def worker() -> int:
    """Do the background jobs."""
    # Celery warns against root at each start; the embedded portal opens nothing to anybody.
    warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
    worker = _celery().Worker(concurrency=2, quiet=True, without_gossip=True, without_mingle=True)
    worker.start()
    return worker.exitcode


def beat(schedule: Path) -> None:
    """Ring for the jobs that are due by the clock."""
    _celery().Beat(schedule=str(schedule), quiet=True).run()


def _celery() -> "Celery":
    """Celery without its command line, which would take 22 MiB in each part, and without another
    check of the whole portal, which `load` has done: it would copy what is shared since the fork.
    """
    from canacintra_portal.celery import app

    os.environ["CELERY_SKIP_CHECKS"] = "true"
    return app
