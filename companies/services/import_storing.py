"""The good rows of an uploaded list become technicians, batch by batch, in a worker.

CURPs are personal data: a row is deleted in the transaction that stores it.
"""

from collections import Counter
from dataclasses import asdict

import structlog
from django.db import IntegrityError, transaction
from django.db.utils import DataError

from companies import at_work
from companies.models import ImportRow, Technician, TechnicianImport
from companies.refusals import kindly
from companies.rules import import_people
from companies.services import locks
from companies.services.imports import read_row

log = structlog.get_logger(__name__)

ROWS_OF_A_BATCH = 500

State, Verdict = TechnicianImport.State, ImportRow.Verdict
_PERSON = tuple(asdict(import_people.Person()))


def next_batch(*, import_id, now):
    """Store up to ROWS_OF_A_BATCH good rows, and say whether more are left.

    One transaction: technicians written, rows deleted, counts kept - or none of it. Safe to run
    twice and on two workers: while one of them has the list, another returns at once. Each row is
    compared anew with the list of the firm, which may have changed since it was looked at.
    """
    with kindly():
        storing = TechnicianImport.objects.storing().filter(pk=import_id)
        uploaded = storing.select_for_update(skip_locked=True).first()
        if uploaded is None:
            return False
        # Two lists of one firm follow one another: both may hold the same person.
        company = locks.company(uploaded.company_id)
        rows = list(_to_store(uploaded).order_by("number")[:ROWS_OF_A_BATCH])
        done = Counter(uploaded.stored_counts)
        with at_work.on_behalf_of(uploaded.storing_by_id):
            done += _store(company, uploaded, rows)
        uploaded.stored_counts, uploaded.last_batch_at = done, now
        has_more = len(rows) == ROWS_OF_A_BATCH
        if not has_more:
            # The rest says nothing new; the bad rows stay, to be taken away and mended.
            uploaded.rows.exclude(verdict=Verdict.BAD).delete()
            uploaded.state, uploaded.stored_at = State.STORED, now
        uploaded.save(update_fields=["stored_counts", "last_batch_at", "state", "stored_at"])
    log.info("import_stored", id=import_id, rows=len(rows), has_more=has_more)
    return has_more


def _store(company, uploaded, rows):
    """Write the people of `rows`, delete the rows, and count what happened by verdict."""
    people = {row.pk: read_row(uploaded, row).person for row in rows}
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
