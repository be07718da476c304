"""The catalogue as a list and as a calendar."""

from dataclasses import dataclass
from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from canacintra_portal.wording import say_date, say_money
from courses import pages, structured_data
from courses.queries import catalogue, runs
from courses.rules import filters, month

SITE_OF_THE_RESULTS = "results"


@dataclass(frozen=True)
class Answer:
    """What is kept of a question: what stands around the results, and the results."""

    title: str
    description: str
    head: str
    heading: str
    switch: str
    form: str
    results: str


@require_safe
def courses(request):
    question, problems = filters.read(request.GET)
    now = timezone.now()
    path = reverse("courses:catalogue")
    answer = pages.keep(
        f"catalogue {question.query()}",
        now=now,
        draw=partial(_draw_list, question, path, now),
    )
    return _respond(request, answer, problems, question.address(path))


@require_safe
def calendar(request):
    question, problems = filters.read(request.GET)
    now = timezone.now()
    shown = month.read(request.GET, timezone.localdate(now))
    path = reverse("courses:calendar")
    answer = pages.keep(
        f"calendar {shown.query()} {question.query()}",
        now=now,
        draw=partial(_draw_calendar, question, shown, path, now),
    )
    return _respond(request, answer, problems, shown.address(path, question))


def _respond(request, answer, problems, address):
    """Send the page, or to htmx only the results with the address that they have."""
    context = {"page": answer, "problems": problems}
    if request.htmx and request.htmx.target == SITE_OF_THE_RESULTS:
        response = render(request, "courses/_fragment.html", context)
        response["HX-Push-Url"] = address
    else:
        response = render(request, "courses/catalogue.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _draw_list(question, path, now):
    areas = catalogue.areas_with_courses()
    listing = catalogue.listing(question, areas, now)
    context = {
        **_surroundings(question, areas, path),
        "listing": listing,
        "numbers": _numbers(listing, question, path),
        "guesses": [
            (word, filters.Filters(q=word).address(path)) for word in listing.understood.perhaps
        ],
        "is_partial": bool(listing.courses) and not listing.has_every_word,
        "is_calendar": False,
        "now": now,
    }
    context["count"] = ngettext("%(number)d course", "%(number)d courses", listing.total) % {
        "number": listing.total
    }
    title = _("Courses")
    if question.q:
        title = _("Courses: %(words)s") % {"words": question.q}
    return _answer(
        context,
        results="courses/_list.html",
        heading=_("Open courses"),
        title=title,
        description=_(
            "Open courses for technicians in Ciudad Juárez, with dates, prices and the seats left."
        ),
        data=structured_data.course_list(listing.courses),
        address=question.address(path),
    )


def _draw_calendar(question, shown, path, now):
    areas = catalogue.areas_with_courses()
    fitting = catalogue.fitting_runs(question, areas, now)
    meetings = runs.meetings_between(fitting, shown.first, shown.after)
    today = timezone.localdate(now)
    context = {
        **_surroundings(question, areas, path),
        "calendar": month.lay_out(shown, meetings, today),
        "has_meetings": bool(meetings),
        "shown": shown,
        "links": {
            name: other.address(path, question) if other else ""
            for name, other in shown.neighbours(today).items()
        },
        "day_address": f"{path}?dia=",
        "day_rest": f"&{question.query()}" if question.query() else "",
        "is_calendar": True,
    }
    context["count"] = ngettext("%(number)d meeting", "%(number)d meetings", len(meetings)) % {
        "number": len(meetings)
    }
    return _answer(
        context,
        results="courses/_calendar.html",
        heading=_("Calendar of courses"),
        title=_("Calendar of courses"),
        description=_("When the open courses for technicians in Ciudad Juárez meet."),
        data=None,
        address=shown.address(path, question),
    )


def _answer(context, *, results, heading, title, description, data, address):
    head = render_to_string(
        "courses/_head.html",
        {
            "title": title,
            "description": description,
            "address": address,
            "data": data and structured_data.as_script(data),
        },
    )
    return Answer(
        title=title,
        description=description,
        head=head,
        heading=heading,
        switch=render_to_string("courses/_switch.html", context),
        form=render_to_string("courses/_filters.html", context),
        results=render_to_string(results, context),
    )


def _surroundings(question, areas, path):
    """What list and calendar share: the filters and the chips that take them back."""
    areas = sorted(areas, key=lambda area: area.name)
    return {
        "question": question,
        "areas": areas,
        "hours": filters.HOURS.items(),
        "shifts": filters.SHIFTS.items(),
        "seats": filters.SEATS.items(),
        "orders": filters.ORDERS.items(),
        "chips": list(_chips(question, areas, path)),
        "path": path,
        "list_address": question.address(reverse("courses:catalogue")),
        "calendar_address": question.without("orden").address(reverse("courses:calendar")),
        "everything": reverse("courses:catalogue"),
    }


def _chips(question, areas, path):
    """Each filter that is on: its words, and the address without it."""
    names = {area.slug: area.name for area in areas}
    for slug in question.area:
        if slug in names:
            yield names[slug], question.without("area", slug).address(path)
    for shift in question.turno:
        yield filters.SHIFTS[shift], question.without("turno", shift).address(path)
    since, until, price = question.desde, question.hasta, question.precio
    words = {
        "horas": question.horas and filters.HOURS[question.horas],
        "desde": since and _("From %(day)s") % {"day": say_date(since)},
        "hasta": until and _("Until %(day)s") % {"day": say_date(until)},
        "precio": price is not None and _("Up to %(price)s") % {"price": say_money(price)},
        "lugares": question.lugares and filters.SEATS[question.lugares],
        "grupos": question.grupos and _("With dates"),
    }
    for name, said in words.items():
        if said:
            yield said, question.without(name).address(path)


def _numbers(listing, question, path):
    """The pages of the list: number and address, None where numbers are left out."""
    paginator = Paginator(range(listing.pages), 1)
    return [
        None
        if number == paginator.ELLIPSIS
        else (number, question.on_page(number).address(path), number == listing.page)
        for number in paginator.get_elided_page_range(listing.page, on_each_side=1, on_ends=1)
    ]
