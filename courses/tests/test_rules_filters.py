from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from companies.rules.words import LONGEST
from courses.rules import filters
from courses.rules.filters import Filters


@pytest.fixture
def english():
    """Sentences as their source says them."""
    with translation.override("en"):
        yield


def read(query):
    return filters.read(QueryDict(query))


def test_whole_question_is_read_and_written_back():
    question = Filters(
        q="soldadura tig",
        area=("plasticos", "soldadura"),
        horas="9-16",
        desde=date(2026, 12, 1),
        hasta=date(2026, 12, 31),
        turno=("manana", "sabado"),
        precio=3000,
        lugares=2,
        grupos=True,
        orden="precio",
        pagina=3,
    )
    assert question.query() == (
        "q=soldadura+tig&area=plasticos&area=soldadura&horas=9-16&desde=2026-12-01"
        "&hasta=2026-12-31&turno=manana&turno=sabado&precio=3000&lugares=2&grupos=1"
        "&orden=precio&pagina=3"
    )
    assert read(question.query()) == (question, [])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=&area=&horas=&desde=&hasta=&precio=&lugares=&orden=&pagina=",
        "pagina=abc",
        "pagina=-1",
        "pagina=0",
        "pagina=1e9",
        "pagina=٣",
        "horas=9-17",
        "horas='--",
        "turno=madrugada",
        "lugares=99",
        "lugares=x",
        "grupos=yes",
        "orden=secreto",
        "area=../../etc",
        "area=A%00",
        "utm_source=x&fbclid=1",
        "q=%00%00",
    ],
)
def test_what_means_nothing_is_ignored(query):
    assert read(query) == (Filters(), [])


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("text", ["31/02/2026", "mañana", "2026-13-01", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["desde", "hasta"])
def test_date_that_is_none_is_told_and_not_used(name, text):
    question, problems = filters.read(_query(**{name: text}))
    assert question == Filters()
    assert problems == [f"“{text}” is not a date, so it is not used. Example: 2026-12-01."]


@pytest.mark.parametrize("text", ["2026-12-05", "5/12/2026", "05-12-2026", "05.12.2026"])
def test_dates_are_read_as_people_write_them(text):
    assert filters.read(_query(desde=text))[0].desde == date(2026, 12, 5)


def test_dates_the_wrong_way_round_are_turned():
    question, problems = read("desde=2026-12-31&hasta=2026-12-01")
    assert (question.desde, question.hasta) == (date(2026, 12, 1), date(2026, 12, 31))
    assert problems == []


@pytest.mark.parametrize(
    ("text", "price"),
    [("2500", 2500), ("2,500", 2500), ("$ 2,500.00", 2500), ("0", 0), ("9999999", 99999)],
)
def test_prices_are_read_as_people_write_them(text, price):
    assert filters.read(_query(precio=text)) == (Filters(precio=price), [])


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("text", ["-1", "barato", "1e3", "12345678", "2.500,00"])
def test_price_that_is_none_is_told_and_not_used(text):
    question, problems = filters.read(_query(precio=text))
    assert question == Filters()
    assert problems == [f"“{text}” is not a price, so it is not used. Example: 2500."]


def test_long_values_are_cut():
    question, problems = filters.read(_query(q="x" * 10_000, desde="y" * 10_000))
    assert len(question.q) == LONGEST
    assert len(problems[0]) < 100


def test_areas_are_limited():
    query = QueryDict("&".join(f"area=a{number}" for number in range(1000)))
    assert len(filters.read(query)[0].area) == filters.MOST_AREAS


def test_same_question_in_another_order_is_the_same():
    one, _ = read("turno=sabado&area=b&area=a&turno=manana&area=b")
    other, _ = read("area=a&area=b&turno=manana&turno=sabado&nada=1")
    assert one == other
    assert one.query() == other.query()


@given(st.lists(st.tuples(st.sampled_from([*Filters.__dataclass_fields__]), st.text())))
def test_every_address_is_read_and_what_is_read_is_stable(pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    question, _ = filters.read(query)
    assert filters.read(QueryDict(question.query())) == (question, [])
    assert len(question.query()) < 3000


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("q=plc&area=a&horas=1-8", False),
        ("grupos=1", True),
        ("turno=tarde", True),
        ("precio=0", True),
    ],
)
def test_only_filters_about_groups_ask_for_groups(query, asks):
    assert read(query)[0].asks_for_runs is asks


def test_filters_are_taken_back_one_by_one():
    question = Filters(q="plc", area=("a", "b"), precio=10, pagina=4)
    assert question.without("area", "a") == Filters(q="plc", area=("b",), precio=10)
    assert question.without("precio") == Filters(q="plc", area=("a", "b"))


def test_order_and_page_do_not_narrow():
    assert not Filters(orden="precio", pagina=2).narrows
    assert Filters(horas="1-8").narrows


def _query(**values):
    query = QueryDict(mutable=True)
    query.update(values)
    return query
