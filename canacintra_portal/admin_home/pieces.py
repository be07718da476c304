"""What a section of the home page is made of, and the addresses that it leads to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.db.models import Count, Window
from django.urls import reverse

ROWS_SHOWN = 6


@dataclass(frozen=True)
class Button:
    """`acts` sends a form that changes something; otherwise the button is a link."""

    label: str
    url: str
    acts: bool = False
    is_main: bool = True  # of those that act


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    facts: list[str]
    buttons: list[Button]


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    count: int
    rows: list[Row]
    all_url: str
    is_problem: bool = False


def first(queryset):
    """The first rows, and how many there are in all, in one statement."""
    rows = list(queryset.annotate(total=Window(Count("*")))[:ROWS_SHOWN])
    return rows, rows[0].total if rows else 0


def change(obj):
    return reverse(f"admin:{_place(obj)}_change", args=[quote(obj.pk)])


def step(obj, name):
    return reverse(f"admin:{_place(obj)}_{name}", args=[quote(obj.pk)])


def question(obj, name):
    """The page on which a step asks, and from which one comes back to what else waits."""
    return f"{step(obj, name)}?{urlencode({'next': reverse('admin:index')})}"


def _place(obj):
    return f"{obj._meta.app_label}_{obj._meta.model_name}"
