"""The Celery app. The broker is a doorbell: what must happen is a row in the database."""

import os
import time

from celery import Celery, Task, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canacintra_portal.settings")


class TrailedTask(Task):
    """A task that is named on everything it changes."""

    def __call__(self, *args, **kwargs):
        from companies import at_work

        with at_work.of_job(self.name):
            return super().__call__(*args, **kwargs)


app = Celery("canacintra_portal", task_cls=TrailedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Celery would close the database's connections around every task, and opening one costs more than
# most tasks do. They are kept for this many tasks, then opened anew, so that nothing grows.
TASKS_OF_A_CONNECTION = 500
app.add_defaults({"CELERY_DB_REUSE_MAX": TASKS_OF_A_CONNECTION})


@signals.task_prerun.connect
@signals.task_postrun.connect
def drop_broken_connections(**_: object) -> None:
    """Drop connections that are broken or too old, as a web request does."""
    from django.db import close_old_connections

    close_old_connections()


@signals.task_prerun.connect
def answer_the_bell(task: Task, args: list, **_: object) -> None:
    """Tell those who ring for a task that its next ring is needed again."""
    from companies import jobs

    if not task.request.is_eager:
        jobs.answer(task.name, args, apart=getattr(task, "apart", 0.0))
        task.request.began = time.monotonic()


@signals.task_postrun.connect
def rest_after_work(task: Task, args: list, **_: object) -> None:
    """Keep the next run of a task that shall not follow at once waiting."""
    from companies import jobs

    apart = getattr(task, "apart", 0.0)
    if apart and not task.request.is_eager:
        jobs.rest(task.name, args, took=time.monotonic() - task.request.began, apart=apart)


@signals.setup_logging.connect
def leave_logging_to_django(**_: object) -> None:
    """Celery sets up logging only where nobody listens to this signal."""
