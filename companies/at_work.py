"""Who is at work: what every line of the trail says about the page, the job or the command."""

import getpass
import re
from functools import cache, partial

import pghistory
from django.db import connection
from pghistory.core import event_models

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

# How the statements begin of which Django sends many. Whatever is not recognised is named.
WRITE_NOTHING = {"SELECT", "EXECUT", "SAVEPO", "RELEAS", "ROLLBA"}  # companies.prepared only asks
PLAIN_WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')


class Named(pghistory.context):
    """Names who is at work in front of the statements that write to a table with a trail.

    Left to itself the library does so in front of every statement that is no SELECT: enrolling has
    a dozen of them and changes nothing that is tracked.
    """

    def __enter__(self):
        value = super().__enter__()
        if self._pre_execute_hook:
            name = connection.execute_wrappers[-1]
            connection.execute_wrappers[-1] = partial(_where_tracked, name)
        return value


def _where_tracked(name, execute, sql, params, many, context):
    if isinstance(sql, str) and (sql[:6] in WRITE_NOTHING or _writes_elsewhere(sql)):
        return execute(sql, params, many, context)
    return name(execute, sql, params, many, context)


def _writes_elsewhere(sql):
    """Say whether this is plain DML of Django or ours that leaves no line: on a table without a
    trail, or on one whose trail does not tell what comes."""
    write = PLAIN_WRITE.match(sql)
    if write is None:
        return False
    deed, table = write.groups()
    return table not in _tracked(tells_what_comes=deed == "INSERT INTO")


@cache
def _tracked(*, tells_what_comes):
    """The tables with a trail; of these only those whose trail begins with the row, if asked."""
    return {
        trace.pgh_tracked_model._meta.db_table  # type: ignore[attr-defined]
        for trace in event_models()
        if not tells_what_comes or _has_insert_events(trace)
    }


def _has_insert_events(trace):
    return any(isinstance(tracker, pghistory.InsertEvent) for tracker in trace.pgh_trackers)


class OfRequests:
    """Middleware that names the person and the page on what a request changes.

    Requests that only read pay nothing. The page is told by its name and not by its address: some
    addresses are keys.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE:
            return self.get_response(request)
        with Named():
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method not in SAFE:
            pghistory.context(user=request.user.pk, page=request.resolver_match.view_name)


def of_job(name):
    """Name the job on what it changes."""
    return Named(job=name)


def on_behalf_of(user_id):
    """Name the person who asked for what a job changes."""
    return Named(user=user_id)


def of_command(arguments):
    """Name the command of `manage.py`, and who is signed in on the machine, on what it changes."""
    return Named(command=" ".join(arguments[1:2]), person=getpass.getuser())
