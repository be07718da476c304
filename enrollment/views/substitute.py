"""One technician comes instead of another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies import kept_forms, sent_forms
from companies.access import CompanyRequest, company_required
from companies.refusals import Refused
from companies.rules.words import searched
from enrollment.forms import chosen_in, ids_in
from enrollment.models import Enrollment
from enrollment.queries import standing
from enrollment.services import seats
from enrollment.views import choosing
from enrollment.views.requests import own_request


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def substitute(request: CompanyRequest, public_id, pk):
    """Choose who comes instead, or add somebody, and swap."""
    asked = own_request(request, public_id)
    leaving = next((e for e in standing.enrollments_of(asked) if e.pk == pk), None)
    if leaving is None:
        raise Http404
    if request.method != "POST":
        typed = kept_forms.given_back(request) or request.GET
        return _page(request, asked, leaving, typed)
    if request.POST.get("step") == "search":
        return _page(request, asked, leaving, request.POST, is_search=True)
    return _swap(request, asked, leaving)


def _swap(request, asked, leaving):
    form = choosing.new_technician_form(request.POST)
    if form.is_bound and not form.is_valid():
        return _page(request, asked, leaving, request.POST, form=form)

    def act():
        chosen = chosen_in(request.POST, company=request.company)
        if form.is_bound:
            chosen.append(choosing.add(form, company=request.company, by=request.user))
        arriving = _only(chosen)
        seats.substitute(
            enrollment=leaving, technician=arriving, by=request.user, now=timezone.now()
        )
        said = _("%(new)s comes instead of %(former)s.")
        messages.success(request, said % {"new": arriving, "former": leaving.technician})
        return asked.get_absolute_url()

    content = [leaving.pk, ids_in(request.POST), form.is_bound and form.cleaned_data]
    try:
        return sent_forms.once(request, purpose="substitute", content=content, act=act)
    except Refused as refusal:
        if isinstance(refusal, sent_forms.AlreadyListed):
            sent_forms.blame(form, refusal)
            return _page(request, asked, leaving, request.POST, form=form)
        return _page(request, asked, leaving, request.POST, form=form, sentences=refusal.reasons)


def _only(technicians):
    if not technicians:
        raise Refused(_("Choose who comes instead."))
    if len(technicians) > 1:
        raise Refused(_("Choose somebody from the list or add somebody new, not both."))
    return technicians[0]


def _page(request, asked, leaving, typed, *, form=None, sentences=(), is_search=False):
    now = timezone.now()
    ids = ids_in(typed)[:1]
    chosen = choosing.choice(
        run=asked.run, company=request.company, ids=ids, words=searched(typed, "words")
    )
    context = {
        "asked": asked,
        "run": asked.run,
        "leaving": leaving,
        "choice": chosen,
        "kind": "radio",
        "form": form or choosing.new_technician_form(typed),
        "sentences": sentences,
        "can_swap": leaving.state in Enrollment.LIVE and now < asked.run.starts_at,
    }
    if is_search and request.htmx:
        return render(request, "enrollment/_technicians.html", context)
    status = sent_forms.REFUSED if request.method == "POST" and not is_search else 200
    return render(request, "enrollment/substitute.html", context, status=status)
