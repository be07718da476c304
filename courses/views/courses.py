"""The pages of one course and of one group, and the seats that it has left."""

from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canacintra_portal.wording import say_date, say_period
from courses import pages, structured_data
from courses.queries import catalogue, runs
from courses.rules import location, phases
from courses.rules.filters import Filters
from enrollment.queries import requests_of_person


@dataclass(frozen=True)
class Page:
    """What is kept of a page."""

    title: str
    description: str
    head: str
    body: str


@require_safe
def course(request, slug):
    now = timezone.now()
    page = pages.keep(f"course {slug}", now=now, draw=partial(_draw_course, slug, now))
    return render(request, "courses/page.html", {"page": page})


@require_safe
def run(request, code):
    now = timezone.now()
    page = pages.keep(f"run {code}", now=now, draw=partial(_draw_run, code, now))
    is_of_a_firm = getattr(request.user, "is_company_user", False)
    own = requests_of_person(request.user, code=code) if is_of_a_firm else []
    return render(request, "courses/page.html", {"page": page, "own_requests": own})


@never_cache
@require_safe
def seats(request, code):
    """Answer how the seats stand now; nothing (204) while that is what the reader already sees."""
    now = timezone.now()
    shown = runs.public_seats(code)
    if shown is None:
        raise Http404
    context = _seats(shown, now)
    if request.GET.get("v") == context["seats_version"]:
        return HttpResponse(status=204)
    return render(request, "courses/_seats.html", context)


def _draw_course(slug, now):
    shown = catalogue.public_course(slug)
    if shown is None:
        raise Http404
    coming = runs.of_course(shown, now)
    description = shown.objective or shown.name
    if coming:
        description += " " + _("Next date: %(day)s.") % {
            "day": say_date(timezone.localtime(coming[0].starts_at).date())
        }
    context = {
        "course": shown,
        "runs": [(each, phases.phase_of(each, now)) for each in coming],
        "similar": catalogue.similar_courses(shown, now),
        "trail": [_to_catalogue(), _to_area(shown.area)],
        "with_dates": Filters(grupos=True).address(reverse("courses:catalogue")),
    }
    return _page(
        "courses/_course_page.html",
        context,
        title=shown.name,
        description=description,
        address=shown.get_absolute_url(),
        data=structured_data.course_with_runs(shown, coming, now),
    )


def _draw_run(code, now):
    shown = runs.public_run(code)
    if shown is None:
        raise Http404
    meetings = list(shown.meetings.all())
    phase = phases.phase_of(shown, now)
    description = _("%(period)s, %(venue)s. %(seats)s.") % {
        "period": say_period(shown.starts_at, shown.ends_at),
        "venue": shown.venue,
        "seats": ngettext("%(left)s seat left", "%(left)s seats left", shown.seats_left)
        % {"left": shown.seats_left},
    }
    context = {
        **_seats(shown, now),
        "course": shown.course,
        "meetings": meetings,
        "is_over": phase in (phases.CANCELLED, phases.FINISHED),
        "is_cancellation_free": shown.is_cancellation_free(now),
        "point": location.place(shown.venue.latitude, shown.venue.longitude),
        "alternatives": [] if phase == phases.OPEN else runs.alternatives(shown, now),
        "trail": [_to_catalogue(), *_to_course(shown.course)],
    }
    return _page(
        "courses/_run_page.html",
        context,
        title=_("%(course)s, group %(code)s") % {"course": shown.course.name, "code": shown.code},
        description=description,
        address=shown.get_absolute_url(),
        data=structured_data.course_with_runs(shown.course, [shown], now),
    )


def _seats(shown, now):
    """What the live part of a group's page says; its version changes when a word of it does."""
    phase, is_local = phases.phase_of(shown, now), shown.has_local_priority(now)
    counters = (shown.seats_taken, shown.capacity, shown.seats_waiting)
    return {
        "run": shown,
        "phase": phase,
        "takes_requests": phase in phases.TAKES_REQUESTS,
        "has_local_priority": is_local,
        "seats_version": "-".join(map(str, (phase, *counters, int(is_local)))),
    }


def _to_catalogue():
    return _("Courses"), reverse("courses:catalogue")


def _to_course(shown):
    """The way to the course, unless it was taken out of the catalogue."""
    return [(shown.name, shown.get_absolute_url())] if shown.is_published else []


def _to_area(area):
    return area.name, Filters(area=(area.slug,)).address(reverse("courses:catalogue"))


def _page(template, context, *, title, description, address, data):
    head = {
        "title": title,
        "description": description,
        "address": address,
        "data": structured_data.as_script(data),
    }
    return Page(
        title=title,
        description=description,
        head=render_to_string("courses/_head.html", head),
        body=render_to_string(template, context),
    )
