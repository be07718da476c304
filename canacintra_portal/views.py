"""The front door: home, privacy notice, health."""

from functools import partial

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canacintra_portal.context import Navigation
from companies.rules import notices
from courses import pages
from courses.queries import runs

RUNS_ON_THE_FIRST_PAGE = 6


@require_safe
def home(request):
    now = timezone.now()
    coming = pages.keep("home", now=now, draw=partial(_draw_coming_runs, now))
    return render(request, "home.html", {"coming": coming})


def _draw_coming_runs(now):
    context = {"runs": runs.next_ones(now, RUNS_ON_THE_FIRST_PAGE)}
    return render_to_string("_shared/coming_runs.html", context)


@never_cache
@require_safe
def desk(request):
    """Lead whoever has signed in to where her work is."""
    navigation = Navigation(request)
    if navigation.is_company_user:
        return redirect("companies:dashboard")
    if navigation.is_cast:
        return redirect("enrollment:cast")
    if navigation.is_admin:
        return redirect("admin:index")
    return redirect("companies:register" if navigation.is_signed_in else "home")


@require_safe
def privacy(request, version=notices.CURRENT.version):
    """Show a version of the privacy notice in the reader's language; former ones stay readable."""
    notice = notices.find(version)
    if notice is None:
        raise Http404
    language = "en" if get_language() == "en" else "es-mx"
    context = {
        "notice": notice,
        "current": notices.CURRENT,
        "notices": reversed(notices.NOTICES),
        "text": f"privacy/notices/{notice.version}.{language}.html",
        "contact": settings.PRIVACY_CONTACT,
    }
    return render(request, "privacy.html", context)


@never_cache
@require_safe
def health(request):
    """Say whether database and broker answer. Only the database decides the
    status: without the broker every page still works, and what is stored is caught up later."""
    database, broker = _database_answers(), _broker_answers()
    words = {True: "ok", False: "unreachable"}
    return JsonResponse(
        {"database": words[database], "broker": words[broker]}, status=200 if database else 503
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            return bool(broker.ping())
    except redis.RedisError:
        return False
