"""The calm answer to a form whose secret no longer fits, because somebody signed in again."""

from django.shortcuts import redirect
from django.views.csrf import csrf_failure
from django_htmx.http import HttpResponseClientRedirect

from companies import kept_forms


def failed(request, reason=""):
    """Keep what was typed and show the page with it again; nothing is stored before it is resent.

    A form that is not one of ours gets Django's plain refusal.
    """
    if not kept_forms.keep(request):
        return csrf_failure(request, reason)
    return HttpResponseClientRedirect(request.path) if request.htmx else redirect(request.path)
