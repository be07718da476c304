"""Lists of technicians that are uploaded: judged, looked at, stored in batches, forgotten.

CURPs are personal data: a good row is deleted as it is stored, everything else after a day.
"""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.utils import DataError
from django.utils.translation import gettext as _

from companies import at_work, jobs
from companies.models import ImportRow, Technician, TechnicianImport
from companies.refusals import Refused, kindly
from companies.rules import import_columns, import_people
from companies.services import locks

log = structlog.get_logger(__name__)

LIMIT_ROWS = 10_000
LIMIT_BYTES = 5_000_000
LIFETIME = timedelta(hours=24)
ROWS_OF_A_BATCH = 500
HEADERS_ARE_WITHIN = 10  # rows; above them stands a letterhead
STORE = "companies.store_import"

State, Verdict = TechnicianImport.State, ImportRow.Verdict
_PERSON = tuple(asdict(import_people.Person()))


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
                "The first row must say what each column holds, for example CURP, Given names,"
                " First surname. Add that row and upload the file again."
            )
        )
    if not table.rows:
        raise Refused(_("The file has headers and no people below them."))
    with kindly():
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


def store_batch(*, import_id, now):
    """Store up to ROWS_OF_A_BATCH good rows, and say whether more are left.

    One transaction: technicians written, rows deleted, counts kept - or none of it. Safe to run
    twice and on two workers: they follow one another, and a row that is gone was stored. Each row
    is compared anew with the list of the firm, which may have changed since it was looked at.
    """
    with kindly():
        # Two lists of one firm follow one another: both may hold the same person.
        company = locks.company(TechnicianImport.objects.get(pk=import_id).company_id)
        uploaded = TechnicianImport.objects.select_for_update().get(pk=import_id)
        if uploaded.state != State.STORING:
            return False
        rows = list(_to_store(uploaded).order_by("number")[:ROWS_OF_A_BATCH])
        done = Counter(uploaded.stored_counts)
        with at_work.on_behalf_of(uploaded.storing_by_id):
            done += _store(company, uploaded, rows)
        uploaded.stored_counts = done
        has_more = len(rows) == ROWS_OF_A_BATCH
        if not has_more:
            # The rest says nothing new; the bad rows stay, to be taken away and mended.
            uploaded.rows.exclude(verdict=Verdict.BAD).delete()
            uploaded.state, uploaded.stored_at = State.STORED, now
        uploaded.save(update_fields=["stored_counts", "state", "stored_at"])
    log.info("import_stored", id=import_id, rows=len(rows), has_more=has_more)
    return has_more


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
        judged = _read(uploaded, row)
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


def _read(uploaded, row):
    return import_people.read(
        row.cells,
        uploaded.columns,
        headers=uploaded.headers,
        formulas=row.formulas,
        is_overlong=row.is_overlong,
    )


def _store(company, uploaded, rows):
    """Write the people of `rows`, delete the rows, and count what happened by verdict."""
    people = {row.pk: _read(uploaded, row).person for row in rows}
    try:
        with transaction.atomic():
            done = _write(company, list(people.values()))
    except (IntegrityError, DataError):
        done = Counter()
        for row in rows:
            done += _write_one(company, row, people.pop(row.pk))
    ImportRow.objects.filter(pk__in=people).delete()
    return done


def _write_one(company, row, person):
    """Store a single row of a batch that the database refused; mark it when it is the reason."""
    try:
        with transaction.atomic():
            done = _write(company, [person])
            row.delete()
    except (IntegrityError, DataError) as error:
        log.warning("import_row_refused", id=row.pk, error=type(error).__name__)
        row.verdict, row.reasons = Verdict.BAD, [("unstorable", "")]
        row.save(update_fields=["verdict", "reasons"])
        return Counter({Verdict.BAD: 1})
    return done


def _write(company, people):
    former = company.technicians.select_for_update().filter(curp__in=[p.curp for p in people])
    known = {one.curp: one for one in former.order_by("pk")}
    new, changed = [], []
    done: Counter[str] = Counter()
    for person in people:
        technician = known.get(person.curp)
        verdict, changes = import_people.compare(person, technician)
        done[verdict] += 1
        if technician is None:
            new.append(Technician(company=company, **asdict(person)))
        elif verdict != Verdict.SAME:
            technician.is_active = True
            for name, _before, after in changes:
                setattr(technician, name, after)
            changed.append(technician)
    # A colleague may add one of them by hand at this moment: that person is on the list then.
    Technician.objects.bulk_create(new, ignore_conflicts=True)
    Technician.objects.bulk_update(changed, [*_PERSON[1:], "is_active"])
    return done


def _to_store(uploaded):
    return uploaded.rows.filter(verdict__in=import_people.STORED)


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
