"""What the catalogue tool finds, keeps and complains about."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from canacintra_portal import translations

TEMPLATE = """{% load i18n %}
  <div title="{% translate "Seats" %}">
{% translate "May" context "month" %} {{ name|default:_("nobody") }}
    {% blocktranslate trimmed count counter=seats %}
      one seat
      left's
    {% plural %}
      {{ counter }} seats left
    {% endblocktranslate %}
"""


@pytest.fixture
def floor(tmp_path: Path) -> Path:
    """A floor with a template, a module and tests that say something too."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "page.html").write_text(TEMPLATE)
    (tmp_path / "views.py").write_text('title = _("Open " "courses")\n')
    (tmp_path / "tests/test_views.py").write_text('title = _("Only a test")\n')
    return tmp_path


def _spanish(*entries: tuple) -> Catalog:
    catalogue = Catalog(locale="es_MX", fuzzy=False)
    for entry in entries:
        catalogue.add(*entry)
    return catalogue


def test_sentences_are_gathered_from_python_and_templates_but_not_from_tests(floor):
    found = {
        (message.id, message.context) for message in translations.gather([floor]) if message.id
    }

    assert found == {
        ("Seats", None),
        ("May", "month"),
        ("nobody", None),
        (("one seat left's", "%(counter)s seats left"), None),
        ("Open courses", None),
    }


def test_a_fragment_fills_what_is_missing_and_contradictions_are_named():
    source = _spanish(("Seats",), ("Rooms",), ("Gone soon",))
    known = _spanish(("Rooms", "Salas"), ("Gone soon", "Pronto"), ("Forgotten", "Olvidado"))
    fragment = _spanish(("Seats", "Lugares"), ("Rooms", "Cuartos"), ("Unsaid", "Callado"))

    merged = translations.merge(source, known, [fragment])

    strings = {message.id: message.string for message in merged.catalogue if message.id}
    assert strings == {"Seats": "Lugares", "Rooms": "Salas", "Gone soon": "Pronto"}
    assert merged.unused == ["'Unsaid'"]
    assert merged.contradicted == ["'Rooms'"]


def test_a_sentence_that_became_a_plural_asks_for_a_translation_again():
    source = _spanish((("%(n)s seat", "%(n)s seats"),))
    known = _spanish(("%(n)s seat", "%(n)s lugar"))
    assert list(translations.problems(source, translations.merge(source, known, []).catalogue))


def test_everything_that_would_reach_a_user_broken_is_a_problem():
    source = _spanish(("New",), ("Empty",), ("Guess",), ("%(n)s seats",), ("Good",))
    catalogue = _spanish(
        ("Empty", ""), ("%(n)s seats", "%(m)s lugares"), ("Good", "Bien"), ("Old", "Viejo")
    )
    catalogue.add("Guess", "Quizá", flags=["fuzzy"])

    found = list(translations.problems(source, catalogue))

    assert found == [
        "not in the catalogue: 'New'",
        "not translated: 'Empty'",
        "unknown named placeholder 'm': '%(n)s seats'",
        "nobody says it any more: 'Old'",
        "only a guess (fuzzy): 'Guess'",
    ]


def test_a_written_catalogue_reads_back_the_same_and_names_no_dates(tmp_path):
    path = tmp_path / "es_MX" / "django.po"
    translations.write(path, _spanish(("Seats", "Lugares"), ("Rooms", "Salas")))

    again = translations.read(path, "es_MX")

    assert [(message.id, message.string) for message in again if message.id] == [
        ("Rooms", "Salas"),
        ("Seats", "Lugares"),
    ]
    assert "Date" not in path.read_text()
