"""Invented firms of a directory, and a member list, as CANACINTRA would have imported them."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

from canacintra_portal.demo.firms import EMAIL_DOMAIN
from companies.models import Company, DirectoryImport, Prospect
from companies.services import directories, outreach
from enrollment.services import chamber_list

# Name, SCIAN class with its title, head count, industrial park.
FIRMS = [
    ("Troquelados Samalayuca", "332110", "Troquelado de metal", "31 a 50 personas", "Del Ejemplo"),
    ("Inyectores del Chamizal", "326199", "Productos de plástico", "51 a 100 personas", ""),
    ("Moldes y Matrices Anapra", "333510", "Moldes y matrices", "11 a 30 personas", "Del Ejemplo"),
    ("Tratamientos Térmicos Bravo", "332810", "Tratamientos de metales", "6 a 10 personas", ""),
    ("Arneses Villa Ahumada", "336320", "Equipo eléctrico para autos", "101 a 250 personas", ""),
    ("Tarimas El Barreal", "321920", "Envases de madera", "11 a 30 personas", ""),
    ("Etiquetas Cuatro Siglos", "323119", "Impresión de formas", "6 a 10 personas", "Muestra"),
    ("Resortes Guadalupe", "332610", "Alambre y resortes", "31 a 50 personas", "Muestra"),
    ("Laboratorio de Pruebas Oasis", "541380", "Laboratorios de pruebas", "0 a 5 personas", ""),
    ("Fletes Puente Libre", "484111", "Autotransporte de carga", "11 a 30 personas", ""),
    ("Soldadura Los Médanos", "811310", "Reparación de maquinaria", "0 a 5 personas", ""),
    ("Cableados Paso del Norte", "335920", "Cables de conducción", "251 y más personas", "Muestra"),
]
INVITED, SILENT = 4, 1  # the first ones, and which of them wants no more letters


def bring_in(*, admin, now):
    """Import the list of members and the directory, unless somebody did so; invite a few of it."""
    if DirectoryImport.objects.exists():
        return
    at = now - timedelta(days=20)
    _import("members", "socios_ejemplo.csv", _members(), admin=admin, at=at)
    _import("denue", "denue_ejemplo.csv", _directory(), admin=admin, at=at)
    reachable = Prospect.objects.outside_the_portal().exclude(email="").order_by("source_id")
    for prospect in reachable[:INVITED]:
        outreach.invite(prospect=prospect, address=prospect.email, by=admin, now=at)
    outreach.silence_by_link(prospect=reachable[SILENT], now=now - timedelta(days=18))


def _import(kind, file_name, rows, *, admin, at):
    text = StringIO()
    csv.writer(text).writerows(rows)
    file = BytesIO(text.getvalue().encode())
    file.name = file_name
    held = directories.upload(kind=kind, file=file, replaces=False, by=admin, now=at)
    accept = chamber_list.accept if kind == DirectoryImport.Kind.MEMBERS else directories.accept
    accept(directory_import=held, by=admin, now=at)


def _members():
    """Most firms of the demo, and not those that wait for approval."""
    approved = Company.objects.approved().order_by("pk")
    yield "Razón social", "RFC"
    yield from approved.values_list("legal_name", "rfc")
    for number, (name, *_facts) in enumerate(FIRMS[6:10], 1):
        yield f"{name} (ejemplo)", f"DEM36{number:02}01AA{number}"


def _directory():
    """In the columns of the DENUE; one firm is in the portal already, another perhaps."""
    own, alike = Company.objects.approved().order_by("pk")[1:3]
    yield (
        *("id", "nom_estab", "raz_social", "codigo_act", "nombre_act", "per_ocu", "nom_vial"),
        *("tipoCenCom", "nom_CenCom", "cod_postal", "cve_ent", "cve_mun", "municipio"),
        *("telefono", "correoelec"),
    )
    known = [
        (own.legal_name, "332710", "Maquinado de piezas", "11 a 30 personas", ""),
        (
            alike.legal_name.replace(" (", "s ("),
            "332710",
            "Maquinado de piezas",
            "11 a 30 personas",
            "",
        ),
    ]
    others = [(f"{name} (ejemplo)", *facts) for name, *facts in FIRMS]
    for number, (name, scian, title, people, park) in enumerate([*others, *known], 1):
        yield (
            *(number, name, f"{name} S.A. de C.V.", scian, title, people, "Calle del Ejemplo"),
            *(("Parque industrial", f"Parque {park}") if park else ("", "")),
            *(32000 + 10 * number, "08", "037", "Juárez", f"656 000 00{number:02}"),
            f"directorio{number}@{EMAIL_DOMAIN}" if number % 3 else "",
        )
