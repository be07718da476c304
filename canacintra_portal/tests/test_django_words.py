"""What Django says in its own Spanish is said in ours."""

from ast import Constant, parse, walk
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.html import strip_tags

from canacintra_portal import django_words
from courses.models import Course
from courses.tests.factories import CourseFactory, VenueFactory


def said_by_django():
    """Every sentence of Django and its admin; the newest ones are missing in Mexico's Spanish."""
    admin = "contrib/admin/locale/en/LC_MESSAGES"
    for name in (
        "conf/locale/en/LC_MESSAGES/django.po",
        f"{admin}/django.po",
        f"{admin}/djangojs.po",
    ):
        path = files("django") / name
        for message in read_po(BytesIO(path.read_bytes())):
            yield from [message.id] if isinstance(message.id, str) else message.id


def test_every_sentence_is_one_that_django_says():
    source = parse(Path(django_words.__file__).read_text())
    calls = [node for node in walk(source) if hasattr(node, "func")]
    named = {
        word.value
        for call in calls
        for word in getattr(call, "args", [])
        if isinstance(word, Constant) and word.value
    }
    assert len(named) > 40
    assert named - set(said_by_django()) == set()


@pytest.fixture
def pages(admin_pages):
    """A browser in which CANACINTRA reads Spanish."""
    admin_pages.defaults["HTTP_ACCEPT_LANGUAGE"] = "es-mx"
    return admin_pages


def test_saving_is_said_without_the_gender_of_a_table(pages):
    venue = VenueFactory(name="Aula 1")
    data = {
        name: getattr(venue, name) for name in ("site", "name", "capacity", "address", "is_own")
    }
    address = reverse("admin:courses_venue_change", args=[venue.pk])
    page = pages.post(address, {**data, "cost_per_hour": 0, "is_active": "on"}, follow=True)
    (said,) = page.context["messages"]
    assert strip_tags(str(said)) == "Se guardó: CANACINTRA, Aula 1."


@pytest.mark.django_db
def test_what_exists_already_is_said_plainly():
    course = CourseFactory(name="Soldadura")
    with translation.override("es-mx"), pytest.raises(ValidationError) as refusal:
        Course(name="Soldadura", slug="x", area=course.area, thematic_area="1000").full_clean()
    assert refusal.value.messages == ["Ya hay otro registro con este mismo dato (Curso: Nombre)."]


def test_months_and_weekdays_are_written_as_in_mexico():
    day = timezone.make_aware(timezone.datetime(2026, 11, 28))
    with translation.override("es-mx"):
        assert formats.date_format(day, "YEAR_MONTH_FORMAT") == "noviembre de 2026"
        assert formats.date_format(day, "D j b") == "sáb 28 nov"


def test_scripts_count_in_our_words(pages):
    page = pages.get(reverse("admin:jsi18n")).content.decode()
    assert "Selecci\\u00f3n: %(sel)s de %(cnt)s" in page
