"""Finding people by name."""

import pytest

from canacintra_portal.testing.effort import little_work
from companies.models import Technician
from companies.queries import in_name_order, technicians_named
from companies.tests.factories import CompanyFactory, TechnicianFactory
from courses.tests.factories import AreaFactory, InstructorFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("jose", ["José", "María José"]),
        ("José muñiz", ["José"]),
        ("muniz jose", ["José"]),
        ("  MARIA ", ["María José"]),
        ("100%", []),
        ("jose\x00", ["José", "María José"]),
        ("", ["José", "María José"]),
    ],
)
def test_names_are_found_without_accents_and_in_any_order(words, found):
    TechnicianFactory(given_names="José", first_surname="Muñiz")
    TechnicianFactory(given_names="María José", first_surname="Zárate")

    named = technicians_named(Technician.objects.all(), words)

    assert [technician.given_names for technician in named] == found


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["ana " * 1_950, "a" + "\u0300\u0316" * 50_000])
def test_no_search_for_people_is_without_end(words):
    TechnicianFactory(given_names="Ana")

    with little_work():
        assert technicians_named(Technician.objects.all(), words).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (CompanyFactory, "legal_name"),
        (InstructorFactory, "name"),
        (AreaFactory, "name_es"),
    ],
)
def test_lists_of_names_stand_in_spanish_order(factory, field):
    expected = ["Ávila", "Baca", "nuza", "Óscar", "Zárate"]
    for name in reversed(expected):
        factory(**{field: name})
    listed = factory._meta.model.objects.filter(**{f"{field}__in": expected})
    assert list(listed.values_list(field, flat=True)) == expected


@pytest.mark.django_db
def test_names_stand_in_spanish_order():
    expected = ["Ávila", "Baca", "nuñez", "Núñez", "Nuza", "Ñáñez", "Zárate"]
    for name in reversed(expected):
        TechnicianFactory(first_surname=name, given_names="B" if name == "Núñez" else "A")

    ordered = in_name_order(Technician.objects.all())

    assert [technician.first_surname for technician in ordered] == expected
