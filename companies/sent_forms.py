"""How a page acts on a form that was sent: once for its key, and with a sentence when it cannot.

The hidden fields come from the tag `{% form_guard %}`.
"""

from uuid import UUID, uuid4

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from companies import kept_forms
from companies.refusals import Refused
from companies.services import submissions
from companies.services.technicians import AlreadyListed

KEY = "key"
REFUSED = 422


def once(request, *, purpose, content, act, prepare=None):
    """Run `act` for the key of the form, or find that it was run, and redirect to its answer.

    `content` is what was typed, as JSON values. Raises Refused, also when the key was used before
    for other content: the page then carries a new key, so that sending it again is meant.
    `prepare` does before, outside the transaction, what takes long; its answer is given to `act`.
    """
    kept_forms.forget(request)
    key = _key_in(request)
    if key is None:
        raise Refused(_("The page was not complete. Please send it once more."))
    try:
        url = submissions.once(
            key=key, by=request.user, purpose=purpose, content=content, act=act, prepare=prepare
        )
    except submissions.SubmissionConflict as conflict:
        request.has_spent_key = True
        raise Refused(str(conflict)) from conflict
    return redirect(url)


def blame(form, refusal):
    """Say the refusal in the form, beside the CURP where the CURP is the reason."""
    field = "curp" if isinstance(refusal, AlreadyListed) else None
    for reason in refusal.reasons:
        form.add_error(field, reason)


def key_for(request):
    """Choose the key of the form in the page: the same again after a refusal, else a new one."""
    if request.method == "POST" and not getattr(request, "has_spent_key", False):
        return _key_in(request) or uuid4()
    return uuid4()


def _key_in(request):
    try:
        return UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None
