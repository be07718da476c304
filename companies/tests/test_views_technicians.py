"""The pages of the list of technicians."""

import uuid

import pytest
from django.urls import reverse

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

    with django_assert_num_queries(5):
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
