"""Firms of the directory: which firm of the portal they turn out to be."""

import pytest
from django.utils import timezone

from companies.models import Prospect
from companies.services import outreach, prospects
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory
from companies.tests.listed import prospects_of, shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()


def match_of(prospect):
    prospect.refresh_from_db()
    return prospect.company, prospect.matched_by


def test_firm_that_signs_up_with_the_listed_name_is_recognised_in_all_its_plants():
    first, second, other = prospects_of(
        shop(1, raz_social="TROQUELES RÁPIDOS SA DE CV"),
        shop(2, raz_social="Troqueles Rapidos, S.A. de C.V. Planta 2"),
        shop(3),
    )
    company = CompanyFactory(legal_name="Troqueles Rápidos S.A. de C.V.")
    assert prospects.recognise(company=company, now=NOW) == 2
    assert match_of(first) == match_of(second) == (company, "name")
    assert match_of(other) == (None, "")


def test_firm_that_came_by_the_link_is_recognised_whatever_its_name():
    (prospect,) = prospects_of(shop(1))
    company = CompanyFactory(legal_name="Otro Nombre")
    prospects.recognise(company=company, now=NOW, key=prospects.key_of(prospect))
    assert match_of(prospect) == (company, "link")


def test_firm_whose_hr_has_the_invited_address_is_recognised():
    (prospect,) = prospects_of(shop(1))
    outreach.invite(prospect=prospect, address="Rh@Taller.invalid", by=UserFactory(), now=NOW)
    alicia = MembershipFactory(user__email="rh@taller.invalid")
    prospects.recognise(company=alicia.company, now=NOW)
    assert match_of(prospect) == (alicia.company, "address")


@pytest.mark.parametrize("key", ["", "1", "1:forged", "x" * 500, "\x00"])
def test_forged_link_recognises_nobody(key):
    (prospect,) = prospects_of(shop(1))
    prospects.recognise(company=CompanyFactory(), now=NOW, key=key)
    assert match_of(prospect) == (None, "")
    assert prospects.of_key(key) is None


def test_firm_that_is_matched_already_is_not_taken_by_another():
    (prospect,) = prospects_of(shop(1, raz_social="TROQUELES RAPIDOS"))
    first, second = (CompanyFactory(legal_name=name) for name in ("Troqueles Rápidos", "Otra"))
    prospects.recognise(company=first, now=NOW)
    prospects.recognise(company=second, now=NOW, key=prospects.key_of(prospect))
    assert match_of(prospect) == (first, "name")


def test_two_firms_of_one_name_are_left_to_staff():
    (prospect,) = prospects_of(shop(1, raz_social="TROQUELES RAPIDOS"))
    CompanyFactory(legal_name="Troqueles Rápidos S.A.")
    second = CompanyFactory(legal_name="Troqueles Rápidos S. de R.L.")
    prospects.recognise(company=second, now=NOW)
    assert match_of(prospect) == (None, "")
    assert prospect.maybe_company == second


def test_alike_name_is_only_proposed_and_never_again_after_a_no():
    (prospect,) = prospects_of(shop(1, raz_social="TROQUELES RAPIDOS DEL BRAVO"))
    company = CompanyFactory(legal_name="Troqueles Rápidos de Bravo")
    prospects.recognise(company=company, now=NOW)
    assert match_of(prospect) == (None, "")
    assert prospect.maybe_company == company
    assert prospects.likely_firms(prospect) == [company]
    prospects.separate(prospect=prospect, company=company)
    prospects.recognise(company=company, now=NOW)
    prospect.refresh_from_db()
    assert (prospect.maybe_company, prospects.likely_firms(prospect)) == (None, [])


def test_staff_confirm_and_take_back():
    (prospect,) = prospects_of(shop(1))
    company = CompanyFactory()
    prospects.confirm(prospect=prospect, company=company, now=NOW)
    assert match_of(prospect) == (company, "staff")
    prospects.separate(prospect=prospect, company=company)
    assert match_of(prospect) == (None, "")


def test_company_that_is_deleted_leaves_the_directory_as_it_was():
    (prospect,) = prospects_of(shop(1))
    company = CompanyFactory()
    prospects.confirm(prospect=prospect, company=company, now=NOW)
    company.delete()
    prospect.refresh_from_db()
    assert prospect.company is None
    assert Prospect.objects.outside_the_portal().get() == prospect
