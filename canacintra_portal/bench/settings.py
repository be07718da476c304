"""The portal's settings, and beside its pages the bare ones that they are measured against."""

from pathlib import Path

from canacintra_portal import settings as portal
from canacintra_portal.settings import *  # noqa: F403

ROOT_URLCONF = "canacintra_portal.bench.urls"
MIDDLEWARE = ["canacintra_portal.bench.floor.PassingBy", *portal.MIDDLEWARE]
FOLDER = str(Path(__file__).parent / "templates")
TEMPLATES = [{**portal.TEMPLATES[0], "DIRS": [*portal.TEMPLATES[0]["DIRS"], FOLDER]}]  # type: ignore[misc]
