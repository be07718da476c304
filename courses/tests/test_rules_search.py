import pytest

from courses.rules import search

VOCABULARY = search.vocabulary_of(
    [
        "Soldadura SMAW básica. Soldadores y aprendices. Soldar con electrodo.",
        "PLC básico: programación en escalera",
        "Neumática básica, sistemas neumáticos",
        "NOM-035-STPS-2018: factores de riesgo",
        "Control ESD en línea; 5S; GD&T avanzado",
        "Torno convencional. Excel intermedio. Operación de montacargas.",
    ]
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  Programación   PLC ", ("programacion", "plc")),
        ("curso de soldadura para técnicos", ("soldadura", "tecnicos")),
        ("NOM-035-STPS", ("nom", "035", "stps")),
        ("GD&T", ("gd", "t")),
        ("plc PLC Plc", ("plc",)),
        ("ñandú", ("nandu",)),
        ("'); DROP TABLE -- \x00 | & ! :*", ("drop", "table")),
        ("de la", ()),
        ("", ()),
    ],
)
def test_words_are_plain_and_without_fillers(text, words):
    assert search.words_of(text) == words


def test_words_are_few_and_short():
    words = search.words_of(" ".join(f"palabra{number}" for number in range(100)) + "x" * 500)
    assert len(words) == search.MOST_WORDS
    assert search.words_of("x" * 500) == ("x" * search.LONGEST_WORD,)


def test_vocabulary_keeps_the_way_words_are_written():
    assert VOCABULARY["neumatica"] == "neumática"
    assert "en" not in VOCABULARY


@pytest.mark.parametrize(
    "family",
    [
        ("soldadura", "soldaduras", "soldador", "soldadora", "soldar"),
        ("programacion", "programaciones", "programar", "programador"),
        ("operacion", "operaciones", "operador", "operadores"),
        ("hidraulica", "hidraulico", "hidraulicos"),
        ("torno", "tornos", "tornero"),
        ("electricidad", "electrica", "electricista", "electricistas"),
    ],
)
def test_words_of_a_family_have_one_stem(family):
    assert len({search.stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["plc", "cnc", "iso", "amef", "tpm"])
def test_short_words_and_acronyms_stay_whole(word):
    assert search.stem(word) == word


@pytest.mark.parametrize(
    ("typed", "families", "meant"),
    [
        ("soldaduras", (("soldadores", "soldadura", "soldar"),), ""),
        ("soldadua", (("soldadores", "soldadura", "soldar"),), "soldadura"),
        ("programacion plc", (("programacion",), ("plc",)), ""),
        ("neumatik", (("neumatica", "neumaticos"),), "neumática"),
        ("exel basico", (("excel",), ("basica", "basico")), "excel básico"),
        ("nom035", (("nom",), ("035",)), ""),
        ("nom35", (("nom",), ("035",)), ""),
        ("NOM 35", (("nom",), ("035",)), ""),
        ("5s", (("5s",),), ""),
        ("gd&t", (("gd",), ("t",)), ""),
        ("montacarga", (("montacargas",),), ""),
        ("tornero", (("torno",),), ""),
    ],
)
def test_search_is_understood(typed, families, meant):
    understood = search.understand(search.words_of(typed), VOCABULARY)
    assert understood == search.Understood(families=families, meant=meant)


def test_known_words_count_where_another_is_unknown():
    understood = search.understand(("plc", "zzzzz"), VOCABULARY)
    assert understood == search.Understood(families=(("plc",),), unknown=("zzzzz",))


def test_doubtful_word_is_offered_and_not_assumed():
    understood = search.understand(("pcl",), VOCABULARY)
    assert understood == search.Understood(unknown=("pcl",), perhaps=("plc",))


def test_nothing_is_understood_in_an_empty_catalogue():
    assert search.understand(("plc",), {}) == search.Understood(unknown=("plc",))
