"""Whoever works in the admin finds things as the catalogue finds courses: without accents."""

import pytest
from django.contrib import admin

from companies.admin.workplace import Workplace
from companies.tests.factories import CompanyFactory, TechnicianFactory
from courses.tests.factories import InstructorFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "words", "found"),
    [
        ("companies/company", "fundicion", "Fundición del Ejemplo"),
        ("companies/company", "EJEMPLO fundición", "Fundición del Ejemplo"),
        ("companies/technician", "hector valdez", "Héctor"),
        ("courses/instructor", "oscar", "Óscar Engrane"),
        ("courses/venue", "aula tecnica", "Aula Técnica"),
    ],
)
def test_accents_and_capitals_do_not_count(admin_pages, page, words, found):
    company = CompanyFactory(legal_name="Fundición del Ejemplo")
    TechnicianFactory(company=company, given_names="Héctor", first_surname="Valdéz")
    InstructorFactory(name="Óscar Engrane")
    VenueFactory(name="Aula Técnica")
    for factory in (CompanyFactory, TechnicianFactory, InstructorFactory, VenueFactory):
        factory()
    answer = admin_pages.get(f"/admin/{page}/", {"q": words})
    assert [found in str(row) for row in answer.context["cl"].result_list] == [True]


def test_signs_of_a_pattern_are_searched_as_they_stand(admin_pages):
    CompanyFactory(legal_name="Cien % Acero")
    CompanyFactory(legal_name="Cien Aceros")
    answer = admin_pages.get("/admin/companies/company/", {"q": "%"})
    assert [str(row) for row in answer.context["cl"].result_list] == ["Cien % Acero"]


def test_every_list_with_a_search_answers_it(admin_client):
    for model, page in admin.site._registry.items():
        if isinstance(page, Workplace) and page.search_fields:
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            assert admin_client.get(address, {"q": "ñandú (x"}).status_code == 200, address
