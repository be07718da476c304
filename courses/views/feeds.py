"""Calendar feeds: every coming group, or one."""

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companies.documents import calendar
from courses import pages
from courses.queries import runs
from courses.rules.calendar_entries import entries

# Calendar programs ask again after this; a change of room is known to them within the hour.
SECONDS_BETWEEN_READS = 15 * 60
LANGUAGES = {"es": "es-mx", "en": "en"}


@dataclass(frozen=True)
class File:
    content: bytes
    etag: str


@require_safe
def feed(request):
    return _respond(request, "feed", _draw_all, "cursos.ics")


@require_safe
def run_feed(request, code):
    return _respond(request, f"feed {code}", partial(_draw_one, code), f"{code}.ics")


def _respond(request, address, draw, filename):
    now = timezone.now()
    # Calendar programs have no language of their own to ask for: it stands in the address.
    language = LANGUAGES.get(request.GET.get("lang", ""), translation.get_language())
    with translation.override(language):
        kept = pages.keep(address, now=now, draw=partial(draw, now))
    response = get_conditional_response(request, etag=kept.etag) or HttpResponse(
        kept.content, content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = kept.etag
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    patch_cache_control(response, public=True, max_age=SECONDS_BETWEEN_READS)
    patch_vary_headers(response, ["Cookie"])  # it holds the language that a reader has chosen
    return response


def _draw_all(now):
    name = _("Open courses · CANACINTRA Juárez")
    return _file([entry for run in runs.for_feed(now) for entry in entries(run)], name)


def _draw_one(code, now):
    run = runs.public_run(code)
    if run is None:
        raise Http404
    return _file(entries(run), run.course.name)


def _file(described, name):
    content = calendar.render(described, name=name)
    # Made from the file itself: seats that are taken change the content, but no calendar.
    return File(content, f'"{blake2b(content, digest_size=12).hexdigest()}"')
