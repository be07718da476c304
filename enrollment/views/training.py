"""The training of a firm: its technicians, the courses they took, and the hours."""

from dataclasses import dataclass
from io import BytesIO

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.access import CompanyRequest, company_required
from companies.models import Download
from companies.queries import in_name_order
from companies.services import downloads
from enrollment.documents import training_pdf, training_sheet
from enrollment.queries import training as queries
from enrollment.rules.training import Table, table
from enrollment.views import training_words

ON_A_PAGE = 60
FEW_COURSES = 6  # their names stand upright
PDF = "application/pdf"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Chosen:
    """What of the firm's training is shown: it stands in the address."""

    year: int
    years: list[int]
    area: str
    areas: list[tuple[str, str]]
    with_former: bool
    table: Table


@require_safe
@company_required
def training(request: CompanyRequest):
    """Show a year as a table of technicians and courses.

    `anio` is the year in which the courses end, `area` the field of the catalogue,
    `quien=todos` also shows those who left and had a seat in that year.
    """
    now = timezone.now()
    chosen = _chosen(request, now)
    context = {
        "chosen": chosen,
        "training": chosen.table,
        "page": Paginator(chosen.table.rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "is_narrow": len(chosen.table.columns) <= FEW_COURSES,
    }
    whole_page = not request.htmx or request.htmx.history_restore_request
    template = "training.html" if whole_page else "_training.html"
    return render(request, f"enrollment/{template}", context)


@require_safe
@company_required
def pdf(request: CompanyRequest):
    """Give the year as PDF, person by person. CURPs are whole only for who asks for them."""
    return _download(request, training_pdf, PDF, "pdf")


@require_safe
@company_required
def sheet(request: CompanyRequest):
    """Give the year as a spreadsheet. CURPs are whole only for who asks for them."""
    return _download(request, training_sheet, SPREADSHEET, "xlsx")


def _download(request, drawing, content_type, ending):
    now = timezone.now()
    chosen = _chosen(request, now)
    whole_curps = request.GET.get("curp") == "completa"
    described = training_words.describe(
        chosen.table,
        company=request.company,
        year=chosen.year,
        now=now,
        whole_curps=whole_curps,
    )
    downloads.note(
        Download.What.TRAINING,
        about=f"company:{request.company.pk}",
        form=ending,
        people=len(described.people),
        whole_curps=whole_curps,
        by=request.user,
        now=now,
    )
    return FileResponse(
        BytesIO(drawing.draw(described)),
        as_attachment=ending == "xlsx",
        content_type=content_type,
        filename=training_words.file_name(request.company, chosen.year, ending),
    )


def _chosen(request, now):
    """Read the choice in the address and lay the table out; three statements."""
    this_year = timezone.localdate(now).year
    years = sorted({this_year, *queries.years_of(request.company)}, reverse=True)
    asked = request.GET.get("anio", "")
    year = next((year for year in years if str(year) == asked), this_year)
    seats = queries.seats_of(request.company, year=year, now=now)
    areas = sorted({(seat.area_slug, seat.area) for seat in seats}, key=lambda area: area[1])
    area = request.GET.get("area", "")
    if area in dict(areas):
        seats = [seat for seat in seats if seat.area_slug == area]
    else:
        area = ""
    with_former = request.GET.get("quien") == "todos"
    seated = {seat.technician_id for seat in seats}
    technicians = [
        person
        for person in in_name_order(request.company.technicians.all())
        if person.is_active or (with_former and person.pk in seated)
    ]
    return Chosen(
        year, years, area, areas, with_former, table(seats=seats, technicians=technicians)
    )
