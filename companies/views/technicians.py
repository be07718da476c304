"""The firm's technicians: the list, and who joins, changes and leaves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import catalogues, identifiers, kept_forms, queries, sent_forms
from companies.access import CompanyRequest, act_for, company_required
from companies.documents import technician_sheets
from companies.forms import TechnicianForm
from companies.models import Download, Technician
from companies.refusals import Refused
from companies.rules import readiness
from companies.rules.words import searched
from companies.services import downloads
from companies.services import technicians as service
from companies.views import attachment
from enrollment.queries import coming_enrollments

ON_A_PAGE = 20
CURP_LENGTH = 18


@require_safe
@company_required
def technicians(request: CompanyRequest):
    """List the firm's technicians. `q` searches in names, `list=former` shows those who left,
    `list=incomplete` those for whom a constancia would lack something."""
    shown = request.GET.get("list", "")
    is_former, is_incomplete = shown == "former", shown == "incomplete"
    incomplete = queries.incomplete(request.company.technicians.active())
    page = Paginator(_asked_for(request), ON_A_PAGE).get_page(request.GET.get("page"))
    for technician in page.object_list:
        technician.gaps = readiness.of_technician(technician)
    whole_page = not request.htmx or request.htmx.history_restore_request
    template = "technicians.html" if whole_page else "_technician_list.html"
    context = {
        "page": page,
        "words": searched(request.GET),
        "is_former": is_former,
        "is_incomplete": is_incomplete,
        "incomplete": incomplete.count(),
    }
    return render(request, f"companies/{template}", context)


@require_safe
@company_required
def export_technicians(request: CompanyRequest):
    """Give the list as it is shown, in the columns of the import, with whole CURPs."""
    listed = list(_asked_for(request))
    content = technician_sheets.listing(listed)
    downloads.note(
        Download.What.TECHNICIANS,
        about=f"company:{request.company.pk}",
        form="xlsx",
        people=len(listed),
        whole_curps=True,
        by=request.user,
        now=timezone.now(),
    )
    name = _("technicians")
    return attachment.answer(content, f"{name}-{timezone.localdate():%Y-%m-%d}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def add_technician(request: CompanyRequest):
    """Put a technician on the list."""
    if request.method != "POST":
        return _form_page(request, TechnicianForm(kept_forms.given_back(request)))
    if _is_search(request):
        return _form_page(request, _as_typed(request))

    def act(**fields):
        technician = service.add(company=request.company, by=request.user, **fields)
        return _("%(name)s is on your list now.") % {"name": technician}

    return _store(request, TechnicianForm(request.POST), "add-technician", act)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def edit_technician(request: CompanyRequest, pk):
    """Change what is known about a technician; only here the firm sees the whole CURP."""
    technician = _own_technician(request, pk)
    context = {
        "technician": technician,
        "name": technician.full_name,
        "gaps": readiness.of_technician(technician),
        "verdict": _verdict_on(technician.curp),
    }
    if request.method != "POST":
        form = TechnicianForm(kept_forms.given_back(request), instance=technician)
        return _form_page(request, form, **context)

    def act(**fields):
        service.edit(technician=technician, by=request.user, **fields)
        return _("What you changed for %(name)s is stored.") % {"name": technician}

    if _is_search(request):
        return _form_page(request, _as_typed(request), **context)
    form = TechnicianForm(request.POST, instance=technician)
    return _store(request, form, f"edit-technician-{pk}", act, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def deactivate_technician(request: CompanyRequest, pk):
    """Ask whether a technician has left, name the seats that stay, then take them off the list."""
    technician = _own_technician(request, pk)
    sentences = []
    if request.method == "POST":

        def act():
            service.deactivate(technician=technician, by=request.user)
            messages.success(request, _("%(name)s is off your list.") % {"name": technician})
            return reverse("companies:technicians")

        try:
            return sent_forms.once(request, purpose="deactivate-technician", content=pk, act=act)
        except Refused as refusal:
            sentences = refusal.reasons
    seats = coming_enrollments(request.company, now=timezone.now()).filter(technician=technician)
    context = {"technician": technician, "seats": seats, "sentences": sentences}
    return render(request, "companies/deactivate_technician.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def reactivate_technician(request: CompanyRequest, pk):
    """Put somebody who had left back on the list. Read, the address only shows who has left."""
    technician = _own_technician(request, pk)
    former = f"{reverse('companies:technicians')}?list=former"
    if request.method != "POST":
        return redirect(former)

    def act():
        service.reactivate(technician=technician, by=request.user)
        messages.success(request, _("%(name)s is on your list now.") % {"name": technician})
        return reverse("companies:technicians")

    try:
        return sent_forms.once(request, purpose="reactivate-technician", content=pk, act=act)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(former)


@csrf_exempt
@require_POST
def check_curp(request: HttpRequest):
    """Judge a CURP while it is typed. Posted, so that it stands in no address; stores nothing.

    Open to visitors and without a token: an ended session must not take the page away.
    """
    curp = identifiers.clean(request.POST.get("curp", ""))
    return render(request, "companies/_curp_verdict.html", _verdict_on(curp))


def _verdict_on(curp):
    """What the page says about a CURP: the reason against it, or what it tells about the person."""
    reason = ""
    try:
        identifiers.validate_curp(curp)
    except ValidationError as refusal:
        reason = str(refusal.message)
    return {
        "curp": curp,
        "missing": CURP_LENGTH - len(curp),
        "reason": reason,
        "birth_date": None if reason else identifiers.birth_date(curp),
        "birth_state": catalogues.find(catalogues.states(), identifiers.birth_state_code(curp)),
        "sex_is_x": curp[10:11] == "X",
    }


@require_safe
def find_occupation(request: HttpRequest):
    """Show the occupations that the words find, or the whole catalogue; it is public."""
    asked = {name: request.GET.get(name, "") for name in ("occupation", "occupation_words")}
    form = TechnicianForm(initial=asked)
    return render(request, "companies/_occupation_choice.html", {"form": form})


def _asked_for(request):
    """The technicians that the address asks for: `list` and `q` as on the page of the list."""
    shown = request.GET.get("list", "")
    own = request.company.technicians.known().filter(is_active=shown != "former")
    if shown == "incomplete":
        own = queries.incomplete(own)
    return queries.technicians_named(queries.in_name_order(own), searched(request.GET))


def _own_technician(request, pk):
    technician = get_object_or_404(Technician.objects.known(), pk=pk, company__in=request.companies)
    act_for(request, technician.company_id)
    return technician


def _is_search(request):
    """Say whether the form was sent to search an occupation, where no script does it."""
    return request.POST.get("step") == "find"


def _as_typed(request):
    """The form with what was typed, not judged yet."""
    return TechnicianForm(initial=request.POST.dict())


def _store(request, form, purpose, act, **context):
    """Store a form that holds; otherwise show it again with what has to be mended."""

    def store():
        messages.success(request, act(**form.cleaned_data))
        return reverse("companies:technicians")

    if form.is_valid():
        try:
            return sent_forms.once(request, purpose=purpose, content=form.cleaned_data, act=store)
        except Refused as refusal:
            sent_forms.blame(form, refusal)
    return _form_page(request, form, **context)


def _form_page(request, form, **context):
    is_refused = request.method == "POST" and not _is_search(request)
    status = sent_forms.REFUSED if is_refused else 200
    context = {"technician": None, "form": form, "gaps": [], "verdict": None, **context}
    return render(request, "companies/technician.html", context, status=status)
