"""Uploaded lists of technicians: judged, stored once, forgotten."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from companies.models import ImportRow, Technician
from companies.refusals import Refused
from companies.services import import_storing, imports
from companies.tests.factories import MembershipFactory, TechnicianFactory, curp
from companies.tests.lists import HEADERS, begun, person, received, store_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()


@pytest.fixture
def alicia():
    return MembershipFactory()


def verdicts(uploaded):
    return list(uploaded.rows.order_by("number").values_list("verdict", flat=True))


def people(membership):
    return set(membership.company.technicians.active().values_list("curp", flat=True))


def test_each_row_gets_its_verdict_against_what_the_firm_knows(alicia):
    TechnicianFactory(company=alicia.company, curp=curp(2), job_title="Soldador", is_active=True)
    TechnicianFactory(company=alicia.company, curp=curp(3), is_active=False)
    TechnicianFactory(curp=curp(1))  # of another firm: none of our business
    names = {"first_surname": "Prueba", "second_surname": "", "given_names": "Tomás"}
    TechnicianFactory(company=alicia.company, curp=curp(4), job_title="Tornero", **names)

    uploaded = received(
        alicia,
        [
            person(1),
            person(2),
            person(3),
            person(4, **names),
            person(5, curp="X"),
            person(1),
            person(6, curp="XEXX010101HNEXXXA4"),
        ],
        NOW,
    )

    expected = ["new", "changed", "returns", "same", "bad", "bad", "example"]
    assert verdicts(uploaded) == expected
    assert uploaded.counts == {
        "new": 1, "changed": 1, "returns": 1, "same": 1, "bad": 2, "example": 1
    }  # fmt: skip
    assert ["job_title", "Soldador", "Tornero"] in uploaded.rows.get(number=3).changes
    assert uploaded.rows.get(number=7).reasons == [["twice", "2"]]


def test_good_rows_are_stored_and_deleted_and_bad_ones_stay(alicia):
    former = TechnicianFactory(company=alicia.company, curp=curp(3), is_active=False)

    uploaded = store_all(begun(alicia, [person(1), person(3), person(5, curp="X")], NOW), NOW)

    assert people(alicia) == {curp(1), curp(3)}
    former.refresh_from_db()
    assert (former.is_active, former.first_surname) == (True, person(3)[0])
    assert uploaded.state == "stored"
    assert uploaded.stored_counts == {"new": 1, "returns": 1}
    assert verdicts(uploaded) == ["bad"]


def test_who_was_stored_is_written_into_the_trail_with_who_asked(alicia):
    store_all(begun(alicia, [person(1)], NOW), NOW)

    line = alicia.company.technicians.get().trail.get()
    assert line.pgh_context["user"] == alicia.user.pk


def test_what_the_list_does_not_say_stays(alicia):
    rosa = TechnicianFactory(
        company=alicia.company, curp=curp(1), email="rosa@ejemplo.invalid", occupation="04.1"
    )

    store_all(begun(alicia, [person(1, email="")], NOW), NOW)

    rosa.refresh_from_db()
    assert (rosa.email, rosa.occupation) == ("rosa@ejemplo.invalid", "04.1")


def test_batches_follow_one_another_and_each_is_whole(alicia):
    with mock.patch.object(import_storing, "ROWS_OF_A_BATCH", 2):
        uploaded = begun(alicia, [person(n) for n in range(5)], NOW)
        seen = []
        while import_storing.next_batch(import_id=uploaded.pk, now=NOW):
            uploaded.refresh_from_db()
            seen.append((uploaded.stored_counts["new"], uploaded.rows.count(), len(people(alicia))))

    assert seen == [(2, 3, 2), (4, 1, 4)]
    assert len(people(alicia)) == 5


def test_a_batch_that_breaks_leaves_nothing_by_halves(alicia):
    uploaded = begun(alicia, [person(1), person(2)], NOW)

    with (
        mock.patch.object(ImportRow.objects, "filter", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        import_storing.next_batch(import_id=uploaded.pk, now=NOW)

    assert people(alicia) == set()
    assert uploaded.rows.count() == 2
    store_all(uploaded, NOW)
    assert len(people(alicia)) == 2


def test_a_row_that_the_database_refuses_does_not_hold_up_the_others(alicia):
    uploaded = begun(alicia, [person(1), person(2), person(3)], NOW)
    read = import_storing.read_row

    def spoiled(uploaded, row):
        found = read(uploaded, row)
        return replace(
            found, person=replace(found.person, job_title="x" * (90 * (row.number == 3)))
        )

    with mock.patch.object(import_storing, "read_row", spoiled):
        uploaded = store_all(uploaded, NOW)

    assert people(alicia) == {curp(1), curp(3)}
    assert uploaded.stored_counts == {"new": 2, "bad": 1}
    assert uploaded.rows.get().reasons == [["unstorable", ""]]


def test_asking_twice_to_store_is_asking_once(alicia):
    uploaded = begun(alicia, [person(1)], NOW)

    imports.begin(technician_import=uploaded, by=alicia.user, now=NOW + timedelta(minutes=1))
    store_all(uploaded, NOW)
    imports.begin(technician_import=uploaded, by=alicia.user, now=NOW + timedelta(minutes=2))

    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.storing_since, uploaded.stored_counts) == (
        "stored",
        NOW,
        {"new": 1},
    )
    assert import_storing.next_batch(import_id=uploaded.pk, now=NOW) is False


def test_nothing_is_stored_before_somebody_asks(alicia):
    uploaded = received(alicia, [person(1)], NOW)

    assert import_storing.next_batch(import_id=uploaded.pk, now=NOW) is False
    assert people(alicia) == set()


@pytest.mark.parametrize(
    ("rows", "headers", "sentence"),
    [
        ([], HEADERS, "no people below"),
        ([person(2)], person(1), "first row must say"),
    ],
)
def test_a_list_without_headers_or_people_is_refused(alicia, rows, headers, sentence):
    with pytest.raises(Refused, match=sentence):
        received(alicia, rows, NOW, headers=headers)


def test_a_list_without_a_good_row_cannot_be_stored(alicia):
    with pytest.raises(Refused, match="No row"):
        begun(alicia, [person(1, curp="X")], NOW)


def test_a_letterhead_above_the_headers_is_passed_over(alicia):
    title = ["Empresa", "Tornos", "", "", "", ""]

    uploaded = received(
        alicia, [title, HEADERS, person(1)], NOW, headers=["a", "b", "c", "d", "e", "f"]
    )

    assert (uploaded.headers, uploaded.counts) == (HEADERS, {"new": 1})
    assert uploaded.rows.get().number == 4


def test_columns_are_named_by_hand_where_they_are_not_clear(alicia):
    headers = ["Uno", "Dos", "Tres", "Clave", "Cinco", "Seis"]
    uploaded = received(alicia, [person(1), person(2, curp="X")], NOW, headers=headers)
    assert (uploaded.state, uploaded.columns[3]) == ("columns", "curp")

    with pytest.raises(imports.Incomplete, match="names"):
        imports.set_columns(
            technician_import=uploaded, columns=["", "", "", "curp", "", ""], by=alicia.user
        )
    imports.set_columns(
        technician_import=uploaded,
        columns=["first_surname", "second_surname", "given_names", "curp", "", "job_title"],
        by=alicia.user,
    )

    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.counts) == ("judged", {"new": 1, "bad": 1})
    assert verdicts(uploaded) == ["new", "bad"]


def test_the_rows_are_forgotten_after_a_day_stored_or_not(alicia):
    waits = received(alicia, [person(1)], NOW)
    stored = store_all(begun(alicia, [person(2), person(3, curp="X")], NOW), NOW)
    in_work = begun(alicia, [person(4)], NOW)
    fresh = received(alicia, [person(5)], NOW + timedelta(hours=2))

    assert imports.forget_old(now=NOW + timedelta(hours=23)) == 0
    assert imports.forget_old(now=NOW + timedelta(hours=25)) == 2

    left = set(ImportRow.objects.values_list("technician_import", flat=True))
    assert left == {in_work.pk, fresh.pk}
    waits.refresh_from_db()
    stored.refresh_from_db()
    assert (waits.is_gone, stored.is_gone) == (True, False)
    with pytest.raises(Refused, match="deleted"):
        imports.begin(technician_import=waits, by=alicia.user, now=NOW)


def test_who_uploads_all_day_long_keeps_the_rows_of_the_last_lists(alicia):
    with mock.patch.object(imports, "LISTS_OF_A_FIRM", 2):
        stored = begun(alicia, [person(9)], NOW)
        lists = [received(alicia, [person(n)], NOW + timedelta(minutes=n)) for n in range(4)]

    left = set(ImportRow.objects.values_list("technician_import", flat=True))
    assert left == {stored.pk, lists[2].pk, lists[3].pk}


def test_a_list_can_be_thrown_away_but_not_while_it_is_stored(alicia):
    uploaded = received(alicia, [person(1)], NOW)
    in_work = begun(alicia, [person(2)], NOW)

    imports.discard(technician_import=uploaded, by=alicia.user, now=NOW)
    with pytest.raises(Refused, match="being stored"):
        imports.discard(technician_import=in_work, by=alicia.user, now=NOW)

    assert not uploaded.rows.exists()
    assert in_work.rows.exists()


@pytest.mark.parametrize("number", [1, 300])
def test_receiving_and_storing_take_the_same_statements_for_any_number(
    alicia, number, django_assert_num_queries
):
    with django_assert_num_queries(8):
        uploaded = received(alicia, [person(n) for n in range(number)], NOW)
    imports.begin(technician_import=uploaded, by=alicia.user, now=NOW)
    with django_assert_num_queries(13):
        import_storing.next_batch(import_id=uploaded.pk, now=NOW)

    assert Technician.objects.count() == number
