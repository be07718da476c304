"""Pages of enrollment."""

from django.urls import path

from enrollment.views import (
    cast,
    enroll,
    requests,
    roster,
    roster_changes,
    substitute,
    training,
)

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
    path("empresa/capacitacion/", training.training, name="training"),
    path("empresa/capacitacion/lista.pdf", training.pdf, name="training_pdf"),
    path("empresa/capacitacion/lista.xlsx", training.sheet, name="training_sheet"),
    path("cast/", cast.cast, name="cast"),
    path("cast/grupos/<slug:code>/", roster.roster, name="roster"),
    path(
        "cast/grupos/<slug:code>/<int:pk>/cambiar/",
        roster_changes.roster_substitute,
        name="roster_substitute",
    ),
    path(
        "cast/grupos/<slug:code>/<int:pk>/baja/",
        roster_changes.roster_cancel,
        name="roster_cancel",
    ),
    path("cast/grupos/<slug:code>/lista.pdf", roster.pdf, name="roster_pdf"),
    path("cast/grupos/<slug:code>/lista.xlsx", roster.sheet, name="roster_sheet"),
]
