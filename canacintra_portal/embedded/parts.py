"""What the supervisor's children do. Here the engine room meets Django, inside functions only:
settings ask for the servers' addresses, so the servers stand first."""

import contextlib
import gc
import sys
import warnings
from pathlib import Path

from canacintra_portal.embedded.place import EmbeddedError


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


def worker() -> int | None:
    """Do the background jobs."""
    # Celery warns against root at each start; the embedded portal opens nothing to anybody.
    warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
    return _celery("worker", "-c", "2", "--without-gossip", "--without-mingle")


def beat(schedule: Path) -> int | None:
    """Ring for the jobs that are due by the clock."""
    return _celery("beat", "-s", str(schedule), "--pidfile=")


def _celery(*arguments: str) -> int | None:
    from canacintra_portal.celery import app

    return app.start(["-q", *arguments])
