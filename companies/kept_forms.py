"""What somebody typed when the session ended in between: kept until they are back.

The form goes into the anonymous session on the server, never into an address, for an hour, is
deleted with the session if nobody comes back for it, and is given back only to the person whose
page it was. Every form of ours names that person in a signed field, so a form from elsewhere is
never kept.
"""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

OWNER = "owner"
FIRM = "for_company"  # the firm of which the page spoke
LIFETIME = timedelta(hours=1)
LONGEST = 8_000

_KEY = "kept_form"
_signer = signing.Signer(salt="kept_forms")


def owner_of_form(user):
    """Sign who gets the form back; the value of the hidden field OWNER."""
    return _signer.sign(str(user.pk))


def keep(request):
    """Keep the posted form in the session and say whether that was possible."""
    owner = _owner(request)
    fields = {
        name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
    }
    if owner is None or sum(len(v) for values in fields.values() for v in values) > LONGEST:
        return False
    request.session[_KEY] = {
        "path": request.path,
        "owner": owner,
        "at": timezone.now().isoformat(),
        "fields": fields,
        "had_file": bool(request.FILES),  # files are not kept
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(LIFETIME)  # until they sign in, which begins it anew
    return True


def given_back(request):
    """Return what the signed-in person had typed on this page, as a QueryDict, or None.

    It stays kept until the page is posted, so that reloading it loses nothing. A form with a file
    is not given back: the person is asked to choose the file again.
    """
    kept = request.session.get(_KEY)
    if kept is None or kept["path"] != request.path:
        return None
    too_old = datetime.fromisoformat(kept["at"]) + LIFETIME < timezone.now()
    if too_old or kept["owner"] != str(request.user.pk):
        forget(request)
        return None
    if kept["had_file"]:
        forget(request)
        messages.info(request, _("Nothing was sent yet, and files are not kept: choose it again."))
        return None
    messages.info(request, _("What you typed is here, and nothing was sent yet."))
    fields = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        fields.setlist(name, values)
    return fields


def forget(request):
    """Drop what was kept; costs nothing when there is nothing."""
    if _KEY in request.session:
        del request.session[_KEY]


def _owner(request):
    try:
        return _signer.unsign(request.POST.get(OWNER, ""))
    except signing.BadSignature:
        return None
