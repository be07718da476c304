"""Where a person goes back to: the address of ours that a form or another page named in `next`."""

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def wanted(request, otherwise=""):
    """Take the address in `next` if it lies in this portal, else `otherwise`."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    return named if is_ours(named, request) else otherwise


def go(request, otherwise):
    """Redirect to where `next` says, or to the address `otherwise`.

    Never by django.shortcuts.redirect: for it, "foo" is the name of a page, which does not exist.
    """
    return HttpResponseRedirect(wanted(request, otherwise))


def is_ours(address, request):
    """Say whether `address` is a path of this portal, whatever page it leads to."""
    return (
        address.startswith("/")
        and address.isprintable()  # a NUL or the end of a line is nothing that a link of ours has
        and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    )
