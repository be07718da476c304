"""Enrolling one or two technicians: choose them, look at the summary, send."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies import kept_forms, sent_forms
from companies.access import CompanyRequest, company_required
from companies.refusals import Refused
from companies.rules.words import searched
from courses.queries import runs
from enrollment import queries
from enrollment.forms import RequestForm, chosen_in, ids_in
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.rules import refusals
from enrollment.rules.outlook import outlook
from enrollment.rules.quote import quote
from enrollment.services import seats
from enrollment.views import choosing

Together = EnrollmentRequest.Together


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def enroll(request: CompanyRequest, code):
    """Lead from the choice of technicians to the request that is sent.

    Every step has its own address or posts to this one; nothing is kept between the steps but what
    the form itself carries. `step=send` needs no step before it.
    """
    run = runs.to_enroll_in(code)
    if run is None:
        raise Http404
    if request.method == "POST":
        return STEPS.get(request.POST.get("step", ""), _send)(request, run)
    typed = kept_forms.given_back(request)
    if typed is None:
        typed = request.GET
    if typed.get("step") in ("review", "send") and ids_in(typed):
        return _review(request, run, typed)
    return _choose(request, run, typed)


def _search(request, run):
    """Show the list again with the technicians whose name has the words."""
    if request.htmx:
        return render(request, "enrollment/_technicians.html", _list_of(request, run, request.POST))
    return _choose(request, run, request.POST)


def _add(request, run):
    """Put the person who was typed on the firm's list, chosen if a seat is left for her."""
    form = choosing.NewTechnicianForm(request.POST)
    if not form.is_touched:  # the Enter key in the search arrives here
        return _search(request, run)
    if not form.is_valid():
        return _choose(request, run, request.POST, form=form)
    ids = ids_in(request.POST)

    def act():
        added = choosing.add(form, company=request.company, by=request.user)
        if len(ids) >= min(refusals.SEATS_OF_A_REQUEST, run.company_seat_limit):
            messages.success(request, _("%(name)s is on your list now.") % {"name": added})
            return _address(run, ids)
        messages.success(request, _("%(name)s is on your list and chosen.") % {"name": added})
        return _address(run, [*ids, added.pk])

    try:
        return sent_forms.once(
            request, purpose="add-technician", content=[ids, form.cleaned_data], act=act
        )
    except Refused as refusal:
        sent_forms.blame(form, refusal)
    return _choose(request, run, request.POST, form=form)


def _go_on(request, run):
    """Go to the summary with whoever was chosen; somebody who was typed is added on the way."""
    ids = ids_in(request.POST)
    form = choosing.new_technician_form(request.POST)
    if form.is_bound and not form.is_valid():
        return _choose(request, run, request.POST, form=form)

    def act():
        technicians = chosen_in(request.POST, company=request.company)
        if form.is_bound:
            technicians.append(choosing.add(form, company=request.company, by=request.user))
        reasons = queries.reasons_against(
            run=run, company=request.company, technicians=technicians, now=timezone.now()
        )
        if reasons:
            raise Refused(*reasons)
        return _address(run, [technician.pk for technician in technicians], step="review")

    try:
        if not form.is_bound:
            return redirect(act())
        return sent_forms.once(
            request, purpose="choose-technicians", content=[ids, form.cleaned_data], act=act
        )
    except Refused as refusal:
        if form.is_bound and isinstance(refusal, sent_forms.AlreadyListed):
            sent_forms.blame(form, refusal)
            return _choose(request, run, request.POST, form=form)
        return _choose(request, run, request.POST, form=form, sentences=refusal.reasons)


def _send(request, run):
    """Store the request and show its page, where the answer will appear."""
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _review(request, run, request.POST)

    def act():
        if form.cleaned_data["terms"] not in ("", _terms(run)):
            raise Refused(_("Price, dates or place changed while this page was open: look again."))
        technicians = chosen_in(request.POST, company=request.company)
        together = form.cleaned_data["together"] if len(technicians) > 1 else Together.SPLIT
        asked = seats.request(
            run=run,
            company=request.company,
            technicians=technicians,
            together=together,
            by=request.user,
            now=timezone.now(),
        )
        return asked.get_absolute_url()

    content = [run.pk, request.company.pk, ids_in(request.POST), form.cleaned_data["together"]]
    try:
        return sent_forms.once(request, purpose="enroll", content=content, act=act)
    except Refused as refusal:
        return _review(request, run, request.POST, sentences=refusal.reasons)


STEPS = {"search": _search, "add": _add, "continue": _go_on, "send": _send}


def _choose(request, run, typed, *, form=None, sentences=()):
    """The first page: who comes."""
    now = timezone.now()
    own = queries.requests_of(request.company).filter(run=run).live()
    context = {
        **_list_of(request, run, typed),
        "form": form or choosing.new_technician_form(typed),
        "sentences": sentences,
        "closed": _why_closed(run, request.company, now),
        "barred": _why_barred(run, request.company, now),
        "own_requests": own,
        "seats_for_company": _seats_for_company(run, own),
        "outlook": outlook(run=run, company=request.company, people=1, now=now),
        "meetings": runs.meetings_of(run=run.pk),
    }
    return _page(request, "enroll.html", context, refused=sentences or (form and form.errors))


def _review(request, run, typed, *, sentences=()):
    """The second page: everything that is about to be sent, and the one button."""
    now = timezone.now()
    technicians, reasons = _still_possible(request, run, typed, now)
    context = {
        "run": run,
        "meetings": runs.meetings_of(run=run.pk),
        "technicians": technicians,
        "form": RequestForm(typed, technicians=technicians),
        "sentences": list(dict.fromkeys([*sentences, *reasons])),
        "can_be_sent": not reasons,
        "terms": _terms(run),
        "is_free": run.starts_at is not None and run.is_cancellation_free(now),
        "quote": quote(unit_price=run.price, people=len(technicians), vat_rate=settings.VAT_RATE),
        "outlook": outlook(run=run, company=request.company, people=len(technicians), now=now),
        "change": _address(run, [technician.pk for technician in technicians]),
        "own_requests": queries.requests_of(request.company).filter(run=run).live()
        if reasons
        else [],
    }
    return _page(request, "review.html", context, refused=True)


def _page(request, template, context, *, refused):
    is_refused = request.method == "POST" and refused
    status = sent_forms.REFUSED if is_refused else 200
    return render(request, f"enrollment/{template}", context, status=status)


def _list_of(request, run, typed):
    chosen = choosing.choice(
        run=run, company=request.company, ids=ids_in(typed), words=searched(typed, "words")
    )
    return {"run": run, "choice": chosen, "kind": "checkbox"}


def _still_possible(request, run, typed, now):
    """Those of the company who were chosen, and everything that speaks against enrolling them."""
    reasons = []
    try:
        technicians = chosen_in(typed, company=request.company)
    except Refused as refusal:
        reasons = refusal.reasons
        ids = ids_in(typed)
        technicians = [t for t in request.company.technicians.active() if str(t.pk) in ids]
    return technicians, reasons + queries.reasons_against(
        run=run, company=request.company, technicians=technicians, now=now
    )


def _why_closed(run, company, now):
    wish = refusals.Wish(run=run, company=company, technicians=[], now=now)
    return " ".join(refusals.run_is_open(wish))


def _why_barred(run, company, now):
    wish = refusals.Wish(run=run, company=company, technicians=[], now=now)
    return " ".join(reason for check in refusals.ABOUT_COMPANY for reason in check(wish))


def _seats_for_company(run, own_requests):
    live = [e for own in own_requests for e in own.enrollments.all() if e.state in Enrollment.LIVE]
    return min(refusals.SEATS_OF_A_REQUEST, run.company_seat_limit - len(live))


def _address(run, ids, *, step=None):
    """The address of a step with the chosen technicians; ids say nothing about a person."""
    query = [("technician", pk) for pk in ids] + ([("step", step)] if step else [])
    address = reverse("enrollment:enroll", args=[run.code])
    return f"{address}?{urlencode(query)}" if query else address


def _terms(run):
    """What the firm agrees to, in short: a page that showed other terms is shown again."""
    return (
        f"{run.price}/{settings.VAT_RATE}/{settings.PRIVACY_VERSION}/{run.starts_at}/{run.venue_id}"
    )
