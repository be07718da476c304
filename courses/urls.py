"""The public addresses of courses and groups."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from courses.views import catalogue, courses, feeds, found

app_name = "courses"
urlpatterns = [
    path("cursos/", catalogue.courses, name="catalogue"),
    path("cursos/calendario/", catalogue.calendar, name="calendar"),
    path("cursos/<slug:slug>/", courses.course, name="course"),
    path("grupos/<slug:code>/", courses.run, name="run"),
    path("grupos/<slug:code>/lugares/", courses.seats, name="seats"),
    path("grupos/<slug:code>.ics", feeds.run_feed, name="run_feed"),
    path("calendario.ics", feeds.feed, name="feed"),
    path("sitemap.xml", sitemap, {"sitemaps": found.SITEMAPS}, name="sitemap"),
    path("robots.txt", found.robots, name="robots"),
]
