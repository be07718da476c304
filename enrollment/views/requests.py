"""The firm's requests: the list, one request and its answer, giving seats up."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from canacintra_portal.states import look_of
from companies import kept_forms, sent_forms
from companies.access import CompanyRequest, act_for, company_required
from companies.refusals import Refused
from companies.rules import readiness
from courses.queries import runs
from enrollment import queries
from enrollment.forms import CancelForm, RequestFilter
from enrollment.models import Enrollment
from enrollment.queries import standing
from enrollment.rules.quote import quote
from enrollment.services import seats

ON_A_PAGE = 20
SLOW = timedelta(seconds=8)  # from here on the page says that it takes longer than usual
NO_CHANGE = 204


@require_safe
@company_required
def requests_page(request: CompanyRequest):
    """List the firm's requests; state and words stay in the address."""
    chosen = RequestFilter(request.GET)
    found = queries.requests_of(request.company)
    if chosen.states:
        found = found.filter(state__in=chosen.states)
    found = queries.requests_about(found, company=request.company, words=chosen.words)
    found = found.order_by(*chosen.order)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = standing.with_positions(page.object_list)
    now = timezone.now()
    for asked in page.object_list:
        asked.is_over = asked.is_live and asked.run.ends_at <= now
    whole_page = not request.htmx or request.htmx.history_restore_request
    template = "requests.html" if whole_page else "_request_list.html"
    return render(request, f"enrollment/{template}", {"filter": chosen, "page": page})


@require_safe
@company_required
def request_page(request: CompanyRequest, public_id):
    """Show how things stand with one request, and what can be done about it."""
    asked = own_request(request, public_id)
    return render(request, "enrollment/request.html", _story_of(asked, timezone.now(), request))


@require_safe
@company_required
def status(request: CompanyRequest, public_id):
    """Answer the page that asks every second: nothing while nothing changed, then the new state."""
    asked = own_request(request, public_id, is_remembered=False)
    now = timezone.now()
    if request.GET.get("shown") == _shown(asked, now):
        return HttpResponse(status=NO_CHANGE)
    context = _story_of(asked, now, request)
    return render(request, "enrollment/_status.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def cancel(request: CompanyRequest, public_id):
    """Ask which seats are given up and whether that is free, then give them up."""
    asked = own_request(request, public_id)
    now = timezone.now()
    enrollments = standing.enrollments_of(asked)
    live = _live(enrollments)
    sentences = []
    if request.method == "POST":
        form = CancelForm(request.POST, enrollments=enrollments)
        if form.is_valid():

            def act():
                seats.cancel(request=asked, by=request.user, now=now, enrollment=form.enrollment)
                messages.success(request, form.done)
                return asked.get_absolute_url()

            content = [asked.pk, form.cleaned_data["what"]]
            try:
                return sent_forms.once(request, purpose="cancel", content=content, act=act)
            except Refused as refusal:
                sentences = refusal.reasons
    else:
        typed = kept_forms.given_back(request)
        initial = {"what": request.GET.get("seat")}
        form = CancelForm(typed, enrollments=enrollments, initial=initial)
    context = {
        "asked": asked,
        "run": asked.run,
        "live": live,
        "form": form,
        "sentences": sentences,
        "can_cancel": live and now < asked.run.starts_at,
        "is_free": _is_free_to_cancel(live, asked.run, now),
        "holds_a_seat": any(e.state == Enrollment.State.CONFIRMED for e in live),
    }
    code = sent_forms.REFUSED if request.method == "POST" else 200
    return render(request, "enrollment/cancel.html", context, status=code)


def own_request(request, public_id, *, is_remembered=True):
    """Load a request of one of the person's firms, 404 for any other, and act for that firm."""
    asked = standing.request_of(request.companies, public_id)
    if asked is None:
        raise Http404
    act_for(request, asked.company_id, is_remembered=is_remembered)
    if asked.requested_by_id == request.user.pk:  # mostly; a colleague is loaded where she is named
        asked.requested_by = request.user
    return asked


def _is_free_to_cancel(live, run, now):
    """Say whether giving up what is live costs nothing: before the limit, or only in the queue."""
    held = any(e.state == Enrollment.State.CONFIRMED for e in live)
    return not held or run.is_cancellation_free(now)


def _story_of(asked, now, request):
    standing.with_positions([asked])
    enrollments = standing.enrollments_of(asked)
    live = _live(enrollments)
    return {
        **look_of(asked.state),
        "asked": asked,
        "run": asked.run,
        "meetings": runs.meetings_of(run=asked.run_id),
        "enrollments": enrollments,
        "live": live,
        "seated": [e for e in live if e.state == Enrollment.State.CONFIRMED],
        "shown": _shown(asked, now),
        "is_free": _is_free_to_cancel(live, asked.run, now),
        "can_change": bool(live) and now < asked.run.starts_at,
        "has_begun": asked.run.starts_at <= now,
        "gaps": _gaps(asked, live, request, now),
        "quote": quote(unit_price=asked.unit_price, people=len(live), vat_rate=asked.vat_rate),
    }


def _gaps(asked, live, request, now):
    """What the constancias of those who come would still lack."""
    if not live or asked.run.ends_at <= now:
        return []
    people = [gap for one in live for gap in readiness.of_technician(one.technician)]
    return [*people, *readiness.of_company(request.company, is_owner=request.is_owner)]


def _live(enrollments):
    return [e for e in enrollments if e.state in Enrollment.LIVE]


def _shown(asked, now):
    """The state as the page shows it, so that the page can ask whether it is still so."""
    if asked.state == asked.State.RECEIVED and now - asked.requested_at > SLOW:
        return "slow"
    return asked.state
