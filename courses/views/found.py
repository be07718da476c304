"""What search engines ask for: the list of addresses, and what they may read."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.models import Course
from courses.queries import runs

PRIVATE = ("/admin/", "/cast/", "/cuenta/", "/empresa/", "/grupos/*/inscribir/")


class Places(Sitemap):
    def items(self):
        return ["home", "courses:catalogue", "courses:calendar"]

    def location(self, item):
        return reverse(item)


class Courses(Sitemap):
    def items(self):
        return Course.objects.published().order_by("pk")


class Runs(Sitemap):
    def items(self):
        return runs.coming(timezone.now()).order_by("pk")


SITEMAPS = {"places": Places, "courses": Courses, "runs": Runs}


@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += ["", f"Sitemap: {settings.PORTAL_URL}{reverse('courses:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
