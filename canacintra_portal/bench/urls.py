"""The portal's addresses, and those of the bare pages."""

from django.urls import include, path

from canacintra_portal.bench import floor

urlpatterns = [
    *floor.urlpatterns,
    path("", include("canacintra_portal.urls")),
]
