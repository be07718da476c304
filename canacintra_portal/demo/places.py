"""Rooms and instructors, all invented; the sizes are ours."""

from decimal import Decimal

from courses.models import Instructor, Venue

OWN = "CANACINTRA Juárez"
EAST = "Plantel Ejemplo Oriente"
SOUTH = "Plantel Ejemplo Sur"
FAR = "Nave Escuela Ejemplo Samalayuca"

CITY = "Domicilio de ejemplo 100, Ciudad Juárez, Chih."
ENTRANCE = (
    "Domicilio inventado para la demostración. Entrada por el estacionamiento; pida su gafete."
)

# What the rooms have that a classroom lacks; the others are classrooms.
EQUIPMENT = {
    "soldadura": "Máquinas de soldar",
    "automatizacion": "PLC y robots",
    "cnc": "Máquinas CNC",
}

# key: site, room, capacity, cost per hour, address, directions, latitude, longitude
ROOMS = {
    "cobre": (OWN, "Sala Cobre", 12, 0, CITY, ENTRANCE, "31.72910", "-106.43250"),
    "arena": (OWN, "Sala Arena", 18, 0, CITY, ENTRANCE, "31.72910", "-106.43250"),
    "tecnica": (OWN, "Aula Técnica", 24, 0, CITY, ENTRANCE, "31.72910", "-106.43250"),
    "salon": (OWN, "Salón Paso del Norte", 40, 0, CITY, ENTRANCE, "31.72910", "-106.43250"),
    "soldadura": (
        EAST,
        "Taller de soldadura",
        14,
        280,
        "Calle Inventada 2450, zona oriente, Ciudad Juárez, Chih.",
        "Traiga zapato de seguridad; la careta se presta en el taller.",
        "31.67140",
        "-106.36220",
    ),
    "automatizacion": (
        EAST,
        "Laboratorio de automatización",
        20,
        320,
        "Calle Inventada 2450, zona oriente, Ciudad Juárez, Chih.",
        "Edificio B, planta alta.",
        "31.67140",
        "-106.36220",
    ),
    "cnc": (
        SOUTH,
        "Laboratorio CNC",
        12,
        350,
        "Avenida de Muestra 780, zona sur, Ciudad Juárez, Chih.",
        "Estacionamiento al fondo.",
        "31.61230",
        "-106.41870",
    ),
    "magna": (
        SOUTH,
        "Aula magna",
        60,
        450,
        "Avenida de Muestra 780, zona sur, Ciudad Juárez, Chih.",
        "Estacionamiento al fondo.",
        "31.61230",
        "-106.41870",
    ),
    "nave": (
        FAR,
        "Nave 1",
        30,
        520,
        "Carretera de ejemplo km 48, Samalayuca, Chih.",
        "A 45 minutos del centro; hay transporte desde CANACINTRA a las 7:00.",
        "31.34480",
        "-106.47610",
    ),
}

# key: name, volunteer graduate
INSTRUCTORS = {
    "calibre": ("Elena Calibre", False),
    "torno": ("Mario Torno", False),
    "bornes": ("Rebeca Bornes", False),
    "cordon": ("Ramiro Cordón", False),
    "segura": ("Norma Segura", False),
    "piston": ("Adela Pistón", False),
    "engrane": ("Óscar Engrane", False),
    "robles": ("Jacinto Robot", False),
    "matriz": ("Teresa Matriz", False),
    "celda": ("Víctor Celda", False),
    "kanban": ("Lucía Kanban", False),
    "montes": ("Hugo Montacargas", False),
    "diodo": ("Diego Diodo", True),
    "brigada": ("Alma Brigada", True),
}


def bring_in():
    """Add rooms and instructors that are not there yet; returns both by their keys."""
    rooms = {}
    for key, (site, name, capacity, cost, address, directions, north, east) in ROOMS.items():
        rooms[key], _is_new = Venue.objects.get_or_create(
            site=site,
            name=name,
            defaults={
                "is_own": site == OWN,
                "capacity": capacity,
                "equipment": EQUIPMENT.get(key, ""),
                "cost_per_hour": Decimal(cost),
                "address": address,
                "directions": directions,
                "latitude": Decimal(north),
                "longitude": Decimal(east),
            },
        )
    known = {instructor.name: instructor for instructor in Instructor.objects.order_by("-pk")}
    instructors = {}
    for key, (name, is_volunteer) in INSTRUCTORS.items():
        instructors[key] = known.get(name) or Instructor.objects.create(
            name=name, is_volunteer=is_volunteer
        )
    return rooms, instructors
