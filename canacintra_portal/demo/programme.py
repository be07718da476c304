"""What is planned: four groups a week, over ten weeks that repeat, each in its own situation."""

from dataclasses import dataclass
from enum import Enum

from canacintra_portal.demo.calendar import Shift


class Crowd(Enum):
    """How many people want to come, as a share of the room and some more or less."""

    NOBODY = (0, 0)
    FEW = (0, 3)
    HALF = (0.5, 0)
    NEARLY_FULL = (1, -2)
    FULL = (1, 0)
    TOO_MANY = (1, 4)

    def people(self, capacity):
        share, more = self.value
        return max(int(capacity * share) + more, 0)


class Turn(Enum):
    """When the firm of the demo account asks, so that its pages show every kind of answer."""

    FIRST = "is confirmed"
    LAST_SEAT = "gets the last seat, and waits for the second"
    LAST = "waits"


@dataclass(frozen=True)
class Offer:
    code: str
    course: str
    instructor: str
    room: str
    shift: Shift
    price: int
    crowd: Crowd
    weekday: int = 0
    demo_firm: Turn | None = None
    local_first: bool = False
    wants_both: bool = False
    awaits_approval: bool = False
    moved_up: bool = False
    has_changes: bool = False
    seat_limit: int | None = None
    company_seat_limit: int = 2
    accepts_moves: bool = False
    is_draft: bool = False
    cancel_reason: str = ""


EVENINGS, SATURDAYS, DAYS = Shift.EVENINGS, Shift.SATURDAYS, Shift.DAYS
NOBODY, FEW, HALF = Crowd.NOBODY, Crowd.FEW, Crowd.HALF
NEARLY_FULL, FULL, TOO_MANY = Crowd.NEARLY_FULL, Crowd.FULL, Crowd.TOO_MANY

# The first group of a week is also shown where the week is over: rosters of the past.
WEEKS = [
    [
        Offer(
            "GMAW",
            "Soldadura GMAW (MIG/MAG)",
            "cordon",
            "soldadura",
            EVENINGS,
            6400,
            NEARLY_FULL,
            demo_firm=Turn.FIRST,
        ),
        Offer(
            "LOTO",
            "Bloqueo y etiquetado de energías peligrosas (LOTO)",
            "segura",
            "arena",
            DAYS,
            1650,
            FULL,
            weekday=2,
            has_changes=True,
        ),
        Offer(
            "PLCB",
            "PLC básico: lógica de escalera y cableado",
            "bornes",
            "arena",
            SATURDAYS,
            5200,
            TOO_MANY,
            demo_firm=Turn.LAST,
        ),
        Offer("GDT", "GD&T básico", "calibre", "cobre", SATURDAYS, 3600, HALF, local_first=True),
    ],
    [
        Offer(
            "METRO",
            "Metrología dimensional básica: vernier, micrómetro y alturas",
            "calibre",
            "arena",
            DAYS,
            3300,
            FULL,
            weekday=3,
            demo_firm=Turn.LAST_SEAT,
        ),
        Offer(
            "IATF",
            "Formación de auditor interno IATF 16949",
            "kanban",
            "tecnica",
            DAYS,
            6900,
            HALF,
            local_first=True,
        ),
        Offer(
            "MONTA",
            "Operación segura de montacargas",
            "montes",
            "nave",
            DAYS,
            4100,
            FEW,
            weekday=1,
        ),
        Offer("ELNEU", "Electroneumática", "piston", "automatizacion", EVENINGS, 4800, NEARLY_FULL),
    ],
    [
        Offer(
            "INGL",
            "Inglés técnico para manufactura",
            "diodo",
            "salon",
            EVENINGS,
            2900,
            HALF,
            demo_firm=Turn.FIRST,
        ),
        Offer(
            "NOM35",
            "NOM-035-STPS-2018: factores de riesgo psicosocial en el trabajo",
            "segura",
            "tecnica",
            SATURDAYS,
            1900,
            FEW,
        ),
        Offer(
            "CMCNC",
            "Operación de centro de maquinado CNC",
            "torno",
            "cnc",
            DAYS,
            7800,
            TOO_MANY,
            wants_both=True,
            moved_up=True,
        ),
        Offer(
            "VIBRA",
            "Análisis de vibraciones básico",
            "engrane",
            "cobre",
            DAYS,
            5600,
            NOBODY,
            weekday=1,
            local_first=True,
        ),
    ],
    [
        Offer(
            "EXCEL",
            "Excel intermedio para planta",
            "kanban",
            "tecnica",
            SATURDAYS,
            2800,
            FULL,
            has_changes=True,
        ),
        Offer(
            "ROBOT",
            "Robótica industrial: operación y programación básica",
            "robles",
            "automatizacion",
            DAYS,
            7200,
            HALF,
            weekday=2,
            local_first=True,
            awaits_approval=True,
        ),
        Offer(
            "FUEGO",
            "Brigada contra incendios",
            "brigada",
            "salon",
            DAYS,
            1500,
            HALF,
            weekday=3,
        ),
        Offer(
            "SMED",
            "SMED: cambio rápido",
            "kanban",
            "arena",
            DAYS,
            2100,
            NEARLY_FULL,
            weekday=4,
            demo_firm=Turn.FIRST,
        ),
    ],
    [
        Offer(
            "CGYM",
            "Programación CNC con códigos G y M",
            "torno",
            "cnc",
            EVENINGS,
            7400,
            FULL,
        ),
        Offer(
            "AMEF",
            "AMEF AIAG-VDA",
            "kanban",
            "arena",
            DAYS,
            3900,
            FEW,
            weekday=1,
            local_first=True,
        ),
        Offer(
            "VARIA",
            "Variadores de frecuencia y control de motores",
            "bornes",
            "automatizacion",
            SATURDAYS,
            4300,
            NEARLY_FULL,
            local_first=True,
        ),
        Offer(
            "NEUMA",
            "Neumática básica",
            "piston",
            "cobre",
            DAYS,
            3500,
            TOO_MANY,
            weekday=3,
            accepts_moves=True,
        ),
    ],
    [
        Offer(
            "TORNO",
            "Torno convencional básico",
            "torno",
            "cnc",
            SATURDAYS,
            6100,
            NEARLY_FULL,
            demo_firm=Turn.FIRST,
        ),
        Offer(
            "ALTUR",
            "NOM-009-STPS: trabajos en altura",
            "segura",
            "nave",
            DAYS,
            2200,
            HALF,
            weekday=2,
        ),
        Offer(
            "INYEC",
            "Inyección de plástico: parámetros de proceso",
            "matriz",
            "tecnica",
            DAYS,
            5900,
            FULL,
            local_first=True,
        ),
        Offer(
            "ESD",
            "Control ESD en línea de producción",
            "diodo",
            "arena",
            DAYS,
            1200,
            FEW,
            weekday=4,
            company_seat_limit=1,
        ),
    ],
    [
        Offer(
            "GTAW",
            "Soldadura GTAW (TIG)",
            "cordon",
            "soldadura",
            EVENINGS,
            6700,
            TOO_MANY,
            seat_limit=10,
        ),
        Offer(
            "PLANO",
            "Interpretación de planos mecánicos",
            "calibre",
            "arena",
            SATURDAYS,
            2900,
            HALF,
        ),
        Offer(
            "SPC",
            "SPC: control estadístico del proceso",
            "celda",
            "tecnica",
            DAYS,
            3700,
            FEW,
            weekday=2,
            cancel_reason="El instructor no está disponible en esas fechas.",
        ),
        Offer(
            "HIDRA",
            "Hidráulica industrial básica",
            "piston",
            "automatizacion",
            SATURDAYS,
            4200,
            NOBODY,
            local_first=True,
        ),
    ],
    [
        Offer(
            "5S",
            "Manufactura esbelta: introducción y 5S",
            "kanban",
            "salon",
            SATURDAYS,
            1700,
            HALF,
            demo_firm=Turn.FIRST,
        ),
        Offer(
            "PLCI",
            "PLC intermedio: temporizadores, contadores y señales analógicas",
            "bornes",
            "automatizacion",
            DAYS,
            6300,
            HALF,
            local_first=True,
            demo_firm=Turn.FIRST,
        ),
        Offer(
            "MOLDE",
            "Mantenimiento de moldes de inyección",
            "matriz",
            "arena",
            DAYS,
            5800,
            NEARLY_FULL,
            weekday=1,
        ),
        Offer(
            "LOTO",
            "Bloqueo y etiquetado de energías peligrosas (LOTO)",
            "segura",
            "tecnica",
            DAYS,
            1650,
            FEW,
            weekday=4,
        ),
    ],
    [
        Offer(
            "ELEC",
            "Electricidad industrial básica",
            "bornes",
            "arena",
            EVENINGS,
            4900,
            FULL,
        ),
        Offer(
            "COBOT",
            "Robots colaborativos",
            "robles",
            "automatizacion",
            DAYS,
            5100,
            NOBODY,
            weekday=3,
            local_first=True,
        ),
        Offer(
            "TPM",
            "TPM: mantenimiento productivo total",
            "engrane",
            "tecnica",
            DAYS,
            3400,
            FEW,
            local_first=True,
            awaits_approval=True,
        ),
        Offer(
            "CMM",
            "Operación de máquina de medición por coordenadas (CMM)",
            "calibre",
            "cobre",
            DAYS,
            6600,
            NEARLY_FULL,
            weekday=1,
            local_first=True,
        ),
    ],
    [
        Offer(
            "SUPER",
            "Supervisión efectiva en piso de producción",
            "celda",
            "tecnica",
            SATURDAYS,
            3000,
            NEARLY_FULL,
            has_changes=True,
        ),
        Offer(
            "IPC",
            "Electrónica y soldadura IPC-A-610 (criterios de aceptación)",
            "diodo",
            "arena",
            DAYS,
            7500,
            HALF,
            weekday=0,
            local_first=True,
        ),
        Offer(
            "SMAW",
            "Soldadura SMAW básica",
            "cordon",
            "soldadura",
            SATURDAYS,
            6000,
            FEW,
            local_first=True,
        ),
        Offer(
            "GRUA",
            "Grúa viajera y polipasto",
            "montes",
            "nave",
            DAYS,
            2300,
            NOBODY,
            weekday=3,
            is_draft=True,
        ),
    ],
]


def offers_of(week):
    """The groups that begin in the week with this number."""
    return WEEKS[week % len(WEEKS)]
