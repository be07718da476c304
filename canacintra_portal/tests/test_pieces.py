"""The shared pieces of the pages: seat map, areas, states, pages of a list."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.utils import translation

from canacintra_portal import seat_map
from canacintra_portal.areas import AREAS
from canacintra_portal.states import LOOKS

TEMPLATES = settings.BASE_DIR / "templates"
ICONS = settings.BASE_DIR / "static" / "portal" / "icons"


def render(source, language="en", request=None, **context):
    with translation.override(language):
        return Template("{% load portal %}" + source).render(RequestContext(request, context))


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_no_template_draws_data_as_markup():
    """Markup of our own comes from format_html, which escapes what it is given."""
    unsafe = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    templates = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert len(templates) > 100
    assert [path for path in templates if unsafe.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("seats", "widest", "columns", "rows"),
    [
        (12, 20, 12, 1),
        (20, 20, 20, 1),
        (24, 20, 12, 2),
        (45, 20, 15, 3),
        (1, 20, 1, 1),
        (0, 20, 0, 1),
    ],
)
def test_rows_of_the_seat_map_are_nearly_equal(seats, widest, columns, rows):
    assert seat_map.shape_of(seats, widest) == (columns, rows)


@pytest.mark.parametrize(
    ("first", "last", "path"),
    [
        (0, 0, ""),
        (0, 3, "M0 0h3v1h-3z"),
        (0, 7, "M0 0h5v1h-5zM0 1h2v1h-2z"),
        (3, 7, "M3 0h2v1h-2zM0 1h2v1h-2z"),
    ],
)
def test_the_path_covers_exactly_the_seats_asked_for(first, last, path):
    assert seat_map.path(first, last, columns=5) == path


@pytest.mark.parametrize(
    ("taken", "total", "waiting", "english", "spanish"),
    [
        (16, 20, 0, "4 of 20 seats left", "Quedan 4 de 20 lugares"),
        (19, 20, 0, "1 of 20 seats left", "Queda 1 de 20 lugares"),
        (20, 20, 0, "Full · 20 seats", "Completo · 20 lugares"),
        (20, 20, 3, "Full · 3 waiting", "Completo · 3 en espera"),
        (21, 20, 0, "Full · 20 seats", "Completo · 20 lugares"),
    ],
)
def test_the_seat_meter_says_in_words_what_it_draws(taken, total, waiting, english, spanish):
    source = f"{{% seat_meter {taken} {total} {waiting} %}}"
    assert words_of(render(source)) == english
    assert words_of(render(source, "es-mx")) == spanish


def test_the_seat_map_needs_no_inline_style():
    assert "style=" not in render("{% seat_meter 16 45 0 2 True %}")


def test_our_own_seats_are_drawn_apart_from_those_of_others():
    html = render("{% seat_meter 5 10 own=2 %}")
    assert '<path class="seats-own" d="M0 0h2v1h-2z"/>' in html
    assert '<path class="seats-taken" d="M2 0h3v1h-3z"/>' in html


@pytest.mark.parametrize(
    ("area", "slug"),
    [
        (SimpleNamespace(slug="soldadura"), "soldadura"),
        ("CNC y máquinas herramienta", "cnc-y-maquinas-herramienta"),
        ("robotica", "robotica"),
        (SimpleNamespace(slug="cosa-nueva"), "general"),
    ],
)
def test_an_area_is_known_by_object_name_or_slug_and_a_new_one_is_general(area, slug):
    assert f"area-{slug}" in render("{% area_icon area %}", area=area)


def test_every_area_has_a_drawing_and_a_tint():
    tints = (settings.BASE_DIR / "static/portal/scss/_areas.scss").read_text()
    for slug in {*AREAS, "general"}:
        assert (ICONS / f"area-{slug}.svg").is_file(), slug
        assert f'"{slug}":' in tints, slug


def test_every_area_of_the_catalogue_has_its_own_look():
    with (settings.BASE_DIR / "courses/data/areas.csv").open(encoding="utf-8") as file:
        assert {row["slug"] for row in csv.DictReader(file)} == AREAS


@pytest.mark.parametrize("state", [*LOOKS, "something else"])
def test_every_state_has_words_and_an_existing_drawing(state):
    html = render("{% state_badge state 'so it is' %}", state=state)
    assert words_of(html) == "so it is"
    for name in re.findall(r"icons\.svg#([\w-]+)", html):
        assert (ICONS / f"{name}.svg").is_file()


def test_icons_named_in_templates_exist():
    named = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = template.read_text()
        named |= set(re.findall(r'{% icon "([\w-]+?)" ', text))
        named |= set(re.findall(r'icon_name="([\w-]+)"', text))
    missing = {name for name in named if not (ICONS / f"{name}.svg").is_file()}
    assert named
    assert missing == set()


def test_pages_of_a_list_keep_the_filters_in_the_address(rf):
    request = rf.get("/cursos/", {"q": "soldadura", "area": ["cnc", "plc"], "page": "3"})
    page = Paginator(range(100), 10).get_page(3)
    html = render("{% pagination page %}", request=request, page=page)
    assert 'href="?q=soldadura&amp;area=cnc&amp;area=plc&amp;page=4"' in html
    assert '<span class="here" aria-current="page">3</span>' in html


def test_a_list_of_one_page_shows_no_pages(rf):
    page = Paginator(range(3), 10).get_page(1)
    assert render("{% pagination page %}", request=rf.get("/"), page=page).strip() == ""


def test_day_of_an_evening_is_that_of_the_plant():
    evening = datetime(2027, 1, 5, 1, 0, tzinfo=UTC)  # Monday the fourth, 18:00, in Juárez
    with time_machine.travel(evening - timedelta(days=9), tick=False):
        assert render("{{ moment|day }}", "es-mx", moment=evening) == "lun 4 ene 2027"


def test_day_of_a_life_is_said_whole():
    born = date(1990, 5, 12)
    assert render("{{ born|whole_date }}", "es-mx", born=born) == "12 de mayo de 1990"
    assert render("{{ born|whole_date }}", born=born) == "May 12, 1990"
