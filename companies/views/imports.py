"""Import of technicians: upload, name the columns, look at the verdicts, store, mend the rest."""

import hashlib
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import kept_forms, sent_forms, tables
from companies.access import CompanyRequest, act_for, company_required
from companies.documents import technician_sheets
from companies.forms import ImportColumnsForm
from companies.models import Download, ImportRow, TechnicianImport
from companies.refusals import Refused
from companies.rules import import_people
from companies.services import downloads, imports
from companies.tables import uploads
from companies.tables.reading import MEGABYTE
from companies.views import attachment, import_words

ON_A_PAGE = 50
RECENT = 5
SLOW = timedelta(seconds=15)  # from here on the page says that it takes longer than usual
NO_CHANGE = 204
State = TechnicianImport.State


@uploads.up_to(imports.LIMIT_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def import_technicians(request: CompanyRequest):
    """Take a list of technicians; lead to its columns or to its verdicts."""
    sentences = []
    if request.method == "POST":
        try:
            file = uploads.chosen(request)
            content = [file.name, hashlib.file_digest(file, "sha256").hexdigest()]

            def read():
                file.seek(0)
                return tables.read(
                    file, limit_rows=imports.LIMIT_ROWS, limit_bytes=imports.LIMIT_BYTES
                )

            def act(table):
                uploaded = imports.receive(
                    company=request.company,
                    by=request.user,
                    file_name=file.name,
                    table=table,
                    now=timezone.now(),
                )
                return uploaded.get_absolute_url()

            return sent_forms.once(
                request, purpose="import-upload", content=content, act=act, prepare=read
            )
        except Refused as refusal:
            sentences = refusal.reasons
    else:
        kept_forms.given_back(request)
    recent = request.company.technician_imports.select_related("uploaded_by")[:RECENT]
    context = {
        "sentences": sentences,
        "recent": recent,
        "limit": imports.LIMIT_BYTES,
        "megabytes": imports.LIMIT_BYTES // MEGABYTE,
    }
    status = sent_forms.REFUSED if sentences else 200
    return render(request, "companies/imports/upload.html", context, status=status)


@require_safe
@company_required
def technician_import(request: CompanyRequest, public_id):
    """Show how things stand with an uploaded list; `verdict` shows only such rows."""
    uploaded = _own_import(request, public_id)
    if uploaded.state == State.COLUMNS and not uploaded.is_gone:
        return redirect("companies:import_columns", public_id)
    return render(request, "companies/imports/import.html", _story_of(request, uploaded))


@require_safe
@company_required
def import_progress(request: CompanyRequest, public_id):
    """Answer the page that asks every second: nothing while nothing changed, then how it stands."""
    uploaded = _own_import(request, public_id, is_remembered=False)
    story = _story_of(request, uploaded)
    if request.GET.get("shown") == story["shown"]:
        return HttpResponse(status=NO_CHANGE)
    return render(request, "companies/imports/_progress.html", story)


@require_http_methods(["GET", "HEAD", "POST"])
@company_required
def import_columns(request: CompanyRequest, public_id):
    """Let the person say what each column holds, with three cells of each beside it."""
    uploaded = _own_import(request, public_id)
    if uploaded.is_gone or uploaded.state in (State.STORING, State.STORED):
        return redirect(uploaded)
    samples = import_words.samples_of(uploaded.rows.order_by("number")[:3], uploaded.headers)
    form = ImportColumnsForm(
        request.POST or None, headers=uploaded.headers, columns=uploaded.columns, samples=samples
    )
    sentences = []
    if request.method == "POST" and form.is_valid():

        def act():
            imports.set_columns(technician_import=uploaded, columns=form.columns, by=request.user)
            return uploaded.get_absolute_url()

        content = [uploaded.pk, form.columns]
        try:
            return sent_forms.once(request, purpose="import-columns", content=content, act=act)
        except Refused as refusal:
            sentences = refusal.reasons
    status = sent_forms.REFUSED if request.method == "POST" else 200
    context = {"uploaded": uploaded, "form": form, "sentences": sentences}
    return render(request, "companies/imports/columns.html", context, status=status)


@require_POST
@company_required
def store_import(request: CompanyRequest, public_id):
    """Ask the workers to store the good rows, and show how they get on."""
    uploaded = _own_import(request, public_id)

    def act():
        imports.begin(technician_import=uploaded, by=request.user, now=timezone.now())
        return uploaded.get_absolute_url()

    return _answered(request, uploaded, "import-store", act)


@require_POST
@company_required
def discard_import(request: CompanyRequest, public_id):
    """Delete the rows of a list that nobody wants to store."""
    uploaded = _own_import(request, public_id)

    def act():
        imports.discard(technician_import=uploaded, by=request.user, now=timezone.now())
        messages.success(request, _("The list was deleted. Nothing of it was stored."))
        return reverse("companies:import_technicians")

    return _answered(request, uploaded, "import-discard", act)


@require_safe
@company_required
def import_bad_rows(request: CompanyRequest, public_id):
    """Give the bad rows back in their own columns, each with its reasons."""
    uploaded = _own_import(request, public_id)
    bad = uploaded.rows.filter(verdict=ImportRow.Verdict.BAD).order_by("number")
    rows = [[*row.cells, " ".join(import_words.sentences_of(row))] for row in bad]
    content = technician_sheets.rows_to_mend(uploaded.headers, rows, separator=uploaded.separator)
    ending = "csv" if uploaded.separator else "xlsx"
    downloads.note(
        Download.What.BAD_ROWS,
        about=f"company:{uploaded.company_id}",
        form=ending,
        people=len(rows),
        whole_curps=True,
        by=request.user,
        now=timezone.now(),
    )
    name = _("technicians-to-mend")
    day = timezone.localdate(uploaded.uploaded_at)
    return attachment.answer(content, f"{name}-{day:%Y-%m-%d}.{ending}")


@require_safe
@company_required
def import_template(request: CompanyRequest):
    """Give the spreadsheet to fill in."""
    name = _("technicians-template")
    return attachment.answer(technician_sheets.template(), f"{name}.xlsx")


def _own_import(request, public_id, *, is_remembered=True):
    found = TechnicianImport.objects.select_related("uploaded_by", "storing_by")
    uploaded = get_object_or_404(found, public_id=public_id, company__in=request.companies)
    act_for(request, uploaded.company_id, is_remembered=is_remembered)
    return uploaded


def _answered(request, uploaded, purpose, act):
    try:
        return sent_forms.once(request, purpose=purpose, content=uploaded.pk, act=act)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(uploaded)


def _story_of(request, uploaded):
    """Everything the page says about an import."""
    stored = sum(uploaded.stored_counts.get(verdict, 0) for verdict in import_people.STORED)
    total = sum(uploaded.counts.get(verdict, 0) for verdict in import_people.STORED)
    number_bad = sum(
        counts.get(ImportRow.Verdict.BAD, 0) for counts in (uploaded.counts, uploaded.stored_counts)
    )
    story = {
        "uploaded": uploaded,
        "total": total,
        "number_stored": stored,
        "number_bad": number_bad,
        "has_bad_rows": bool(number_bad) and uploaded.rows_deleted_at is None,
        "deleted_at": uploaded.uploaded_at + imports.LIFETIME,
        "done": import_words.counted(uploaded.stored_counts),
        "shown": f"{uploaded.state}-{stored}",
    }
    if uploaded.state == State.STORING:
        story["is_slow"] = timezone.now() - uploaded.storing_since > SLOW
        story["shown"] += "-slow" if story["is_slow"] else ""
    elif uploaded.state == State.JUDGED and not uploaded.is_gone:
        verdict = request.GET.get("verdict")
        rows = uploaded.rows.order_by("number")
        if verdict in ImportRow.Verdict.values:
            rows = rows.filter(verdict=verdict)
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        page.object_list = [import_words.shown(uploaded, row) for row in page.object_list]
        story |= {
            "page": page,
            "verdict": verdict,
            "counted": import_words.counted(uploaded.counts),
            "number": sum(uploaded.counts.values()),
            "fields": import_words.fields_of(uploaded),
        }
    return story
