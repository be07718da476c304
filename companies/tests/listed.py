"""Invented lists of firms in the layouts of the real ones, for the tests of what staff import."""

from io import BytesIO

from django.utils import timezone

from companies.models import DirectoryImport
from companies.services import directories
from companies.tests.factories import UserFactory
from companies.tests.uploaded import text

RETC = (  # noqa: SIM905
    "razon_social,scian,scian_title_2023,retc_sector,parque_industrial,cod_postal,plants,"
    "first_year,last_year"
).split(",")
# The 42 columns of INEGI's files.
DENUE = (  # noqa: SIM905
    "id,clee,nom_estab,raz_social,codigo_act,nombre_act,per_ocu,tipo_vial,nom_vial,tipo_v_e_1,"
    "nom_v_e_1,tipo_v_e_2,nom_v_e_2,tipo_v_e_3,nom_v_e_3,numero_ext,letra_ext,edificio,edificio_e,"
    "numero_int,letra_int,tipo_asent,nomb_asent,tipoCenCom,nom_CenCom,num_local,cod_postal,cve_ent,"
    "entidad,cve_mun,municipio,cve_loc,localidad,ageb,manzana,telefono,correoelec,www,tipoUniEco,"
    "latitud,longitud,fecha_alta"
).split(",")
MACHINE_SHOP = {
    "id": "900001",
    "clee": "08037332710000011000000000U1",
    "nom_estab": "MAQUINADOS ÑANDÚ",
    "raz_social": "MAQUINADOS ÑANDÚ SA DE CV",
    "codigo_act": "332710",
    "nombre_act": "Maquinado de piezas para maquinaria y equipo en general",
    "per_ocu": "11 a 30 personas",
    "tipo_vial": "CALLE",
    "nom_vial": "DE LOS TORNOS",
    "numero_ext": "120",
    "letra_ext": "",
    "tipo_asent": "COLONIA",
    "nomb_asent": "PARTIDO ESCOBEDO INVENTADO",
    "tipoCenCom": "PARQUE INDUSTRIAL",
    "nom_CenCom": "PARQUE INDUSTRIAL INVENTADO",
    "cod_postal": "32330",
    "cve_ent": "08",
    "entidad": "CHIHUAHUA",
    "cve_mun": "037",
    "municipio": "Juárez",
    "telefono": "6561234567",
    "correoelec": "VENTAS@NANDU.INVALID",
    "www": "WWW.NANDU.INVALID",
    "tipoUniEco": "Fijo",
    "latitud": "31.7",
    "longitud": "-106.4",
    "fecha_alta": "2019-11",
}


def shop(number, **changes):
    """A row of the DENUE like MACHINE_SHOP, with a name and an address of its own."""
    return {
        **MACHINE_SHOP,
        "id": str(900_000 + number),
        "nom_estab": f"TALLER INVENTADO {number}",
        "raz_social": f"TALLER INVENTADO {number} S DE RL DE CV",
        "correoelec": f"taller{number}@ejemplo.invalid",
        **changes,
    }


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


def denue_file(rows, encoding="latin-1", columns=DENUE):
    lines = [columns, *([quoted(row.get(column, "")) for column in columns] for row in rows)]
    return named("denue_inegi_08.csv", text(lines, encoding=encoding))


def retc_file(rows):
    lines = [RETC, *([quoted(row.get(column, "")) for column in RETC] for row in rows)]
    return named("retc.csv", text(lines))


def members_file(rows, headers=("Razón social", "R.F.C.")):
    return named("socios.csv", text([list(headers), *map(list, rows)]))


def named(name, content):
    file = BytesIO(content)
    file.name = name
    return file


def uploaded(kind, file, *, by=None, replaces=False, now=None):
    return directories.upload(
        kind=kind,
        file=file,
        replaces=replaces,
        by=by or UserFactory(admin=True),
        now=now or timezone.now(),
    )


def imported(kind, file, **options):
    """An import that was uploaded and accepted by the same person."""
    held = uploaded(kind, file, **options)
    return directories.accept(
        directory_import=held, by=held.uploaded_by, now=options.get("now") or timezone.now()
    )


def prospects_of(*rows):
    """The prospects of these rows of the DENUE, in their order."""
    held = imported(DirectoryImport.Kind.DENUE, denue_file(rows))
    return list(held.prospects.order_by("source_id"))
