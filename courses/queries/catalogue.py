"""The catalogue: search, filters, order and pages in a fixed number of statements."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from courses.models import Area, Course, Meeting
from courses.queries import runs as run_queries
from courses.rules import search

COURSES_ON_A_PAGE = 20
RUNS_ON_A_CARD = 3
SIMILAR = 3
WEIGHT_OF_THE_AREA = 0.2


@dataclass(frozen=True)
class Listing:
    """A page of the catalogue. Each course carries `dates`, its next fitting groups, and
    `dates_in_all`, how many there are."""

    courses: list
    total: int
    page: int
    pages: int
    understood: search.Understood
    has_every_word: bool


def listing(filters, areas, now):
    """Answer the question of a visitor (rules.filters) with a page of courses.

    `areas` are those of the catalogue, loaded; an area that does not exist is not asked for.
    """
    runs = run_queries.fitting(filters, now)
    courses, understood = _find(filters, areas, runs)
    by_hits = dict(courses.values_list("hits").annotate(Count("pk")).order_by("hits"))
    best = max(by_hits, default=0)
    paginator = Paginator(range(by_hits.get(best, 0)), COURSES_ON_A_PAGE)
    page = paginator.get_page(filters.pagina)
    begin = (page.number - 1) * COURSES_ON_A_PAGE
    in_order = _in_order(courses.filter(hits=best), filters, runs).select_related("area")
    found = list(in_order[begin : begin + COURSES_ON_A_PAGE])
    _attach_dates(found, runs)
    return Listing(
        courses=found,
        total=paginator.count,
        page=page.number,
        pages=paginator.num_pages,
        understood=understood,
        has_every_word=best == len(understood.families) and not understood.unknown,
    )


def fitting_runs(filters, areas, now):
    """The coming groups of the courses that answer the question of a visitor."""
    runs = run_queries.fitting(filters, now)
    courses, understood = _find(filters, areas, runs)
    return runs.filter(course__in=courses.filter(hits=len(understood.families)).values("pk"))


def areas_with_courses():
    """The areas that have courses in the catalogue, each with their number."""
    shown = Q(courses__is_published=True)
    return list(
        Area.objects.annotate(courses_in_all=Count("courses", filter=shown))
        .filter(courses_in_all__gt=0)
        .order_by("slug")
    )


def public_course(slug):
    """The course of the catalogue with this address; None if there is none."""
    return Course.objects.published().select_related("area").filter(slug=slug).first()


def similar_courses(course, now):
    """Courses of the same area, those with coming groups first."""
    nearest = run_queries.coming(now).filter(course=OuterRef("pk")).order_by("starts_at")
    return list(
        Course.objects.published()
        .filter(area=course.area_id)
        .exclude(pk=course.pk)
        .annotate(next_start=Subquery(nearest.values("starts_at")[:1]))
        .select_related("area")
        .order_by(F("next_start").asc(nulls_last=True), "sort_key")[:SIMILAR]
    )


def _find(filters, areas, runs):
    """The courses that fit, each with its `hits` among the words of the search and its `rank`."""
    courses = _narrow(Course.objects.published(), filters, areas, runs)
    words = search.words_of(filters.q)
    if not words:
        return courses.annotate(hits=Value(0), rank=Value(0.0)), search.Understood()
    understood = search.understand(words, _vocabulary(areas))
    return _matching(courses, understood, areas), understood


def _narrow(courses, filters, areas, runs):
    known = {area.slug for area in areas}.intersection(filters.area)
    if known:
        courses = courses.filter(area__slug__in=known)
    if filters.horas:
        fewest, most = filters.horas.split("-")
        courses = courses.filter(hours__range=(int(fewest), int(most)))
    if filters.asks_for_runs:
        courses = courses.filter(Exists(runs.filter(course=OuterRef("pk"))))
    return courses


def _vocabulary(areas):
    columns = ("name", "audience", "objective", "competency_standard")
    texts = [
        " ".join(row)
        for row in Course.objects.published().order_by("sort_key").values_list(*columns)
    ]
    # Areas first: what they are called is the way to write it.
    return search.vocabulary_of([f"{area.name_es} {area.name_en}" for area in areas] + texts)


def _matching(courses, understood, areas):
    """Count in `hits` how many words of the search a course has, and keep those with any."""
    hits: Any = Value(0)
    everything, everywhere = [], set()
    for family in understood.families:
        named = _areas_named(family, areas)
        has_word = Q(search_vector=_any_of(family)) | Q(area__in=named)
        hits += Case(When(has_word, then=Value(1)), default=Value(0), output_field=IntegerField())
        everything += family
        everywhere |= named
    if not everything:
        return courses.none().annotate(hits=Value(0), rank=Value(0.0))
    of_the_area = Case(
        When(area__in=everywhere, then=Value(WEIGHT_OF_THE_AREA)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    rank = SearchRank(F("search_vector"), _any_of(everything)) + of_the_area
    return courses.annotate(hits=hits, rank=rank).filter(hits__gt=0)


def _areas_named(family, areas):
    named = set()
    for area in areas:
        if not set(family).isdisjoint(search.words_of(f"{area.name_es} {area.name_en}")):
            named.add(area.pk)
    return named


def _any_of(words):
    # Words of the vocabulary are letters and digits only: nothing in them is an operator.
    return SearchQuery(" | ".join(words), config="spanish", search_type="raw")


def _in_order(courses, filters, runs):
    of_course = runs.filter(course=OuterRef("pk")).order_by().values("course")
    next_start = Subquery(of_course.annotate(value=Min("starts_at")).values("value"))
    if filters.orden == "nombre":
        return courses.order_by("sort_key")
    if filters.orden == "horas":
        return courses.order_by(F("hours").asc(nulls_last=True), "sort_key")
    if filters.orden == "precio":
        lowest = Subquery(of_course.annotate(value=Min("price")).values("value"))
        return courses.alias(lowest=lowest).order_by(F("lowest").asc(nulls_last=True), "sort_key")
    if filters.orden == "lugares":
        left = Max(F("capacity") - F("seats_taken"))
        most = Subquery(of_course.annotate(value=left).values("value"))
        return courses.alias(most=most).order_by(F("most").desc(nulls_last=True), "sort_key")
    by_date = [F("next_start").asc(nulls_last=True), "sort_key"]
    if filters.q and not filters.orden:
        by_date.insert(0, "-rank")
    return courses.alias(next_start=next_start).order_by(*by_date)


def _attach_dates(courses, runs):
    first_ones = (
        runs.filter(course__in=courses)
        .annotate(
            place=Window(RowNumber(), partition_by="course", order_by=["starts_at", "pk"]),
            of_course_in_all=Window(Count("pk"), partition_by="course"),
        )
        .filter(place__lte=RUNS_ON_A_CARD)
        .select_related("venue")
        .prefetch_related(Prefetch("meetings", Meeting.objects.order_by("starts_at")))
        .order_by("starts_at", "pk")
    )
    by_course: dict[int, list] = {}
    for run in first_ones:
        by_course.setdefault(run.course_id, []).append(run)
    for course in courses:
        course.dates = by_course.get(course.pk, [])
        course.dates_in_all = course.dates[0].of_course_in_all if course.dates else 0
