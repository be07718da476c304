"""What the browser loads first stays small, complete and on this host."""

import gzip
import json
import re

import pytest
from django.conf import settings

BUILD = settings.BASE_DIR / "static" / "build"
FIRST_LOAD = ["portal.css", "portal.js", "icons.svg"]
HTML_OF_THE_CATALOGUE = 20_000  # compressed; its own test measures it
BUDGET = 150_000

pytestmark = pytest.mark.skipif(
    not (BUILD / "portal.css").exists(), reason="static/build is missing: make assets"
)


def test_the_first_load_stays_below_150_kilobytes():
    typeface = (BUILD / "encode-sans.woff2").stat().st_size  # already compressed
    others = sum(len(gzip.compress((BUILD / name).read_bytes(), 6)) for name in FIRST_LOAD)
    assert typeface + others + HTML_OF_THE_CATALOGUE < BUDGET


@pytest.mark.parametrize("name", ["portal.css", "admin.css"])
def test_styles_ask_no_other_host_and_name_only_files_that_exist(name):
    addresses = re.findall(r"""url\(["']?([^"')]+)""", (BUILD / name).read_text())
    files = {address for address in addresses if not address.startswith("data:")}
    assert files == {"encode-sans.woff2"}
    assert (BUILD / "encode-sans.woff2").is_file()


def test_the_script_leaves_htmx_without_eval_and_without_injected_styles():
    script = (BUILD / "portal.js").read_text()
    assert re.search(r"allowEval:(?:!1|false),allowScriptTags:(?:!1|false)", script)
    assert re.search(
        r"includeIndicatorStyles:(?:!1|false),refreshOnHistoryMiss:(?:!0|true)", script
    )


def test_every_drawing_of_the_source_is_in_the_sprite():
    drawings = {file.stem for file in (settings.BASE_DIR / "static/portal/icons").glob("*.svg")}
    sprite = (BUILD / "icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == drawings


def test_the_lock_file_names_no_registry():
    lock = json.loads((settings.BASE_DIR / "frontend" / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
