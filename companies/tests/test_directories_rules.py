"""What a row of a list of firms says, and whether it is taken over."""

import pytest

from companies.rules import directories as rules
from companies.rules.directory_columns import (
    DENUE_COLUMNS,
    MEMBER_COLUMNS,
    RETC_COLUMNS,
    columns_of,
)
from companies.tests.listed import DENUE, MACHINE_SHOP, RETC

pytestmark = pytest.mark.usefixtures("in_english")


def denue(**changes):
    places, _missing = columns_of(DENUE, DENUE_COLUMNS, needed=[])
    row = {**MACHINE_SHOP, **changes}
    cells = {field: row.get(DENUE[place], "") for field, place in places.items()}
    return rules.denue_row(2, cells, known=set())


@pytest.mark.parametrize(
    "headers",
    [
        ["Razón social", "RFC"],
        ["R.F.C.", "Nombre de la empresa"],
        ["No.", "EMPRESA", "Giro", "Registro Federal de Contribuyentes"],
        ["Company name", "Tax ID"],
    ],
)
def test_columns_of_the_member_list_are_found_in_any_order_and_both_languages(headers):
    places, missing = columns_of(headers, MEMBER_COLUMNS, needed=["rfc"])
    assert set(places) == {"rfc", "name"}
    assert missing == []


def test_all_columns_of_the_two_directories_are_found():
    for headers, names in ((DENUE, DENUE_COLUMNS), (RETC, RETC_COLUMNS)):
        places, _missing = columns_of(headers, names, needed=[])
        assert set(names) - set(places) <= {"source_id", "municipality"}


def test_missing_columns_are_named_as_the_file_would_call_them():
    _places, missing = columns_of(["Nombre"], DENUE_COLUMNS, needed=["source_id", "state_key"])
    assert missing == ["id", "cve_ent"]


@pytest.mark.parametrize(
    ("rfc", "verdict"),
    [
        ("ABC010203XY9", rules.NEW),
        ("abc-010203 xy9", rules.NEW),
        ("OLD010203XY9", rules.KNOWN),
        ("", rules.NO_RFC),
        (" - ", rules.NO_RFC),
        ("ABC0102", rules.WRONG_RFC),
        ("XAXX010101000", rules.WRONG_RFC),
        ("=HYPERLINK()", rules.WRONG_RFC),
    ],
)
def test_rfc_of_a_member_decides_its_verdict(rfc, verdict):
    row = rules.member_row(3, {"rfc": rfc, "name": "Torneados"}, known={"OLD010203XY9"})
    assert (row.verdict, row.number) == (verdict, 3)


def test_unusual_last_character_is_taken_over_with_a_note():
    assert "compare" in rules.member_row(2, {"rfc": "ABC010203XY9"}, known=set()).note


def test_second_row_with_the_same_key_is_left_out_and_names_the_first():
    rows = [rules.member_row(n, {"rfc": "ABC010203XY9"}, known=set()) for n in (2, 3)]
    assert [row.verdict for row in rules.judged(rows)] == [rules.NEW, rules.TWICE]
    assert rows[1].note == "The same as row 2."


def test_firm_of_the_denue_is_read_whole():
    row = denue()
    assert row.verdict == rules.NEW
    assert row.values == {
        "source_id": "900001",
        "legal_name": "MAQUINADOS ÑANDÚ SA DE CV",
        "trade_name": "MAQUINADOS ÑANDÚ",
        "plain_name": "maquinados nandu",
        "search_text": (
            "maquinados nandu sa de cv maquinados nandu maquinado de piezas para maquinaria y"
            " equipo en general parque industrial inventado calle de los tornos 120, partido"
            " escobedo inventado ventas@nandu.invalid"
        ),
        "scian_class": "332710",
        "sector": "31-33",
        "activity": "Maquinado de piezas para maquinaria y equipo en general",
        "stratum": "3",
        "address": "CALLE DE LOS TORNOS 120, PARTIDO ESCOBEDO INVENTADO",
        "postal_code": "32330",
        "municipality": "Juárez",
        "industrial_park": "PARQUE INDUSTRIAL INVENTADO",
        "phone": "6561234567",
        "email": "ventas@nandu.invalid",
        "website": "www.nandu.invalid",
    }


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"cve_mun": "37", "cve_ent": "8"}, rules.NEW),  # a spreadsheet ate the zeros
        ({"cve_mun": "37.0", "cve_ent": "8.0"}, rules.NEW),
        ({"cve_mun": "019"}, rules.ELSEWHERE),
        ({"cve_ent": "09"}, rules.ELSEWHERE),
        ({"cve_mun": ""}, rules.ELSEWHERE),
        ({"cve_mun": "nan"}, rules.ELSEWHERE),
        ({"cve_mun": "1e999"}, rules.ELSEWHERE),
        ({"id": " "}, rules.NAMELESS),
        ({"nom_estab": "", "raz_social": ""}, rules.NAMELESS),
    ],
)
def test_only_firms_of_juarez_with_name_and_id_are_taken_over(changes, verdict):
    assert denue(**changes).verdict == verdict


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"correoelec": "no tiene"}, "email", ""),
        ({"correoelec": ""}, "email", ""),
        ({"per_ocu": "251 y más personas"}, "stratum", "7"),
        ({"per_ocu": "muchas"}, "stratum", ""),
        ({"cod_postal": "3233"}, "postal_code", "03233"),
        ({"cod_postal": "32330.0"}, "postal_code", "32330"),
        ({"cod_postal": "0"}, "postal_code", ""),
        ({"numero_ext": "0"}, "address", "CALLE DE LOS TORNOS, PARTIDO ESCOBEDO INVENTADO"),
        ({"tipoCenCom": "CENTRO Y PLAZA COMERCIAL"}, "industrial_park", ""),
        ({"nombre_act": "x" * 400}, "activity", "x" * 250),
        ({"raz_social": "", "nom_estab": "TALLER SIN NOMBRE"}, "plain_name", ""),
    ],
)
def test_odd_values_are_mended_or_left_out(changes, field, value):
    assert denue(**changes).values[field] == value


def test_firm_of_the_retc_is_known_by_its_name():
    cells = {
        "legal_name": "PINTURAS INVENTADAS, S.A. DE C.V.",
        "scian_class": "325510",
        "retc_sector": "Quimica",
        "industrial_park": "Omega inventado",
        "postal_code": "32649",
    }
    row = rules.retc_row(2, cells, known={"pinturas inventadas s a de c v"})
    assert row.verdict == rules.KNOWN
    assert row.values["activity"] == "Quimica"
    assert row.values["industrial_park"] == "OMEGA INVENTADO"
    assert row.values["sector"] == "31-33"


@pytest.mark.parametrize(
    ("scian_class", "sector"),
    [("332710", "31-33"), ("484111", "48-49"), ("541330", "54"), ("999999", ""), ("", "")],
)
def test_sector_is_told_by_the_class(scian_class, sector):
    assert rules.sector_of(scian_class) == sector
