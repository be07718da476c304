from io import StringIO

import pytest
from django.core.management import call_command

from courses.models import Area, Course
from courses.services import catalogue

pytestmark = pytest.mark.django_db


def test_load_brings_every_area_and_course():
    assert catalogue.load() == catalogue.Loaded(areas=19, courses=125)
    assert Area.objects.count() == 19
    assert Course.objects.published().count() == 125


def test_load_keeps_what_staff_changed_and_adds_what_is_missing():
    catalogue.load()
    welding = Course.objects.get(slug="soldadura-smaw-basica")
    welding.hours, welding.name = 36, "Soldadura SMAW para principiantes"
    welding.save()
    Course.objects.get(slug="plc-avanzado-e-integracion-hmi").delete()

    assert catalogue.load() == catalogue.Loaded(areas=0, courses=1)
    welding.refresh_from_db()
    assert (welding.hours, welding.name) == (36, "Soldadura SMAW para principiantes")


def test_load_gives_hours_to_preparations_and_leaves_unknown_ones_empty():
    catalogue.load()
    assert not Course.objects.exclude(competency_standard="").exclude(hours=24).exists()
    assert Course.objects.filter(hours=None).count() == 3


def test_command_says_what_is_new():
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    assert out.getvalue() == "19 areas and 125 courses are new.\n"
