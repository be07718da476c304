"""Bring the catalogue of courses into the database."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from courses.models import Area, Course

DATA = Path(__file__).resolve().parent.parent / "data"

# The source gives no hours for courses that prepare for a CONOCER standard: three working days.
HOURS_OF_A_PREPARATION = 24


@dataclass(frozen=True)
class Loaded:
    areas: int
    courses: int


@transaction.atomic
def load(*, folder=DATA):
    """Add the areas and courses of `folder` that are not there yet.

    What is already there keeps what staff made of it: nothing is changed, nothing removed.
    Returns how many areas and courses are new.
    """
    areas_before, courses_before = Area.objects.count(), Course.objects.count()
    # Conflicts are ignored in the database: two loads at once do no harm.
    Area.objects.bulk_create(
        [Area(**row) for row in _rows(folder / "areas.csv")], ignore_conflicts=True
    )
    areas = {area.name_es: area for area in Area.objects.all()}
    Course.objects.bulk_create(
        [_course(row, areas) for row in _rows(folder / "course_catalog.csv")],
        ignore_conflicts=True,
    )
    return Loaded(
        areas=Area.objects.count() - areas_before, courses=Course.objects.count() - courses_before
    )


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _course(row, areas):
    standard = row["competency_standard"]
    return Course(
        slug=slugify(row["name"])[:120].strip("-"),
        name=row["name"],
        area=areas[row["area"]],
        hours=int(row["hours"]) if row["hours"] else (HOURS_OF_A_PREPARATION if standard else None),
        thematic_area=row["thematic_area"],
        audience=row["audience"],
        objective=row["objective"],
        competency_standard=standard,
    )
