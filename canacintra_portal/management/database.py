"""What commands of `manage.py` need before they begin."""

from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

NO_DATABASE = 2  # the exit code; 1 is what a command says that did its work


def need_database():
    """Raise CommandError with what to do, instead of a traceback, where no database answers."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(
            _(
                "The database does not answer. Start the servers with `make run`, or only them with"
                " `.venv/bin/python -m canacintra_portal.embedded start`, and try again."
            ),
            returncode=NO_DATABASE,
        ) from error
