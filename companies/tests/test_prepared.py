"""Prepared questions answer what the ordinary ones would."""

import pytest
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from companies.models import Company, Membership
from companies.prepared import Given, IsOneOf, Prepared, Statement
from companies.tests.factories import CompanyFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["planned once", "behind a pooler"], autouse=True)
def way(request, monkeypatch):
    """Each question is tried in both ways in which it can be sent."""
    behind_a_pooler = request.param == "behind a pooler"
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", behind_a_pooler)
    return request.param


def test_each_value_gets_its_own_answer():
    alicia, bruno = MembershipFactory(), MembershipFactory()
    firms_of = Prepared(lambda: Company.objects.of(Given("user_id")).order_by("pk"))
    assert firms_of(user_id=alicia.user_id) == [alicia.company]
    assert firms_of(user_id=bruno.user_id) == [bruno.company]
    assert firms_of(user_id=0) == []


def test_annotations_and_other_values_of_the_question_come_along():
    local, visitor = MembershipFactory().company, CompanyFactory(municipality="Chihuahua")
    has_people = Exists(Membership.objects.filter(company=OuterRef("pk")))
    of_juarez = Prepared(
        lambda: Company.objects.annotate(has_people=has_people).filter(
            pk=Given("pk"), municipality="Juárez", legal_name__contains=""
        )
    )
    (found,) = of_juarez(pk=local.pk)
    assert (found, found.has_people, found.legal_name) == (local, True, local.legal_name)
    assert of_juarez(pk=visitor.pk) == []


def test_every_field_is_what_the_ordinary_question_reads():
    company = CompanyFactory()
    (found,) = Prepared(lambda: Company.objects.filter(pk=Given("pk")))(pk=company.pk)
    read = Company.objects.get(pk=company.pk)
    names = [field.attname for field in Company._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(read, name) for name in names]
    assert not found._state.adding


def test_a_list_may_have_any_length():
    alicia, bruno = CompanyFactory(), CompanyFactory()
    CompanyFactory()
    among = Prepared(lambda: Company.objects.filter(IsOneOf(F("pk"), Given("ids"))).order_by("pk"))
    assert among(ids=[bruno.pk, alicia.pk]) == [alicia, bruno]
    assert among(ids=[alicia.pk]) == [alicia]
    assert among(ids=[]) == []


def test_objects_at_the_other_end_come_with_the_answer(django_assert_num_queries):
    membership = MembershipFactory()
    of_company = Prepared(
        lambda: Membership.objects.filter(company=Given("company")), related=["user", "company"]
    )
    (found,) = of_company(company=membership.company_id)
    with django_assert_num_queries(0):
        assert (found.user, found.company) == (membership.user, membership.company)
        assert found.company.rfc == membership.company.rfc


def test_where_nothing_stands_at_the_other_end_there_is_none():
    company = CompanyFactory(approved_by=None, approved_at=None)
    load = Prepared(
        lambda: Company.objects.filter(pk=Given("pk")).select_related("approved_by"),
        related=["approved_by"],
    )
    (found,) = load(pk=company.pk)
    assert found.approved_by is None


def test_it_is_translated_once(django_assert_num_queries):
    built = []
    prepared = Prepared(lambda: built.append(1) or Company.objects.filter(pk=Given("pk")))
    with django_assert_num_queries(2):
        prepared(pk=1)
        prepared(pk=2)
    assert len(built) == 1


def test_what_was_learned_in_a_transaction_outlives_its_end():
    company = CompanyFactory()
    load = Prepared(lambda: Company.objects.filter(pk=Given("pk"), rfc__gt=""))
    with transaction.atomic():
        load(pk=company.pk)
        transaction.set_rollback(True)
    assert load(pk=company.pk) == [company]


def test_a_statement_names_its_values_and_may_use_one_twice():
    twice = Statement("SELECT %(n)s::int + %(n)s::int, %(word)s::text, '100 %%'")
    assert twice.rows(n=3, word="a%b'c") == [(6, "a%b'c", "100 %")]


def test_only_the_first_question_of_a_connection_is_planned(way):
    question = Statement(f"SELECT %(n)s::int, '{way}'")
    question.rows(n=1)
    assert question.rows(n=2) == [(2, way)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{way}%"]
        )
        assert cursor.fetchone()[0] == (1 if way == "planned once" else 0)
