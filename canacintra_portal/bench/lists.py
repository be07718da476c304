"""A list of technicians in a spreadsheet: looked at and stored through the pages."""

import re
import statistics
import time
from http.client import HTTPConnection
from io import BytesIO
from typing import Any

import openpyxl
from django.db import connection, transaction
from django.urls import reverse
from stdnum.mx import curp as stdnum_curp

from canacintra_portal.bench import filling
from canacintra_portal.bench.portal import Portal
from companies import tables
from companies.models import Technician, TechnicianImport

PATIENCE = 120.0  # seconds until a list is stored
PAUSE = 0.05  # between two looks at the database
BOUNDARY = "a-list-of-technicians"
LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"
HEADERS = ["Apellido paterno", "Apellido materno", "Nombre(s)", "CURP", "Correo", "Puesto"]


def take(portal: Portal, *, people: int, rounds: int) -> dict[str, Any]:
    """Send the same list for a new firm in each round; the medians, beside two floors.

    Floors: openpyxl reads the file and nothing else; one INSERT of the same rows into the table of
    technicians, with its constraints and triggers, from the memory of this process.
    """
    rows = [_person(number) for number in range(people)]
    content = tables.as_xlsx(HEADERS, rows, name="Lista")
    seen: list[dict[str, float]] = []
    for _round in range(rounds):
        firm = filling.firms(1, technicians=1)[0]
        seen.append(
            {
                "bare reading": _timed(_read, content),
                "bare insert": _timed(_insert, firm, rows),
                **_through_the_pages(portal, content, people),
            }
        )
    return {
        "people": people,
        "bytes": len(content),
        **{name: statistics.median(one[name] for one in seen) for name in seen[0]},
    }


def _through_the_pages(portal, content, people) -> dict[str, float]:
    firm = filling.firms(1, technicians=1)[0]
    browser = _Browser(portal.port, firm.cookies)
    upload = reverse("companies:import_technicians")
    form = browser.get(upload)
    began = time.perf_counter()
    address = browser.send(upload, form, content)
    preview = browser.get(address)
    looked_at = time.perf_counter()
    browser.send(f"{address}guardar/", preview)
    found = TechnicianImport.objects.filter(company__technicians=firm.technicians[0].pk)
    while not found.filter(state=TechnicianImport.State.STORED).exists():
        if time.perf_counter() - looked_at > PATIENCE:
            raise RuntimeError("the list was not stored")
        time.sleep(PAUSE)
    stored = time.perf_counter()
    number = Technician.objects.filter(company=found.get().company_id).count() - 1
    if number != people:
        raise RuntimeError(f"{number} of {people} were stored")
    return {"looked at": looked_at - began, "stored": stored - looked_at}


class _Browser:
    """Somebody of HR, with one connection for each request."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, dict(cookies)

    def get(self, path: str) -> str:
        return self._ask("GET", path, b"", {})[1]

    def send(self, path: str, page: str, content: bytes | None = None) -> str:
        """Send the first form of the page, with its hidden fields; answer where it leads."""
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in dict(hidden).items()
        ]
        body = "".join(parts).encode()
        if content is not None:
            body += (
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
                'filename="lista.xlsx"\r\n\r\n'
            ).encode()
            body += content + b"\r\n"
        body += f"--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self._ask("POST", path, body, kind)[0]

    def _ask(self, method, path, body, headers) -> tuple[str, str]:
        http = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        http.request(method, path, body, headers | {"Cookie": cookies})
        answer = http.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _sign, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        http.close()
        if answer.status not in (200, 302):
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer.headers.get("Location", ""), page


def _timed(act, *args) -> float:
    began = time.perf_counter()
    act(*args)
    return time.perf_counter() - began


def _read(content):
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    rows = list(book.active.iter_rows(values_only=True))
    book.close()
    return rows


def _insert(firm, rows):
    """What PostgreSQL needs for the rows alone, in one statement."""
    company = firm.technicians[0].company_id
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, true, now())"] * len(rows))
    columns = "first_surname, second_surname, given_names, curp, email, job_title"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO companies_technician (company_id, {columns}, is_active, created_at)"  # noqa: S608
            f" VALUES {values}",
            [value for row in rows for value in (company, *row)],
        )


def _person(number: int) -> list[str]:
    letters = "".join(LETTERS[number // 21**place % 21] for place in range(3))
    body = f"PEXJ800115HCH{letters}0"
    small = letters.lower()
    names = [f"Pe{small[0]}a", f"X{small[1]}", f"J{small[2]}"]
    return [
        *names,
        body + stdnum_curp.calc_check_digit(body),
        f"p{number}@medida.invalid",
        "Ajuste",
    ]
