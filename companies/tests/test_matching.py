"""Names of firms, as lists and people write them."""

import pytest

from companies.rules.matching import KnownNames, Likeness, plain_name, words_of


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Torneados Prueba, S.A. DE C.V.", "torneados prueba"),
        ("TORNEADOS PRUEBA SA DE CV", "torneados prueba"),
        ("Torneados Prueba, S. A. DE C. V.", "torneados prueba"),
        ("Torneados Prueba S.A DE C.V", "torneados prueba"),
        ("Torneados Prueba S.A. DE.C. V.", "torneados prueba"),
        ("Torneados Prueba SADECV", "torneados prueba"),
        ("Torneados Prueba S.A.", "torneados prueba"),
        ("Torneados Prueba S. DE R.L. DE C.V.", "torneados prueba"),
        ("Torneados Prueba S DE RL DE CV", "torneados prueba"),
        ("Torneados Prueba S DE R L DE C V", "torneados prueba"),
        ("Torneados Prueba S. DE R.L. MI.", "torneados prueba"),
        ("Torneados Prueba, S. de R.L. de C.V. M.I.", "torneados prueba"),
        ("Torneados Prueba S.A.P.I. DE C.V.", "torneados prueba"),
        ("Torneados Prueba S.A.B. de C.V.", "torneados prueba"),
        ("Torneados Prueba S.A.S.", "torneados prueba"),
        ("Torneados Prueba S. en C. por A. de C.V.", "torneados prueba"),
        ("Torneados Prueba S.C. de R.L. de C.V.", "torneados prueba"),
        ("Torneados Prueba S.P.R. de R.L.", "torneados prueba"),
        ("Torneados Prueba, A.C.", "torneados prueba"),
        ("Torneados Prueba, Sociedad Anónima de Capital Variable", "torneados prueba"),
        ("Torneados Prueba Sociedad Anonima", "torneados prueba"),
        ("Torneados Prueba Sociedad de Responsabilidad Limitada", "torneados prueba"),
        ("Torneados Prueba S.A. DE C.V. PLANTA 2", "torneados prueba"),
        ("Torneados Prueba S.A. DE C.V. PLANTA JUAREZ", "torneados prueba"),
        ("Torneados Prueba S.A. DE C.V. DIVISION TORNILLOS", "torneados prueba"),
        ("Torneados Prueba S DE R.L. E C.V. Planta 4", "torneados prueba"),
        ("Torneados Prueba, S. R.L. de C.V. TX9", "torneados prueba"),
        ("  Compañía   de  Troqueles «Ñandú»  ", "compania de troqueles nandu"),
        ("Prueba & Hijos, S.A.", "prueba y hijos"),
        ("PRUEBA Y HIJOS SA", "prueba y hijos"),
        ("3-D Moldes de México", "3 d moldes de mexico"),
        # What looks like a form but is the name.
        ("S.A.", "s a"),
        ("Casa", "casa"),
        ("Plásticos de C.V. Norte", "plasticos de c v norte"),
        ("Planta 4", "planta 4"),
        # No name at all.
        ("TALLER MECÁNICO SIN NOMBRE", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_plain_name_keeps_what_makes_the_firm(name, expected):
    assert plain_name(name) == expected


def test_words_keep_the_company_form_that_tells_two_firms_apart():
    assert words_of("Prueba, S.A. de C.V.") != words_of("Prueba, S. de R.L.")


KNOWN = KnownNames(
    [
        (1, "maquinados del norte"),
        (2, "troqueles finos de juarez"),
        (2, "tfj"),
        (3, "plasticos del bravo"),
        (4, "plasticos del bravo"),
        (5, ""),
    ]
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("maquinados del norte", 1),
        ("tfj", 2),
        ("plasticos del bravo", None),  # two firms have it: a person decides
        ("maquinados de norte", None),
        ("", None),
    ],
)
def test_one_firm_with_exactly_the_name_is_found(name, key):
    assert KNOWN.exactly(name) == key


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("maquinados de norte", [Likeness(1, 97)]),
        ("norte maquinados del", [Likeness(1, 100)]),
        ("troqueles finos juarez", [Likeness(2, 94)]),
        ("maquinados del sur", []),
        ("plasticos del bravo", [Likeness(3, 100)]),
        ("tfk", []),
        ("", []),
    ],
)
def test_alike_names_are_found_to_be_confirmed(name, found):
    assert KNOWN.nearly(name) == found


def test_several_alike_come_best_first_and_without_those_that_were_ruled_out():
    assert [one.key for one in KNOWN.nearly("plasticos del bravo", limit=5)] == [3, 4]
    assert [one.key for one in KNOWN.nearly("plasticos del bravo", limit=5, besides={3})] == [4]


def test_no_names_are_like_nothing():
    assert KnownNames([]).nearly("maquinados del norte") == []
