"""Every address of the portal; each floor brings its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from canacintra_portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("entrada/", views.desk, name="desk"),
    path("privacidad/", views.privacy, name="privacy"),
    path("privacidad/<slug:version>/", views.privacy, name="privacy_version"),
    path("salud/", views.health, name="health"),
    path("idioma/", set_language, name="set_language"),
    path("cuenta/", include("companies.urls_account")),
    path("", include("courses.urls")),
    path("", include("companies.urls")),
    path("", include("enrollment.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns.append(path("buzon/", include("companies.mailbox.urls")))
