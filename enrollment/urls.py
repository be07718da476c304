"""Pages of enrollment."""

from django.urls import path

from enrollment.views import enroll, requests, substitute

app_name = "enrollment"

urlpatterns = [
    path("grupos/<slug:code>/inscribir/", enroll.enroll, name="enroll"),
    path("empresa/inscripciones/", requests.requests_page, name="requests"),
    path("empresa/inscripciones/<uuid:public_id>/", requests.request_page, name="request"),
    path("empresa/inscripciones/<uuid:public_id>/estado/", requests.status, name="status"),
    path("empresa/inscripciones/<uuid:public_id>/cancelar/", requests.cancel, name="cancel"),
    path(
        "empresa/inscripciones/<uuid:public_id>/cambiar/<int:pk>/",
        substitute.substitute,
        name="substitute",
    ),
]
