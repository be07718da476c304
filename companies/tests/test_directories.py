"""Importing lists of firms: looked at first, then accepted; again changes nothing twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import ChamberMember, DirectoryImport, Prospect
from companies.refusals import Refused
from companies.services import directories
from companies.tests import hostile
from companies.tests.factories import CompanyFactory, UserFactory
from companies.tests.listed import (
    MACHINE_SHOP,
    denue_file,
    imported,
    members_file,
    named,
    retc_file,
    shop,
    uploaded,
)
from companies.tests.uploaded import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

MEMBERS, RETC, DENUE = DirectoryImport.Kind.values
NOW = timezone.now()
TORNEADOS, TROQUELES = ("Torneados", "TOR010203XY9"), ("Troqueles", "TRO010203XY9")


def test_upload_changes_nothing_but_keeps_the_verdicts():
    held = uploaded(
        MEMBERS, members_file([TORNEADOS, ("Sin", ""), ("Mal", "X1"), TORNEADOS, TROQUELES])
    )
    assert held.counts == {"new": 2, "no-rfc": 1, "wrong-rfc": 1, "twice": 1}
    assert [row["number"] for row in held.rows] == [2, 3, 4, 5, 6]
    assert not held.is_accepted
    assert not ChamberMember.objects.exists()


def test_accepted_list_is_stored_and_its_rows_are_forgotten():
    held = imported(MEMBERS, members_file([TORNEADOS, TROQUELES, ("Sin", "")]), now=NOW)
    stored = ChamberMember.objects.order_by("name").values_list("name", "rfc", "gone_at")
    assert list(stored) == [(*TORNEADOS, None), (*TROQUELES, None)]
    assert (held.rows, held.accepted_at, held.outcome["new"]) == ([], NOW, 2)


def test_list_is_accepted_once():
    held = imported(MEMBERS, members_file([TORNEADOS]))
    with pytest.raises(Refused, match="accepted already"):
        directories.accept(directory_import=held, by=held.uploaded_by, now=NOW)


def test_list_without_a_good_row_cannot_be_accepted():
    with pytest.raises(Refused, match="No row"):
        imported(MEMBERS, members_file([("Sin", "")]))


def test_uploads_that_nobody_accepted_are_forgotten_with_the_next():
    person = UserFactory(admin=True)
    colleague = uploaded(MEMBERS, members_file([TROQUELES]))
    uploaded(MEMBERS, members_file([TORNEADOS]), by=person)
    another_list = uploaded(RETC, retc_file([{"razon_social": "Maquinados Ñandú"}]), by=person)
    latest = uploaded(MEMBERS, members_file([TORNEADOS]), by=person)
    assert set(DirectoryImport.objects.all()) == {colleague, another_list, latest}


def test_new_list_that_replaces_marks_who_is_gone_and_greets_who_is_back():
    imported(MEMBERS, members_file([TORNEADOS, TROQUELES]), now=NOW)
    later = NOW + timedelta(days=30)
    held = imported(MEMBERS, members_file([TORNEADOS]), replaces=True, now=later)
    assert held.outcome == {"new": 0, "known": 1, "gone": 1}
    assert ChamberMember.objects.get(rfc=TROQUELES[1]).gone_at == later
    imported(MEMBERS, members_file([("Troqueles Finos", TROQUELES[1])]), now=later)
    back = ChamberMember.objects.get(rfc=TROQUELES[1])
    assert (back.name, back.gone_at, back.listed_at) == ("Troqueles Finos", None, NOW)
    assert ChamberMember.objects.current().count() == 2


def test_denue_is_read_in_its_own_encoding_and_only_juarez_is_taken_over():
    held = imported(DENUE, denue_file([MACHINE_SHOP, shop(2), shop(3, cve_mun="019")]))
    assert held.counts == {"new": 2, "elsewhere": 1}
    assert Prospect.objects.get(source_id="900001").legal_name == "MAQUINADOS ÑANDÚ SA DE CV"
    assert Prospect.objects.count() == 2


def test_denue_as_a_workbook_is_the_same():
    columns = list(MACHINE_SHOP)
    file = named("denue.xlsx", workbook([columns, [MACHINE_SHOP[one] for one in columns]]))
    imported(DENUE, file)
    assert Prospect.objects.get().email == "ventas@nandu.invalid"


def test_same_directory_again_doubles_nothing_and_keeps_what_the_portal_knows():
    imported(DENUE, denue_file([MACHINE_SHOP, shop(2)]))
    person = UserFactory(admin=True)
    Prospect.objects.filter(source_id="900001").update(
        invited_at=NOW,
        invited_by=person,
        invited_address="otra@nandu.invalid",
        do_not_contact_at=NOW,
        do_not_contact_reason="Closed",
    )
    renewed = {**MACHINE_SHOP, "telefono": "6569999999"}
    held = imported(DENUE, denue_file([renewed, shop(2), shop(3)]))
    assert (held.outcome["new"], held.outcome["known"]) == (1, 2)
    assert Prospect.objects.count() == 3
    same = Prospect.objects.get(source_id="900001")
    assert same.phone == "6569999999"
    assert (same.invited_address, same.do_not_contact_reason) == ("otra@nandu.invalid", "Closed")


def test_retc_is_read_and_stands_beside_the_denue():
    imported(DENUE, denue_file([MACHINE_SHOP]))
    row = {"razon_social": "MAQUINADOS ÑANDÚ, S.A. DE C.V.", "scian": "332710", "cod_postal": ""}
    for _twice in range(2):
        imported(RETC, retc_file([row]))
    assert list(Prospect.objects.order_by("pk").values_list("source", "plain_name")) == [
        ("denue", "maquinados nandu"),
        ("retc", "maquinados nandu"),
    ]


def test_firms_of_the_portal_are_recognised_and_likely_ones_left_to_staff():
    same = CompanyFactory(legal_name="Maquinados Ñandú, S.A. de C.V.")
    like = CompanyFactory(legal_name="Taller Inventado Dos, S.A. de C.V.")
    held = imported(
        DENUE,
        denue_file(
            [
                MACHINE_SHOP,
                shop(2, raz_social="TALLER INVENTADO DOZ"),
                # A name over the door is no legal name: alike at most.
                shop(3, raz_social="", nom_estab="MAQUINADOS ÑANDÚ"),
                shop(4),
            ]
        ),
    )
    found = Prospect.objects.order_by("source_id").values_list("company", "maybe_company")
    assert list(found) == [(same.pk, None), (None, like.pk), (None, same.pk), (None, None)]
    assert (held.outcome["recognised"], held.outcome["perhaps"]) == (1, 2)


@pytest.mark.parametrize("rows", [2, 30])
def test_statements_do_not_grow_with_the_rows(rows, django_assert_num_queries):
    held = uploaded(DENUE, denue_file([shop(n) for n in range(rows)]))
    CompanyFactory(legal_name="Taller Inventado 0")
    CompanyFactory(legal_name="Taller Inventado 7B")
    with django_assert_num_queries(10):
        directories.accept(directory_import=held, by=held.uploaded_by, now=NOW)


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        (MEMBERS, b"", "The file is empty"),
        (MEMBERS, b"%PDF-1.7 ...", "This is a PDF."),
        (DENUE, hostile.OLE2, "This is a document of an old Office program."),
        (DENUE, b"\x00\x01\x02" * 50, "This is not text"),
        (MEMBERS, b"Nombre,Giro\nTorneados,metal\n", "it has no column “RFC”"),
        (RETC, b"a,b\n1,2\n", "it has no column “Razón social”"),
        (DENUE, "Razón social,RFC\nX,Y\n".encode(), "“id”, “nom_estab”, “cve_ent”, “cve_mun”"),
    ],
)
def test_file_that_is_no_such_list_gets_a_sentence_and_stores_nothing(kind, content, sentence):
    with pytest.raises(Refused) as refusal:
        uploaded(kind, named("lista.csv", content))
    assert sentence in str(refusal.value)
    assert not DirectoryImport.objects.exists()


def test_rows_that_nobody_can_read_are_named_and_left_out():
    rows = [["Razón social", "RFC"], ["=1+1", TORNEADOS[1]], ["Torneados", '=CONCAT("A","B")']]
    held = uploaded(MEMBERS, named("socios.xlsx", workbook([*rows, list(TROQUELES)])))
    assert held.counts == {"broken": 2, "new": 1}
    assert held.rows[0]["note"] == "A formula stands here: paste it as a value."
    text = named(
        "socios.csv", b"RFC,Nombre\nTOR010203XY9,Torneados, S.A.\nTRO010203XY9,Troqueles\n"
    )
    held = uploaded(MEMBERS, text)
    assert held.counts == {"broken": 1, "new": 1}
    assert "needs quotes" in held.rows[0]["note"]
