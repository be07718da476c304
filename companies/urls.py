"""Pages of a firm."""

from django.urls import path

from companies.views import (
    company,
    dashboard,
    forgetting,
    history,
    imports,
    joining,
    my_data,
    prospects,
    registration,
    section_pages,
    team,
    technicians,
)

app_name = "companies"

urlpatterns = [
    path("bienvenida/<str:key>/", prospects.welcome, name="prospect_welcome"),
    path("no-escribir/<str:key>/", prospects.stop, name="prospect_stop"),
    path("cuenta/mis-datos/", my_data.my_data, name="my_data"),
    path("empresa/", dashboard.dashboard, name="dashboard"),
    path("cuenta/cerrar/", forgetting.close_account, name="close_account"),
    path(
        "empresa/tecnicos/<int:pk>/olvidar/",
        forgetting.forget_technician,
        name="forget_technician",
    ),
    path("empresa/historial/", history.history, name="history"),
    path("empresa/alta/", registration.register, name="register"),
    path("empresa/alta/resumen/", registration.register_summary, name="register_summary"),
    path("empresa/alta/unirse/", registration.known_company, name="known_company"),
    path("empresa/alta/lista/", registration.registered, name="registered"),
    path("empresa/alta/borrar/", registration.start_over, name="start_over"),
    path("empresa/alta/rfc/revisar/", section_pages.check_rfc, name="check_rfc"),
    path("empresa/alta/personal/tamano/", section_pages.check_size, name="check_size"),
    path("empresa/alta/<slug:slug>/", registration.register_step, name="register_step"),
    path("empresa/datos/", company.details, name="details"),
    path("empresa/datos/<slug:slug>/", company.edit_details, name="edit_details"),
    path("empresa/cambiar/", company.switch, name="switch"),
    path("empresa/equipo/", team.team, name="team"),
    path("empresa/equipo/invitar/", team.invite, name="invite"),
    path("empresa/equipo/salir/", team.leave, name="leave"),
    path("empresa/equipo/<int:pk>/", team.change_role, name="change_role"),
    path("empresa/equipo/<int:pk>/entregar/", team.hand_over, name="hand_over"),
    path("empresa/equipo/<int:pk>/quitar/", team.remove_colleague, name="remove_colleague"),
    path(
        "empresa/equipo/invitaciones/<int:pk>/otra-vez/",
        team.send_invitation_again,
        name="send_invitation_again",
    ),
    path(
        "empresa/equipo/invitaciones/<int:pk>/retirar/",
        team.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path(
        "empresa/equipo/solicitudes/<int:pk>/",
        team.answer_join_request,
        name="answer_join_request",
    ),
    path("empresa/invitacion/", joining.accept_invitation, name="accept_invitation"),
    path("empresa/invitacion/<str:token>/", joining.invitation, name="invitation"),
    path("empresa/unirme/", joining.joining, name="joining"),
    path("empresa/unirme/<int:pk>/retirar/", joining.take_back, name="take_back"),
    path("empresa/tecnicos/", technicians.technicians, name="technicians"),
    path("empresa/tecnicos/agregar/", technicians.add_technician, name="add_technician"),
    path("empresa/tecnicos/descargar/", technicians.export_technicians, name="export_technicians"),
    path("empresa/tecnicos/importar/", imports.import_technicians, name="import_technicians"),
    path("empresa/tecnicos/importar/plantilla/", imports.import_template, name="import_template"),
    path(
        "empresa/tecnicos/importar/<uuid:public_id>/",
        imports.technician_import,
        name="technician_import",
    ),
    path(
        "empresa/tecnicos/importar/<uuid:public_id>/columnas/",
        imports.import_columns,
        name="import_columns",
    ),
    path(
        "empresa/tecnicos/importar/<uuid:public_id>/avance/",
        imports.import_progress,
        name="import_progress",
    ),
    path(
        "empresa/tecnicos/importar/<uuid:public_id>/guardar/",
        imports.store_import,
        name="store_import",
    ),
    path(
        "empresa/tecnicos/importar/<uuid:public_id>/borrar/",
        imports.discard_import,
        name="discard_import",
    ),
    path(
        "empresa/tecnicos/importar/<uuid:public_id>/por-corregir/",
        imports.import_bad_rows,
        name="import_bad_rows",
    ),
    path("empresa/tecnicos/curp/", technicians.check_curp, name="check_curp"),
    path("empresa/tecnicos/ocupacion/", technicians.find_occupation, name="find_occupation"),
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
