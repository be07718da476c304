"""The Celery app. The broker is a doorbell: what must happen is a row in the database."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canacintra_portal.settings")

app = Celery("canacintra_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def leave_logging_to_django(**_: object) -> None:
    """Celery sets up logging only where nobody listens to this signal."""
