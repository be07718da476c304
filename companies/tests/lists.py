"""Lists of technicians as firms send them."""

from companies.models import TechnicianImport
from companies.services import import_storing, imports
from companies.tables import Table
from companies.tests.factories import curp

HEADERS = ["Apellido paterno", "Apellido materno", "Nombre(s)", "CURP", "Correo", "Puesto"]


def person(number, **changes):
    """A good row for HEADERS; the CURP is one of `factories.curp`, whose letters fit this name."""
    body = curp(number)
    cells = {
        "first_surname": f"Pe{body[13].lower()}a",
        "second_surname": f"X{body[14].lower()}",
        "given_names": f"J{body[15].lower()}",
        "curp": body,
        "email": "",
        "job_title": "Tornero",
    }
    return list((cells | changes).values())


def table(rows, headers=HEADERS, **facts):
    """A Table as `companies.tables` reads it."""
    return Table(list(headers), rows, numbers=list(range(2, len(rows) + 2)), **facts)


def received(membership, rows, now, **facts):
    """A list uploaded by somebody of a firm."""
    return imports.receive(
        company=membership.company,
        by=membership.user,
        file_name="lista.xlsx",
        table=table(rows, **facts),
        now=now,
    )


def begun(membership, rows, now, **facts):
    """A list whose good rows shall be stored."""
    uploaded = received(membership, rows, now, **facts)
    imports.begin(technician_import=uploaded, by=membership.user, now=now)
    return TechnicianImport.objects.get(pk=uploaded.pk)


def store_all(uploaded, now):
    """What the job does, without a worker."""
    while import_storing.next_batch(import_id=uploaded.pk, now=now):
        continue
    uploaded.refresh_from_db()
    return uploaded
