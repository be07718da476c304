"""A CURP is planted, and every address is opened by everybody: it shows only where it may."""

import io
import json
import os
import zipfile

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from canacintra_portal.embedded.instance import Instance
from canacintra_portal.tests.test_urls_by_role import EXPECTED, ROLES, arguments, people
from companies.models import CANACINTRA_GROUP, KeptMail, Message, Technician
from companies.refusals import Refused, kindly
from companies.services import delivery
from companies.tests.factories import TechnicianFactory, UserFactory

__all__ = ["arguments", "people"]
pytestmark = pytest.mark.django_db

# Who sees a whole CURP where. The firm: where it is edited, or taken out and noted. CAST: rosters.
FIRM, CAST = {"alicia", "bruno"}, {"cast"}
ALLOWED = {
    ("companies:edit_technician", ""): FIRM,
    ("companies:export_technicians", ""): FIRM,
    ("companies:import_bad_rows", ""): FIRM,
    ("enrollment:training_pdf", "completa"): FIRM,
    ("enrollment:training_sheet", "completa"): FIRM,
    ("enrollment:roster", "completa"): CAST,
    ("enrollment:roster_sheet", ""): CAST,
}


@pytest.fixture
def planted(arguments):
    """The CURP of a technician with a seat, who was edited and has had another CURP before."""
    technician = Technician.objects.get(pk=arguments["companies:edit_technician"]["pk"])
    former = technician.curp
    technician.curp = TechnicianFactory.build().curp
    technician.email = "tomas@ejemplo.invalid"
    technician.save()
    return [former, technician.curp]


def words_of(response):
    """Everything that a reader of the response could read, of spreadsheets and PDFs too."""
    content = response.getvalue() if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    elif content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def shows(response, curps):
    said = words_of(response).replace(" ", "") + str(response.headers)
    return any(curp in said for curp in curps)


@pytest.mark.parametrize("role", ROLES)
def test_a_whole_curp_is_shown_only_where_it_may(role, people, arguments, planted, client, caplog):
    if people[role]:
        client.force_login(people[role])
    seen = set()
    for name in EXPECTED:
        url = reverse(name, kwargs=arguments.get(name, {}))
        for curp in ("", "completa"):
            if shows(client.get(url, {"curp": curp} if curp else {}), planted):
                seen.add((name, curp))
    allowed = {place for place, roles in ALLOWED.items() if role in roles}
    # What is shown without asking is shown to who asks as well.
    allowed |= {(name, "completa") for name, curp in allowed if not curp}
    allowed = {place for place in allowed if place[0] != "companies:import_bad_rows"}
    assert seen == allowed
    assert not any(curp in caplog.text for curp in planted)


@pytest.mark.parametrize("is_superuser", [True, False])
@pytest.mark.usefixtures("arguments")
def test_no_page_of_the_admin_shows_a_whole_curp(is_superuser, planted, client):
    staff = UserFactory(is_staff=True, is_superuser=is_superuser)
    staff.groups.add(Group.objects.get(name=CANACINTRA_GROUP))
    client.force_login(staff)
    opened = 0
    for model, page in admin.site._registry.items():
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        urls = [reverse(f"{place}_changelist")]
        for obj in page.model._base_manager.order_by("pk")[:20]:
            urls += [
                reverse(f"{place}_change", args=[obj.pk]),
                reverse(f"{place}_history", args=[obj.pk]),
            ]
        for url in urls:
            response = client.get(url)
            assert response.status_code == 200, url
            assert not shows(response, planted), url
            opened += 1
    assert opened > 40


@pytest.mark.usefixtures("arguments")
def test_no_letter_carries_a_curp(planted):
    delivery.deliver_due(now=timezone.now())
    letters = list(
        Message.objects.values("context", "calendar", "subject", "text", "html", "about")
    )
    sources = [bytes(mail.source).decode("utf-8", "replace") for mail in KeptMail.objects.all()]
    said = json.dumps(letters, cls=DjangoJSONEncoder) + "".join(sources)
    assert len(letters) > 1
    assert not any(curp in said for curp in planted)


@pytest.mark.usefixtures("arguments")
def test_a_curp_that_is_refused_as_known_stands_in_no_log(planted, caplog):
    server = Instance(os.environ["PORTAL_INSTANCE"]).postgres
    if server is None or not server.log.exists() or "DATABASE_URL" in os.environ:
        pytest.skip("the database is not ours, nor is what it logs")
    known = Technician.objects.get(curp=planted[1])
    before = len(server.log.read_text())
    with pytest.raises(Refused), kindly():
        TechnicianFactory(company=known.company, curp=known.curp)
    said = server.log.read_text()[before:]
    assert "technician_curp" in said
    assert not any(curp in said + caplog.text for curp in planted)


def test_a_page_that_breaks_shows_no_curp(client, people, arguments, planted, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("on purpose")

    client.force_login(people["alicia"])
    client.raise_request_exception = False
    monkeypatch.setattr("companies.services.technicians.edit", broken)
    url = reverse("companies:edit_technician", kwargs=arguments["companies:edit_technician"])
    form = {
        "given_names": "Tomás",
        "first_surname": "Prueba",
        "curp": planted[0],
        "key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10",
    }
    answer = client.post(url, form)
    assert answer.status_code == 500
    assert not shows(answer, planted)
    assert "on purpose" in caplog.text
    assert not any(curp in caplog.text for curp in planted)
