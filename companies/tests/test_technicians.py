"""The list of technicians of a firm, as the service keeps it."""

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic

from companies.models import Technician
from companies.refusals import Refused
from companies.services import technicians
from companies.tests.factories import CompanyFactory, TechnicianFactory, UserFactory, curp

pytestmark = pytest.mark.django_db


def typed(**changes):
    return {"given_names": "Rosa", "first_surname": "Ejemplo", "curp": curp(900), **changes}


def test_add_puts_the_person_on_the_list_of_the_firm():
    company = CompanyFactory()

    rosa = technicians.add(company=company, by=UserFactory(), **typed(email="rosa@x.invalid"))

    assert list(company.technicians.active()) == [rosa]
    assert (rosa.full_name, rosa.email) == ("Rosa Ejemplo", "rosa@x.invalid")


def test_add_refuses_somebody_who_is_on_the_list_and_says_who():
    rosa = TechnicianFactory(curp=curp(900), given_names="Rosa", first_surname="Ejemplo")

    with pytest.raises(technicians.AlreadyListed) as refusal:
        technicians.add(company=rosa.company, by=UserFactory(), **typed(given_names="Otra"))

    assert refusal.value.technician == rosa
    assert "Rosa Ejemplo" in str(refusal.value)
    assert Technician.objects.count() == 1


def test_who_comes_back_is_the_same_technician_with_the_new_data():
    rosa = TechnicianFactory(curp=curp(900), given_names="Rosita", is_active=False)

    again = technicians.add(company=rosa.company, by=UserFactory(), **typed())

    assert again.pk == rosa.pk
    rosa.refresh_from_db()
    assert (rosa.is_active, rosa.given_names) == (True, "Rosa")


def test_two_firms_may_list_the_same_person():
    rosa = TechnicianFactory(curp=curp(900))

    technicians.add(company=CompanyFactory(), by=UserFactory(), **typed())

    assert Technician.objects.filter(curp=rosa.curp).count() == 2


def test_the_database_refuses_a_curp_that_is_none_with_a_sentence():
    with pytest.raises(Refused, match="CURP"):
        technicians.add(company=CompanyFactory(), by=UserFactory(), **typed(curp="NADA"))
    assert not Technician.objects.exists()


def test_edit_changes_only_what_is_given():
    rosa = TechnicianFactory(email="antes@x.invalid")

    technicians.edit(technician=rosa, by=UserFactory(), first_surname="Nueva")

    rosa.refresh_from_db()
    assert (rosa.first_surname, rosa.email) == ("Nueva", "antes@x.invalid")


def test_edit_of_a_page_opened_before_brings_nobody_back_who_has_left():
    rosa = TechnicianFactory()
    technicians.deactivate(technician=rosa, by=UserFactory())
    assert rosa.is_active  # as the page had loaded her

    technicians.edit(technician=rosa, by=UserFactory(), first_surname="Nueva")

    rosa.refresh_from_db()
    assert (rosa.first_surname, rosa.is_active) == ("Nueva", False)


def test_edit_refuses_the_curp_of_a_colleague_even_of_one_who_left():
    colleague = TechnicianFactory(curp=curp(900), is_active=False)
    rosa = TechnicianFactory(company=colleague.company)

    with pytest.raises(technicians.AlreadyListed):
        technicians.edit(technician=rosa, by=UserFactory(), curp=colleague.curp)


def test_who_leaves_is_off_the_list_and_can_return():
    rosa = TechnicianFactory()

    technicians.deactivate(technician=rosa, by=UserFactory())
    assert not rosa.company.technicians.active().exists()

    technicians.reactivate(technician=rosa, by=UserFactory())
    assert rosa.company.technicians.active().get() == rosa


def test_no_curp_is_written_to_the_log(caplog, capsys):
    company, by = CompanyFactory(), UserFactory()

    rosa = technicians.add(company=company, by=by, **typed())
    technicians.edit(technician=rosa, by=by, **typed(given_names="Rosalía"))

    out = capsys.readouterr()
    written = caplog.text + out.out + out.err
    assert "technician_added" in written
    assert curp(900) not in written


@pytest.mark.parametrize(("code", "is_kept"), [("", True), ("05.7", True), ("05", False)])
def test_the_database_keeps_only_sub_areas_as_occupation(code, is_kept):
    technician = TechnicianFactory()
    technician.occupation = code

    if is_kept:
        technician.save()
    else:
        with pytest.raises(IntegrityError, match="technician_occupation_form"), atomic():
            technician.save()
