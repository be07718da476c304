"""Rules look down the stairs: what a floor imports, and what its rooms import from one another."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["companies", "courses", "enrollment", "canacintra_portal"]

# Rooms in the order of their direction; views, forms, admin, tasks, commands and tests are edges.
ROOMS = {"models": 0, "rules": 1, "queries": 1, "services": 3}
MESSAGES = {"letters": 2, "notifications": 2, "permissions": 2, "documents": 2}
EDGES = {
    "views",
    "forms",
    "urls",
    "admin",
    "tasks",
    "management",
    "tests",
    "apps",
    "migrations",
    "templatetags",
}


def files_of(floor):
    return sorted(path.relative_to(ROOT) for path in (ROOT / floor).rglob("*.py"))


def imports_of(path):
    """Dotted names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(parts):
    """Second part of a dotted name or path: models, rules, queries, services, views ..."""
    return Path(parts[1]).stem if len(parts) > 1 else ""


def is_edge(room):
    return room in EDGES or room.split("_")[0] in EDGES


@pytest.mark.parametrize("floor", FLOORS[:3])
def test_rules_of_a_floor_import_only_lower_floors(floor):
    above = FLOORS[FLOORS.index(floor) + 1 :]
    climbing = [
        f"{path} imports {name}"
        for path in files_of(floor)
        if not is_edge(room_of(path.parts))
        for name in imports_of(path)
        if name.split(".")[0] in above
    ]
    assert climbing == []


@pytest.mark.parametrize("floor", FLOORS[:3])
def test_rooms_of_a_floor_import_in_one_direction(floor):
    order = ROOMS | MESSAGES
    turning = [
        f"{path} imports {name}"
        for path in files_of(floor)
        for name in imports_of(path)
        if name.split(".")[0] == floor
        and not is_edge(room_of(path.parts))
        and (
            is_edge(room_of(name.split(".")))
            or order.get(room_of(name.split(".")), -1) > order.get(room_of(path.parts), 9)
        )
    ]
    assert turning == []


def test_the_test_sees_a_climbing_import(tmp_path, monkeypatch):
    monkeypatch.setattr("canacintra_portal.tests.test_stairs.ROOT", tmp_path)
    (tmp_path / "companies").mkdir()
    (tmp_path / "companies" / "queries.py").write_text("from courses.models import Course\n")
    with pytest.raises(AssertionError, match=r"companies/queries\.py imports courses"):
        test_rules_of_a_floor_import_only_lower_floors("companies")
