"""The front door: home, privacy notice, health."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import CourseRun

RUNS_ON_THE_FIRST_PAGE = 6


@require_safe
def home(request):
    coming = CourseRun.objects.coming(timezone.now()).filter(kind=CourseRun.Kind.OPEN)
    runs = coming.select_related("course__area", "venue").order_by("starts_at", "pk")
    return render(request, "home.html", {"runs": runs[:RUNS_ON_THE_FIRST_PAGE]})


@require_safe
def privacy(request):
    notice = {"version": settings.PRIVACY_VERSION, "contact": settings.PRIVACY_CONTACT}
    return render(request, "privacy.html", notice)


@never_cache
@require_safe
def health(request):
    """This function will say whether database and broker answer. Only the database decides the
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
