"""The floor under every page: bare Django views, served by the same processes as the portal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, resolve

from courses.models import Course

ROWS = 50
FOLDER = "floor/"


def one_row(request):
    """Render one template with one row of the database."""
    return render(request, "bench/row.html", {"course": Course.objects.order_by("pk").first()})


def fifty_rows(request):
    """Render one template with a table of 50 rows, read in one query."""
    return render(request, "bench/rows.html", {"courses": Course.objects.order_by("pk")[:ROWS]})


BARE = [path(f"{FOLDER}row/", one_row), path(f"{FOLDER}rows/", fifty_rows)]
# The same view behind the middleware of the portal: what they cost is the difference.
urlpatterns = [*BARE, path("framed/row/", one_row)]


class PassingBy:
    """Answers the bare pages before any middleware of the portal sees them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        if not request.path_info.startswith(f"/{FOLDER}"):
            return self.get_response(request)
        response = resolve(request.path_info, __name__).func(request)
        response["Content-Length"] = str(len(response.content))
        return response
