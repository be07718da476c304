"""Lists of technicians that are uploaded: judged, looked at, forgotten after a day.

What is good in them is stored by `import_storing`.
"""

from collections import Counter
from datetime import timedelta

import structlog
from django.utils.translation import gettext as _

from companies import jobs
from companies.models import ImportRow, TechnicianImport
from companies.refusals import Refused, kindly
from companies.rules import import_columns, import_people

log = structlog.get_logger(__name__)

LIMIT_ROWS = 5_000
LIMIT_BYTES = 5_000_000
LIFETIME = timedelta(hours=24)
LISTS_OF_A_FIRM = 20  # whose rows are kept; of older ones they are deleted before the day is over
HEADERS_ARE_WITHIN = 10  # rows; above them stands a letterhead
STORE = "companies.store_import"

State, Verdict = TechnicianImport.State, ImportRow.Verdict


class Incomplete(Refused):
    """The columns that were chosen do not name people; the sentences say what is missing."""


def receive(*, company, by, file_name, table, now):
    """Keep the rows of an uploaded Table, judge them when the columns are clear, and return it.

    Raises Refused for a list without rows, or without headers.
    """
    table, recognised = _with_its_headers(table)
    if import_columns.holds_a_person(table.headers):
        raise Refused(
            _(
                "The first row must say what each column holds, for example CURP, name, surname."
                " Add that row and upload the file again."
            )
        )
    if not table.rows:
        raise Refused(_("The file has headers and no people below them."))
    with kindly():
        _make_room(company, now)
        uploaded = TechnicianImport.objects.create(
            company=company,
            uploaded_by=by,
            file_name=file_name[-100:],
            sheet=table.sheet[:100],
            has_other_sheets=bool(table.other_sheets),
            separator=table.separator,
            headers=table.headers,
            columns=recognised.columns,
            state=State.COLUMNS,
            uploaded_at=now,
        )
        rows = _rows_of(uploaded, table)
        if recognised.is_sure:
            _judge(uploaded, rows)
        ImportRow.objects.bulk_create(rows, batch_size=2_000)
    log.info("import_received", id=uploaded.pk, company=company.pk, by=by.pk, rows=len(rows))
    return uploaded


def set_columns(*, technician_import, columns, by):
    """Say what each column holds ("" for nothing), and judge all rows by it.

    Raises Incomplete, or Refused when the rows are being stored already or were deleted.
    """
    if sentences := import_columns.missing(columns):
        raise Incomplete(*sentences)
    with kindly():
        uploaded = _locked(technician_import)
        _refuse_past(uploaded)
        uploaded.columns = columns
        rows = list(uploaded.rows.order_by("number"))
        _judge(uploaded, rows)
        uploaded.rows.all().delete()
        ImportRow.objects.bulk_create(rows, batch_size=2_000)  # thousands: updating takes longer
    log.info("import_columns_set", id=uploaded.pk, by=by.pk)


def begin(*, technician_import, by, now):
    """Ask the workers to store the good rows. A second call changes nothing.

    Raises Refused when no row is good, or they were deleted.
    """
    with kindly():
        uploaded = _locked(technician_import)
        if uploaded.state in (State.STORING, State.STORED):
            return
        _refuse_past(uploaded)
        if uploaded.state != State.JUDGED or not _number_to_store(uploaded):
            raise Refused(_("No row of this list can be stored yet."))
        uploaded.state = State.STORING
        uploaded.storing_by, uploaded.storing_since = by, now
        uploaded.save(update_fields=["state", "storing_by", "storing_since"])
        jobs.ring(STORE, uploaded.pk)
    log.info("import_begun", id=uploaded.pk, by=by.pk)


def read_row(uploaded, row):
    """Read one row by the columns of its list, as rules/import_people.py judges it."""
    return import_people.read(
        row.cells,
        uploaded.columns,
        headers=uploaded.headers,
        formulas=row.formulas,
        is_overlong=row.is_overlong,
    )


def discard(*, technician_import, by, now):
    """Delete the rows at once: nobody wants to store them. Raises Refused while that is done."""
    with kindly():
        uploaded = _locked(technician_import)
        if uploaded.state == State.STORING:
            raise Refused(_("This list is being stored already."))
        _forget(TechnicianImport.objects.filter(pk=uploaded.pk), now)
    log.info("import_discarded", id=uploaded.pk, by=by.pk)


def forget_old(*, now):
    """Delete the rows of lists uploaded a day ago; return of how many. Those in work stay."""
    old = TechnicianImport.objects.filter(uploaded_at__lt=now - LIFETIME, rows_deleted_at=None)
    return _forget(old.exclude(state=State.STORING), now)


def _make_room(company, now):
    """Keep somebody who uploads all day long from filling the database."""
    kept = company.technician_imports.filter(rows_deleted_at=None).exclude(state=State.STORING)
    too_many = list(kept.values_list("pk", flat=True)[LISTS_OF_A_FIRM - 1 :])
    if too_many:
        _forget(TechnicianImport.objects.filter(pk__in=too_many), now)


def _forget(imports, now):
    with kindly():
        ids = list(imports.select_for_update(skip_locked=True).values_list("pk", flat=True))
        ImportRow.objects.filter(technician_import__in=ids).delete()
        return TechnicianImport.objects.filter(pk__in=ids).update(rows_deleted_at=now)


def _with_its_headers(table):
    """The table below the first row whose cells are headers that we know, if there is one."""
    for index in [None, *range(min(HEADERS_ARE_WITHIN, len(table.rows)))]:
        candidate = table if index is None else table.below(index)
        recognised = import_columns.recognise(candidate.headers)
        if not import_columns.missing(recognised.columns):
            return candidate, recognised
    return table, import_columns.recognise(table.headers, table.rows)


def _rows_of(uploaded, table):
    formulas: dict[int, list[int]] = {}
    for row, column in sorted(table.formulas):
        formulas.setdefault(row, []).append(column)
    return [
        ImportRow(
            technician_import=uploaded,
            number=table.numbers[index],
            cells=cells,
            formulas=formulas.get(index, []),
            is_overlong=index in table.overlong,
        )
        for index, cells in enumerate(table.rows)
    ]


def _judge(uploaded, rows):
    """Write verdict, reasons and changes into `rows`, and the counts into the import."""
    known = {one.curp: one for one in uploaded.company.technicians.all()}
    first_rows: dict[str, int] = {}
    for row in rows:
        judged = read_row(uploaded, row)
        curp = judged.person.curp
        if judged.is_example:
            row.verdict, row.reasons, row.changes = Verdict.EXAMPLE, [], []
            continue
        if not judged.reasons and first_rows.setdefault(curp, row.number) != row.number:
            judged.reasons.append(("twice", str(first_rows[curp])))
        row.reasons = judged.reasons or judged.remarks
        row.verdict, row.changes = (
            (Verdict.BAD, [])
            if judged.reasons
            else import_people.compare(judged.person, known.get(curp))
        )
    uploaded.counts = Counter(row.verdict for row in rows)
    uploaded.state = State.JUDGED
    uploaded.save(update_fields=["columns", "counts", "state"])


def _number_to_store(uploaded):
    return sum(uploaded.counts.get(verdict, 0) for verdict in import_people.STORED)


def _locked(technician_import):
    found = TechnicianImport.objects.select_for_update(of=["self"])
    return found.select_related("company").get(pk=technician_import.pk)


def _refuse_past(uploaded):
    if uploaded.is_gone:
        raise Refused(
            _("The rows of this file were deleted, as they are personal data. Upload it again.")
        )
    if uploaded.state in (State.STORING, State.STORED):
        raise Refused(_("This list is being stored already."))
