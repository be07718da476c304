"""The pages of the list of technicians."""

import uuid

import pytest
from django.urls import reverse

from companies.models import Technician
from companies.rules.words import LONGEST
from companies.tests.factories import MembershipFactory, TechnicianFactory, curp
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db

LIST = "/empresa/tecnicos/"


@pytest.fixture
def company(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership.company


def page_of(technician, name="edit"):
    return reverse(f"companies:{name}_technician", args=[technician.pk])


def typed(**changes):
    person = {"given_names": "Rosa", "first_surname": "Ejemplo", "curp": curp(900)}
    return {"key": str(uuid.uuid4()), **person, **changes}


def test_the_list_masks_curps_and_the_edit_page_shows_them(client, company):
    rosa = TechnicianFactory(company=company)

    listed = client.get(LIST).content.decode()
    edited = client.get(page_of(rosa)).content.decode()

    assert rosa.masked_curp in listed
    assert rosa.curp not in listed
    assert rosa.curp in edited


def test_the_list_is_searched_without_accents(client, company):
    jose = TechnicianFactory(company=company, given_names="José")
    TechnicianFactory(company=company, given_names="Ana")

    assert list(client.get(LIST, {"q": "jose"}).context["page"]) == [jose]


@pytest.mark.parametrize("words", ["jose " * 1_950, "jose" + "\u0300\u0316" * 5_000])
def test_a_search_is_cut_to_what_people_type(client, company, words):
    jose = TechnicianFactory(company=company, given_names="José")

    page = client.get(LIST, {"q": words}).context

    assert list(page["page"]) == [jose]
    assert len(page["words"]) <= LONGEST


def test_those_who_left_have_their_own_list(client, company):
    here = TechnicianFactory(company=company)
    gone = TechnicianFactory(company=company, is_active=False)

    assert list(client.get(LIST).context["page"]) == [here]
    assert list(client.get(LIST, {"list": "former"}).context["page"]) == [gone]


def test_pages_hold_twenty(client, company):
    TechnicianFactory.create_batch(21, company=company)

    assert len(client.get(LIST).context["page"]) == 20
    assert len(client.get(LIST, {"page": 2}).context["page"]) == 1


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("listed", ["", "former"])
def test_the_list_takes_the_same_statements_for_any_number(
    client, company, number, listed, django_assert_num_queries
):
    TechnicianFactory.create_batch(number, company=company, is_active=not listed)

    with django_assert_num_queries(6):
        client.get(LIST, {"list": listed})


def test_add(client, company):
    response = client.post(reverse("companies:add_technician"), typed(job_title="  Tornero   CNC "))

    rosa = company.technicians.get()
    assert response.url == LIST
    assert (rosa.full_name, rosa.job_title) == ("Rosa Ejemplo", "Tornero CNC")


def test_what_is_wrong_is_said_beside_each_field_with_everything_kept(client, company):
    response = client.post(
        reverse("companies:add_technician"),
        typed(first_surname=" ", curp="MAL", email="sin-arroba"),
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"first_surname", "curp", "email"}
    assert all(f'href="#id_{name}"' in page for name in ("first_surname", "curp", "email"))
    assert 'value="sin-arroba"' in page
    assert not company.technicians.exists()


def test_edit_changes_the_data(client, company):
    rosa = TechnicianFactory(company=company)

    client.post(page_of(rosa), typed(email="rosa@x.invalid"))

    rosa.refresh_from_db()
    assert (rosa.given_names, rosa.email, rosa.curp) == ("Rosa", "rosa@x.invalid", curp(900))


def test_edit_refuses_the_curp_of_a_colleague(client, company):
    TechnicianFactory(company=company, curp=curp(900), given_names="Colega")
    rosa = TechnicianFactory(company=company)

    response = client.post(page_of(rosa), typed())

    assert response.status_code == 422
    assert "Colega" in str(response.context["form"].errors["curp"])


def test_deactivating_asks_first_and_names_the_seats_that_stay(client, company):
    run = RunFactory()
    rosa = seated(run, company=company).enrollments.get().technician

    question = client.get(page_of(rosa, "deactivate"))
    assert [e.run for e in question.context["seats"]] == [run]
    assert company.technicians.active().exists()

    client.post(page_of(rosa, "deactivate"), {"key": str(uuid.uuid4())})
    assert not company.technicians.active().exists()
    assert rosa.full_name in client.get(reverse("companies:dashboard")).content.decode()


def test_who_comes_back_is_put_on_the_list_again(client, company):
    rosa = TechnicianFactory(company=company, is_active=False)

    client.post(page_of(rosa, "reactivate"), {"key": str(uuid.uuid4())})

    assert company.technicians.active().get() == rosa


def test_an_old_form_sent_again_does_not_undo_what_came_after(client, company):
    rosa = TechnicianFactory(company=company)
    leave = {"key": str(uuid.uuid4())}
    client.post(page_of(rosa, "deactivate"), leave)
    client.post(page_of(rosa, "reactivate"), {"key": str(uuid.uuid4())})

    client.post(page_of(rosa, "deactivate"), leave)

    assert company.technicians.active().get() == rosa


@pytest.mark.parametrize(
    ("typed_curp", "verdict"),
    [
        ("", {"reason": True, "missing": 18}),
        ("pexj", {"reason": True, "missing": 14}),
        (curp(900).lower(), {"reason": False, "missing": 0}),
        (f"{curp(900)[:9]} {curp(900)[9:]}", {"reason": False, "missing": 0}),
        (curp(900)[:17] + "X", {"reason": True, "missing": 0}),
        ("<script>", {"reason": True, "missing": 10}),
    ],
)
def test_a_curp_is_judged_while_it_is_typed(client, typed_curp, verdict):
    response = client.post(reverse("companies:check_curp"), {"curp": typed_curp})

    found = {"reason": bool(response.context["reason"]), "missing": response.context["missing"]}
    assert found == verdict
    assert "<script>" not in response.content.decode().lower()


def test_judging_a_curp_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post(reverse("companies:check_curp"), {"curp": curp(900)})


def test_who_is_incomplete_is_marked_counted_and_listed(client, company):
    TechnicianFactory(company=company, occupation="04.1")
    lacking = TechnicianFactory(company=company)
    TechnicianFactory(company=company, is_active=False)
    TechnicianFactory()

    everybody = client.get(LIST)
    incomplete = client.get(LIST, {"list": "incomplete"})

    assert everybody.context["incomplete"] == 1
    assert f"{page_of(lacking)}#id_occupation" in everybody.content.decode()
    assert list(incomplete.context["page"]) == [lacking]


def test_the_occupation_is_stored_and_ends_the_gap(client, company):
    rosa = TechnicianFactory(company=company)
    assert [gap.field for gap in client.get(page_of(rosa)).context["gaps"]] == ["occupation"]

    client.post(page_of(rosa), typed(occupation="05.7"))

    rosa.refresh_from_db()
    assert rosa.occupation == "05.7"
    assert client.get(page_of(rosa)).context["gaps"] == []


@pytest.mark.parametrize("code", ["05", "99.9", "<b>"])
def test_only_a_sub_area_of_the_catalogue_can_be_chosen(client, company, code):
    response = client.post(reverse("companies:add_technician"), typed(occupation=code))

    assert set(response.context["form"].errors) == {"occupation"}
    assert not company.technicians.exists()


def test_all_sub_areas_stand_in_the_list_by_their_areas(client, company):
    page = client.get(reverse("companies:add_technician")).content.decode()

    assert page.count("<optgroup") == 11
    assert page.count("<option") == 1 + 55


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("electricidad", "04.2"),
        ("ELÉCTRICISTA", "04.2"),
        ("soldadora", "05.7"),
        ("montacargas", "06.5"),
        ("05.7", "05.7"),
        ("xyz", None),
    ],
)
def test_an_occupation_is_found_by_words(client, words, first):
    found = client.get(reverse("companies:find_occupation"), {"occupation_words": words})

    shown = found.context["form"].occupations_found
    assert (shown[0].code if shown else None) == first
    # Nothing found: the whole list is there again.
    assert ("<optgroup" in found.content.decode()) is (first is None)


def test_a_search_keeps_what_was_chosen(client):
    asked = {"occupation_words": "electricidad", "occupation": "08.2"}

    found = client.get(reverse("companies:find_occupation"), asked).context["form"]

    assert [(one.code, one.is_chosen) for one in found.occupations_found][:2] == [
        ("08.2", True),
        ("04.2", False),
    ]


def test_the_search_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("companies:find_occupation"), {"occupation_words": "metal"})


@pytest.mark.parametrize("is_new", [True, False])
def test_without_a_script_the_search_is_a_button_and_nothing_typed_is_lost(client, company, is_new):
    rosa = TechnicianFactory(company=company)
    address = reverse("companies:add_technician") if is_new else page_of(rosa)

    response = client.post(
        address, typed(step="find", occupation_words="metal", given_names="Escrito", curp="MAL")
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Escrito"' in page
    assert 'value="MAL"' in page
    assert not response.context["form"].errors
    assert response.context["form"].occupations_found
    assert not Technician.objects.filter(given_names="Escrito").exists()


def test_words_without_a_choice_are_not_stored_by_halves(client, company):
    response = client.post(
        reverse("companies:add_technician"), typed(occupation_words="metal", occupation="")
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"occupation"}
