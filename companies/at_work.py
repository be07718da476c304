"""Who is at work: what every line of the trail says about the page, the job or the command."""

import getpass

import pghistory

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


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
        with pghistory.context():
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method not in SAFE:
            pghistory.context(user=request.user.pk, page=request.resolver_match.view_name)


def of_job(name):
    """Name the job on what it changes."""
    return pghistory.context(job=name)


def on_behalf_of(user_id):
    """Name the person who asked for what a job changes."""
    return pghistory.context(user=user_id)


def of_command(arguments):
    """Name the command of `manage.py`, and who is signed in on the machine, on what it changes."""
    return pghistory.context(command=" ".join(arguments[1:2]), person=getpass.getuser())
