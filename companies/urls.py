"""Pages of a firm."""

from django.urls import path

from companies.views import company, dashboard, technicians

app_name = "companies"

urlpatterns = [
    path("empresa/", dashboard.dashboard, name="dashboard"),
    path("empresa/datos/", company.details, name="details"),
    path("empresa/cambiar/", company.switch, name="switch"),
    path("empresa/tecnicos/", technicians.technicians, name="technicians"),
    path("empresa/tecnicos/agregar/", technicians.add_technician, name="add_technician"),
    path("empresa/tecnicos/curp/", technicians.check_curp, name="check_curp"),
    path("empresa/tecnicos/<int:pk>/", technicians.edit_technician, name="edit_technician"),
    path(
        "empresa/tecnicos/<int:pk>/baja/",
        technicians.deactivate_technician,
        name="deactivate_technician",
    ),
    path(
        "empresa/tecnicos/<int:pk>/alta/",
        technicians.reactivate_technician,
        name="reactivate_technician",
    ),
]
