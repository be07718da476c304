"""Columns, names and rows of an uploaded list, as tables of cases."""

from types import SimpleNamespace

import pytest
from stdnum.mx import curp as stdnum_curp

from companies.rules import full_names, import_columns, import_people
from companies.tests.factories import curp
from companies.tests.lists import HEADERS, person


def curp_of(letters, consonants="XXX"):
    body = f"{letters}800115HCH{consonants}0"
    return body + stdnum_curp.calc_check_digit(body)


MARIA = curp_of("PELM", "RPR")  # Pérez López, María -> see below
CASES = [
    ("Pérez López Juan Carlos", curp_of("PELJ", "RPN"), ("Juan Carlos", "Pérez", "López")),
    ("Juan Carlos Pérez López", curp_of("PELJ", "RPN"), ("Juan Carlos", "Pérez", "López")),
    ("PÉREZ LÓPEZ JUAN CARLOS", curp_of("PELJ", "RPN"), ("JUAN CARLOS", "PÉREZ", "LÓPEZ")),
    ("Pérez López, Juan Carlos", curp_of("PELJ", "RPN"), ("Juan Carlos", "Pérez", "López")),
    ("María Fernanda Núñez Peña", curp_of("NUPF", "XXR"), ("María Fernanda", "Núñez", "Peña")),
    ("José Ángel de la Cruz Ruiz", curp_of("CURA", "RZN"), ("José Ángel", "de la Cruz", "Ruiz")),
    ("Ana de León y Soto", curp_of("LESA", "NTN"), ("Ana", "de León", "y Soto")),
    ("Ana Solís", curp_of("SOXA", "LXN"), ("Ana", "Solís", "")),
    ("Solís Ana", curp_of("SOXA", "LXN"), ("Ana", "Solís", "")),
    ("Ana Ponce de León Ruiz", curp_of("PORA", "NZN"), ("Ana", "Ponce de León", "Ruiz")),
    ("Oscar Ibarra Ortiz", curp_of("IAOO", "BRS"), ("Oscar", "Ibarra", "Ortiz")),
    ("Pérez López Juan Carlos", curp_of("GOMA", "NRN"), None),
    ("Juan", curp_of("PELJ", "RPN"), None),
    ("", curp_of("PELJ", "RPN"), None),
    (",", curp_of("PELJ", "RPN"), None),
    ("de la", curp_of("PELJ", "RPN"), None),
]


@pytest.mark.parametrize(("name", "known_curp", "expected"), CASES)
def test_a_whole_name_is_divided_by_the_letters_of_the_curp(name, known_curp, expected):
    assert full_names.divided(name, known_curp) == expected


NONE = [""] * 2


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (HEADERS, ["first_surname", "second_surname", "given_names", "curp", "email", "job_title"]),
        (
            ["CURP", "Puesto", "Correo electrónico", "Nombre completo", "Nómina"],
            ["curp", "job_title", "email", "full_name", ""],
        ),
        (["Ap. Pat.", "Ap. Mat.", "Nombre", "C.U.R.P."], None),
        (
            ["AP. PAT.", "ap mat", "NOMBRES", "curp"],
            ["first_surname", "second_surname", "given_names", "curp"],
        ),
        (["Nombre", "CURP"], ["full_name", "curp"]),
        (["Apellidos", "Nombre", "CURP"], ["surnames", "given_names", "curp"]),
        (["First name", "Last name", "CURP"], ["given_names", "surnames", "curp"]),
        (
            ["Given names", "Last name", "Second last name", "CURP", "E-mail", "Job title"],
            ["given_names", "first_surname", "second_surname", "curp", "email", "job_title"],
        ),
        (
            ["Ocupación específica", "CURP del trabajador", "Trabajador"],
            ["occupation", "curp", "full_name"],
        ),
        (
            ["Employee", "CURP", "Position", "Occupation"],
            ["full_name", "curp", "job_title", "occupation"],
        ),
    ],
)
def test_headers_in_any_order_and_both_languages_are_known(headers, columns):
    recognised = import_columns.recognise(headers)

    if columns is None:  # dots inside the word: alike, but not sure
        assert recognised.is_sure is False
    else:
        assert recognised == import_columns.Recognised(columns, is_sure=True)


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (["Apelido paterno", "Nombres", "CURP"], ["first_surname", "given_names", "curp"]),
        (["Nombre completo", "CURP", "Clave única"], ["full_name", "curp", ""]),
        (["Nombre", "Puesto"], ["full_name", "job_title"]),
        (["CURP", "Puesto"], ["curp", "job_title"]),
        (["A", "B"], ["", ""]),
    ],
)
def test_what_is_not_sure_is_left_to_the_person(headers, columns):
    assert import_columns.recognise(headers) == import_columns.Recognised(columns, is_sure=False)


def test_a_curp_is_known_by_its_look():
    rows = [[curp(1), "Ana"], [curp(2).lower(), "Eva"], ["", "Luz"]]

    assert import_columns.recognise(["Clave", "Nombre"], rows).columns == ["curp", "full_name"]


@pytest.mark.parametrize(
    ("columns", "number"),
    [
        (["curp", "full_name"], 0),
        (["curp", "given_names", "first_surname"], 0),
        (["curp", "given_names"], 1),
        (["full_name", ""], 1),
        (["curp", "curp", "full_name"], 1),
        (["", ""], 2),
    ],
)
def test_what_is_missing_is_said(columns, number):
    assert len(import_columns.missing(columns)) == number


COLUMNS = ["first_surname", "second_surname", "given_names", "curp", "email", "job_title"]


def judged(columns=COLUMNS, extra=(), **changes):
    return import_people.read([*person(1, **changes), *extra], columns, headers=HEADERS)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"curp": curp(1).lower()}, []),
        ({"curp": f" {curp(1)[:4]}-{curp(1)[4:]} "}, []),
        ({"curp": ""}, [("curp_missing", "")]),
        ({"curp": "ABC"}, [("curp_form", "ABC")]),
        ({"curp": curp(1)[:17] + "X"}, [("curp_form", curp(1)[:17] + "X")]),
        (
            {"curp": curp(1)[:17] + str((int(curp(1)[17]) + 1) % 10)},
            [("curp_check_digit", curp(1)[:17] + str((int(curp(1)[17]) + 1) % 10))],
        ),
        ({"given_names": ""}, [("given_names_missing", "")]),
        ({"first_surname": ""}, [("first_surname_missing", "")]),
        (
            {"first_surname": "", "given_names": "", "second_surname": ""},
            [("name_missing", "")],
        ),
        ({"given_names": "J1"}, [("name_strange", "J1")]),
        ({"given_names": "=1+1"}, [("name_strange", "=1+1")]),
        ({"given_names": "Ana 🙂"}, [("name_strange", "Ana 🙂")]),
        ({"given_names": "MarÃ\xada"}, [("letters_lost", "MarÃ\xada")]),
        ({"given_names": "Mar\ufffda"}, [("letters_lost", "Mar\ufffda")]),
        ({"given_names": "Ana" * 40}, [("too_long", "Ana" * 20 + "…")]),
        ({"email": "ana"}, [("email", "ana")]),
        ({"email": "ana@ejemplo.invalid"}, []),
    ],
)
def test_a_row_is_judged(changes, reasons):
    assert judged(**changes).reasons == reasons


@pytest.mark.parametrize(
    ("said", "code", "reasons", "remarks"),
    [
        ("", "", [], []),
        ("04.1", "04.1", [], []),
        ("4.1", "04.1", [], []),
        ("04.1 Mecánica", "04.1", [], []),
        ("mecanica", "04.1", [], []),
        ("99.9", "", [("occupation", "99.9")], []),
        ("04", "", [("occupation", "04")], []),
        ("astronauta", "", [], [("occupation_words", "astronauta")]),
        ("Tecnología", "", [], [("occupation_words", "Tecnología")]),
    ],
)
def test_an_occupation_is_a_code_or_a_name_of_the_catalogue(said, code, reasons, remarks):
    found = judged([*COLUMNS, "occupation"], [said])

    assert (found.person.occupation, found.reasons, found.remarks) == (code, reasons, remarks)


def test_formulas_and_rows_that_are_too_long_are_named():
    found = import_people.read(person(1), COLUMNS, headers=HEADERS, formulas=[3], is_overlong=True)

    assert found.reasons == [("formula", "CURP"), ("overlong", "")]


def test_a_formula_in_a_column_that_is_not_used_does_not_matter():
    columns = [*COLUMNS[:5], ""]

    assert import_people.read(person(1), columns, headers=HEADERS, formulas=[5]).reasons == []


def test_a_name_that_does_not_fit_the_curp_is_a_remark_and_no_refusal():
    found = judged(given_names="Zoila")

    assert (found.reasons, found.remarks) == ([], [("unlike", "")])
    assert judged().remarks == []


def test_a_whole_name_that_cannot_be_divided_is_refused_with_a_way_out():
    found = import_people.read(["Zoila Vaca", curp(1)], ["full_name", "curp"])

    assert found.reasons == [("name_undivided", "Zoila Vaca")]


def test_both_surnames_in_one_cell():
    cells = ["Pérez López", "Juan Carlos", curp_of("PELJ", "RPN")]

    found = import_people.read(cells, ["surnames", "given_names", "curp"])

    assert found.person.full_name == "Juan Carlos Pérez López"
    assert found.person.first_surname == "Pérez"


def known(**changes):
    facts = {
        "given_names": "Jz",
        "first_surname": "Peña",
        "second_surname": "Xx",
        "email": "a@b.mx",
    }
    facts |= {"job_title": "Tornero", "occupation": "", "is_active": True}
    return SimpleNamespace(**(facts | changes))


@pytest.mark.parametrize(
    ("said", "stored", "verdict", "changed"),
    [
        ({}, {}, "same", []),
        ({"first_surname": "PEÑA"}, {}, "same", []),
        ({"first_surname": "PENA"}, {}, "same", []),
        ({"first_surname": "Peña"}, {"first_surname": "Pena"}, "changed", ["first_surname"]),
        ({"job_title": "Soldador"}, {}, "changed", ["job_title"]),
        ({"email": ""}, {}, "same", []),
        ({}, {"is_active": False}, "returns", []),
        ({"job_title": "Soldador"}, {"is_active": False}, "returns", ["job_title"]),
    ],
)
def test_a_good_row_is_compared_with_what_is_known(said, stored, verdict, changed):
    person = import_people.Person(
        **({"curp": curp(1), "given_names": "Jz", "first_surname": "Peña"} | said)
    )

    found, changes = import_people.compare(person, known(**stored))

    assert (found, [name for name, _before, _after in changes]) == (verdict, changed)
