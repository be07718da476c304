"""Member list and directory in the admin: upload, look, accept; find, invite, take away."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from companies.models import ChamberMember, DirectoryImport, Download, Message, Prospect
from companies.services import outreach, prospects
from companies.tests.factories import CompanyFactory, UserFactory
from companies.tests.listed import (
    denue_file,
    imported,
    members_file,
    prospects_of,
    shop,
    uploaded,
)

pytestmark = pytest.mark.django_db

ADD = reverse("admin:companies_directoryimport_add")
LIST = reverse("admin:companies_prospect_changelist")
EXPORT = reverse("admin:companies_prospect_export")
NOW = timezone.now()


def place(obj, name="change"):
    return reverse(f"admin:companies_{obj._meta.model_name}_{name}", args=[obj.pk])


def sent(file, **fields):
    return {"file": SimpleUploadedFile(file.name, file.read()), **fields}


def shown(page):
    return {prospect.source_id for prospect in page.context["cl"].result_list}


# --- Importing ---------------------------------------------------------------------------------


def test_member_list_is_looked_at_and_then_accepted(admin_pages, staff):
    waiting = CompanyFactory(awaiting_approval=True, legal_name="Torneados que esperan")
    refused = CompanyFactory(refused=True, legal_name="Rechazada antes")
    rows = [("A", waiting.rfc), ("B", refused.rfc), ("Sin RFC", ""), ("Mal", "X")]
    page = admin_pages.post(ADD, sent(members_file(rows), kind="members"), follow=True)
    words = page.content.decode()
    held = DirectoryImport.objects.get()
    assert page.redirect_chain[0][0] == place(held)
    for expected in ("Torneados que esperan", "Rechazada antes", "Sin RFC", "Without RFC: 1"):
        assert expected in words
    assert not ChamberMember.objects.exists()
    page = admin_pages.post(place(held, "accept"), follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Accepted: 2 new firms, 1 approved."
    ]
    waiting.refresh_from_db()
    assert waiting.approved_by == staff
    again = admin_pages.post(place(held, "accept"), follow=True)
    assert "no longer possible" in str(next(iter(again.context["messages"])))


def test_replacing_says_beforehand_who_would_be_gone(admin_pages):
    imported("members", members_file([("Torneados", "TOR010203XY9")]))
    page = admin_pages.post(
        ADD,
        sent(members_file([("B", "TRO010203XY9")]), kind="members", replaces="on"),
        follow=True,
    )
    assert page.context["preview"].gone == 1
    assert ChamberMember.objects.current().count() == 1


def test_directory_is_imported_from_the_page(admin_pages):
    admin_pages.post(ADD, sent(denue_file([shop(1), shop(2, cve_mun="019")]), kind="denue"))
    held = DirectoryImport.objects.get()
    words = admin_pages.get(place(held)).content.decode()
    assert "TALLER INVENTADO 1" in words
    admin_pages.post(place(held, "accept"))
    assert Prospect.objects.get().source_id == "900001"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("vacio.csv", b"", "The file is empty"),
        ("lista.pdf", b"%PDF-1.7", "This is a PDF."),
        ("lista.csv", b"a,b\n1,2\n", "it has no column “RFC”"),
        ("lista.xlsx", b"hello\nworld\n", "This is not an Excel file, although its name says so."),
        ("lista.xlsx", b"PK\x03\x04" + b"\x00" * 50, "damaged"),
    ],
)
def test_file_that_is_no_list_is_answered_by_a_sentence(name, content, sentence, admin_pages):
    file = SimpleUploadedFile(name, content)
    page = admin_pages.post(ADD, {"file": file, "kind": "members"})
    assert sentence in " ".join(page.context["form"].errors["file"])
    assert not DirectoryImport.objects.exists()


def test_no_file_and_one_that_is_too_large_are_answered_by_a_sentence(admin_pages):
    said = admin_pages.post(ADD, {"kind": "members"}).context["form"].errors["file"]
    assert said == ["Choose a file first."]
    huge = SimpleUploadedFile("enorme.csv", b"x" * 12_200_000)
    page = admin_pages.post(ADD, {"kind": "members", "file": huge})
    assert page.context["form"].errors["file"][0].startswith("The file is larger than 12 MB.")


def test_columns_that_are_missing_are_named_one_by_one(admin_pages):
    file = SimpleUploadedFile("lista.csv", b"a,b\n1,2\n")
    page = admin_pages.post(ADD, {"file": file, "kind": "denue"})
    assert page.context["form"].errors["file"] == [
        "This is another list: it has no columns “id”, “nom_estab”, “cve_ent”, “cve_mun”. Its"
        " columns are: a, b."
    ]


def test_list_of_members_leads_to_its_own_upload(admin_pages):
    page = admin_pages.get(reverse("admin:companies_chambermember_changelist"))
    assert f'href="{ADD}?kind=members"' in page.content.decode()


def test_staff_note_whom_to_write_to_and_the_trail_says_who_did(admin_pages):
    (prospect,) = prospects_of(shop(1, correoelec=""))
    page = admin_pages.post(
        place(prospect, "contact"),
        {"email": "rh@taller.invalid", "contact": "Óscar Paz"},
        follow=True,
    )
    assert [str(message) for message in page.context["messages"]] == [
        f"Noted. {prospect} is written to at rh@taller.invalid."
    ]
    assert admin_pages.get(place(prospect, "invite")).context["form"].initial == {
        "address": "rh@taller.invalid"
    }
    assert shown(admin_pages.get(LIST, {"invited": "possible"})) == {prospect.source_id}
    assert shown(admin_pages.get(LIST, {"q": "oscar"})) == {prospect.source_id}
    words = admin_pages.get(place(prospect, "history")).content.decode()
    for expected in ("Adriana Cámara", "rh@taller.invalid", "Note e-mail and contact"):
        assert expected in words


def test_page_names_the_firm_that_it_may_be_and_asks_that_first(admin_pages):
    (prospect,) = prospects_of(shop(1))
    company = CompanyFactory(legal_name="Taller Parecido")

    def buttons():
        steps = admin_pages.get(place(prospect)).context["steps"]
        return [(str(step.label), step.is_main) for step, _address in steps]

    assert [name for name, is_main in buttons() if is_main] == ["Invite"]
    Prospect.objects.filter(pk=prospect.pk).update(maybe_company=company)
    assert buttons()[0] == ("Yes, it is Taller Parecido", True)
    assert [name for name, is_main in buttons() if is_main] == ["Yes, it is Taller Parecido"]
    assert ("No, it is not Taller Parecido", False) in buttons()


def test_upload_remembers_for_which_list_it_was_opened(admin_pages):
    form = admin_pages.get(ADD, {"kind": "denue"}).context["form"]
    assert form.initial["kind"] == "denue"


# --- Finding and inviting ----------------------------------------------------------------------


@pytest.fixture
def directory(staff):
    """Five firms: nothing yet, in the portal, alike, invited, silent."""
    found = prospects_of(
        shop(1, nom_CenCom="PARQUE INVENTADO", per_ocu="251 y más personas"),
        shop(2, raz_social="FRESADOS INVENTADOS SA"),
        shop(3, codigo_act="541330", nombre_act="Servicios de ingeniería"),
        shop(4),
        shop(5, correoelec=""),
    )
    company = CompanyFactory(legal_name="Otra cosa")
    prospects.confirm(prospect=found[1], company=company, now=NOW)
    Prospect.objects.filter(pk=found[2].pk).update(maybe_company=company)
    outreach.invite(prospect=found[3], address=found[3].email, by=staff, now=NOW)
    outreach.silence(prospect=found[4], reason="Closed down", now=NOW)
    return found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, "1345"),
        ({"portal": "in"}, "2"),
        ({"portal": "perhaps"}, "3"),
        ({"portal": "all"}, "12345"),
        ({"invited": "possible"}, "13"),
        ({"invited": "yes"}, "4"),
        ({"invited": "answered"}, ""),
        ({"invited": "unanswered"}, "4"),
        ({"invited": "silent"}, "5"),
        ({"sector": "54"}, "3"),
        ({"sector": "31-33"}, "145"),
        ({"people": "7"}, "1"),
        ({"people": "?"}, ""),
        ({"park": "PARQUE INVENTADO"}, "1"),
        ({"source__exact": "retc"}, ""),
        ({"q": "inventados fresados"}, "2"),
        ({"q": "INGENIERIA"}, "3"),
        ({"q": "nada"}, ""),
    ],
)
def test_list_answers_the_questions_of_staff(question, found, directory, admin_pages):
    assert shown(admin_pages.get(LIST, question)) == {f"90000{number}" for number in found}


def test_firm_that_signed_up_or_asked_for_silence_has_answered(directory, admin_pages):
    outreach.silence_by_link(prospect=directory[3], now=NOW)
    assert shown(admin_pages.get(LIST, {"invited": "answered"})) == {"900004"}
    assert shown(admin_pages.get(LIST, {"invited": "unanswered"})) == set()


def test_one_firm_is_invited_at_the_listed_or_a_typed_address(directory, admin_pages, staff):
    first, third = directory[0], directory[2]
    form = admin_pages.get(place(first, "invite")).context["form"]
    assert form.initial["address"] == first.email
    admin_pages.post(place(first, "invite"), {"address": "Rh@taller.invalid"})
    first.refresh_from_db()
    assert (first.invited_address, first.invited_by) == ("rh@taller.invalid", staff)
    page = admin_pages.post(place(third, "invite"), {"address": "rh@taller.invalid"})
    assert "written to already" in page.context["form"].non_field_errors()[0]
    again = admin_pages.post(place(first, "invite"), {"address": "x@taller.invalid"}, follow=True)
    assert "no longer possible" in str(next(iter(again.context["messages"])))


def test_many_are_invited_after_a_look_at_how_many(directory, admin_pages):
    before = Message.objects.count()
    chosen = {"action": "invite-many", "_selected_action": [one.pk for one in directory]}
    everything = f"{LIST}?portal=all"
    question = admin_pages.post(everything, chosen)
    assert len(question.context["addressees"].ready) == 2
    assert "2 letters leave" in question.content.decode()
    assert Message.objects.count() == before
    page = admin_pages.post(everything, {**chosen, "sent": "1"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "2 invitations are on their way."
    ]
    assert Message.objects.count() == before + 2
    page = admin_pages.post(everything, {**chosen, "sent": "1"}, follow=True)
    assert "None of these can be invited." in [str(m) for m in page.context["messages"]]


def test_staff_say_which_firm_it_is_by_choice_or_rfc(directory, admin_pages):
    first, third = directory[0], directory[2]
    company = CompanyFactory(legal_name="Taller Inventado 1")
    page = admin_pages.get(place(first, "is-this-firm"))
    assert page.context["form"].initial["firm"] == company.pk
    nobody = admin_pages.post(place(first, "is-this-firm"), {"rfc": "NADA"})
    assert nobody.context["form"].non_field_errors()
    admin_pages.post(place(first, "is-this-firm"), {"firm": company.pk})
    admin_pages.post(place(third, "is-this-firm"), {"rfc": f" {company.rfc.lower()}"})
    assert set(company.prospects.all()) == {first, third}
    admin_pages.post(place(first, "is-another-firm"))
    assert list(company.prospects.all()) == [third]


def test_likely_firms_are_confirmed_or_told_apart_in_the_list(directory, admin_pages):
    third = directory[2]
    admin_pages.post(
        f"{LIST}?portal=perhaps", {"action": "confirm", "_selected_action": [third.pk]}
    )
    third.refresh_from_db()
    assert (third.company.legal_name, third.matched_by) == ("Otra cosa", "staff")


def test_firm_is_left_alone_for_a_reason(directory, admin_pages):
    first = directory[0]
    admin_pages.post(place(first, "silence"), {"reason": "Told us by telephone"})
    first.refresh_from_db()
    assert (first.do_not_contact_reason, first.said_so_themselves) == (
        "Told us by telephone",
        False,
    )


def test_list_is_taken_away_as_it_is_filtered_without_formulas(admin_pages):
    prospects_of(shop(1, nom_estab='=HYPERLINK("http://x.invalid")', telefono="+52656"), shop(2))
    answer = admin_pages.get(EXPORT, {"q": "hyperlink"})
    assert answer["Content-Disposition"] == 'attachment; filename="directorio.xlsx"'
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    _head, *rows = sheet.iter_rows()
    assert len(rows) == 1
    assert rows[0][1].value == '=HYPERLINK("http://x.invalid")'
    assert {cell.data_type for cell in rows[0] if cell.value is not None} == {"s"}
    assert admin_pages.get(EXPORT, {"sector__nada": "1"}).status_code == 400
    note = Download.objects.get()
    assert (note.what, note.people) == (Download.What.DIRECTORY, 1)


@pytest.mark.parametrize("rows", [1, 30])
def test_export_needs_the_same_statements_whatever_there_is(
    rows, admin_pages, django_assert_num_queries
):
    prospects_of(*(shop(n) for n in range(rows)))
    admin_pages.get(EXPORT)
    with django_assert_num_queries(9):
        admin_pages.get(EXPORT)


# --- Nobody else -------------------------------------------------------------------------------


def test_outsiders_neither_upload_nor_accept_nor_invite_nor_take_away(outsider_pages):
    adriana = UserFactory(admin=True)
    (prospect,) = prospects_of(shop(1))
    held = uploaded("members", members_file([("A", "TOR010203XY9")]), by=adriana)
    before = DirectoryImport.objects.count()
    answers = [
        outsider_pages.get(EXPORT),
        outsider_pages.get(LIST),
        outsider_pages.get(place(held)),
        outsider_pages.post(ADD, sent(members_file([("A", "X")]), kind="members")),
        outsider_pages.post(place(held, "accept")),
        outsider_pages.post(place(prospect, "invite"), {"address": "a@b.invalid"}),
        outsider_pages.post(place(prospect, "silence"), {"reason": "No"}),
    ]
    for answer in answers:
        assert answer.url.startswith(reverse("admin:login"))
    assert DirectoryImport.objects.count() == before
    assert not ChamberMember.objects.exists()
    prospect.refresh_from_db()
    assert (prospect.invited_at, prospect.do_not_contact_at) == (None, None)


def test_staff_without_the_right_neither_upload_nor_take_away(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(ADD).status_code == 403
    assert client.get(EXPORT).status_code == 403
