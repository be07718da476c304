"""Prepared questions answer what the ordinary ones would."""

import pytest
from django.db.models import Exists, OuterRef

from companies.models import Company, Membership
from companies.prepared import Prepared
from companies.tests.factories import CompanyFactory, MembershipFactory


@pytest.mark.django_db
def test_each_number_gets_its_own_answer():
    alicia, bruno = MembershipFactory(), MembershipFactory()
    firms_of = Prepared(lambda user_id: Company.objects.of(user_id).order_by("pk"))
    assert firms_of(alicia.user_id) == [alicia.company]
    assert firms_of(bruno.user_id) == [bruno.company]
    assert firms_of(0) == []


@pytest.mark.django_db
def test_annotations_and_other_values_of_the_question_come_along():
    local, visitor = MembershipFactory().company, CompanyFactory(municipality="Chihuahua")
    has_people = Exists(Membership.objects.filter(company=OuterRef("pk")))
    of_juarez = Prepared(
        lambda pk: Company.objects.annotate(has_people=has_people).filter(
            pk=pk, municipality="Juárez"
        )
    )
    (found,) = of_juarez(local.pk)
    assert (found, found.has_people, found.legal_name) == (local, True, local.legal_name)
    assert of_juarez(visitor.pk) == []


@pytest.mark.django_db
def test_it_is_translated_once(django_assert_num_queries):
    built = []
    prepared = Prepared(lambda pk: built.append(pk) or Company.objects.filter(pk=pk))
    with django_assert_num_queries(2):
        prepared(1)
        prepared(2)
    assert len(built) == 1
