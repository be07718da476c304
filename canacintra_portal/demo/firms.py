"""A dozen invented firms, each with its HR person and its technicians."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random

from stdnum.mx import rfc as stdnum_rfc

from canacintra_portal.demo import people, profiles, teams
from canacintra_portal.demo.accounts import HR_OF_A_COMPANY, PASSWORD, open_account
from companies.models import Company, Membership, Technician

EMAIL_DOMAIN = "ejemplo.invalid"
DAYS_SINCE_APPROVAL = 260  # before anything that the demo tells
TIME_TO_LOOK = timedelta(days=2)  # that CANACINTRA took, or takes, to approve
WITHOUT_OCCUPATION = 4  # one technician in so many


@dataclass(frozen=True)
class Firm:
    """An invented firm. `address` is the part of its e-mail addresses that tells it apart."""

    name: str
    address: str
    hr_person: str
    people: int
    technicians: int
    municipality: str = "Juárez"
    is_approved: bool = True


# The first one belongs to the demo account.
FIRMS = [
    Firm("Maquinados Médano Azul (ejemplo)", "medano", "Laura Ejemplo Ríos", 35, 12),
    Firm("Troquelados Cobre Viejo (ejemplo)", "cobre", "Martha Muestra Solís", 48, 14),
    Firm("Arneses Puente Nuevo (ejemplo)", "puente", "Ernesto Muestra Vega", 120, 22),
    Firm("Plásticos Samalayuca (ejemplo)", "samalayuca", "Irene Ejemplo Duarte", 62, 16),
    Firm("Soldaduras del Bravo Norte (ejemplo)", "bravo", "Raúl Ejemplo Montes", 18, 11),
    Firm("Moldes y Dados Mesquite (ejemplo)", "mesquite", "Silvia Muestra Lara", 27, 12),
    Firm("Tableros y Control Ocotillo (ejemplo)", "ocotillo", "Daniel Ejemplo Parra", 22, 13),
    Firm("Empaques Dunas (ejemplo)", "dunas", "Patricia Ejemplo Soto", 75, 15),
    Firm("Ensambles Electrónicos Coyote (ejemplo)", "coyote", "Óscar Muestra Ibarra", 140, 24),
    Firm("Herramentales Sierra Clara (ejemplo)", "sierra", "Beatriz Ejemplo Mena", 10, 9),
    Firm("Fundición Piedra Bola (ejemplo)", "piedra", "Jorge Muestra Ávila", 54, 15),
    Firm(
        "Metalmecánica Tres Castillos (ejemplo)",
        "castillos",
        "Adriana Ejemplo Luna",
        80,
        16,
        municipality="Chihuahua",
    ),
    Firm(
        "Automatización Cumbres (ejemplo)",
        "cumbres",
        "Fernando Muestra Gil",
        31,
        12,
        municipality="Chihuahua",
    ),
    Firm(
        "Válvulas Aldama (ejemplo)",
        "aldama",
        "Gabriela Ejemplo Ortiz",
        44,
        12,
        municipality="Aldama",
    ),
    Firm("Rotulados Noa (ejemplo)", "noa", "Hugo Muestra Peña", 14, 6, is_approved=False),
    # Large: it waits to be let in.
    Firm(
        "Componentes Valle Grande (ejemplo)",
        "valle",
        "Norma Ejemplo Cano",
        480,
        30,
        is_approved=False,
    ),
]


def rfc(number):
    """An RFC with its check digit that nobody mistakes for a real one: DEM, founded in 2035."""
    body = f"DEM35{number % 12 + 1:02}15D{number % 9 + 1}"
    return body + stdnum_rfc.calc_check_digit(body)


RFC_OF_DEMO_ACCOUNT = rfc(1)


def bring_in(*, admin, approved_at, now):
    """Add the firms that are not there yet, approved by `admin`; returns how many are new.

    Everything they need comes with them: technicians, the HR person, the way to sign in.
    """
    known = set(Company.objects.values_list("rfc", flat=True))
    new = [(number, firm) for number, firm in enumerate(FIRMS, 1) if rfc(number) not in known]
    companies = {}
    for number, firm in new:
        company = Company.objects.create(
            legal_name=firm.name,
            rfc=rfc(number),
            municipality=firm.municipality,
            head_count=firm.people,
            technician_head_count=min(firm.technicians, firm.people),
            approved_at=approved_at if firm.is_approved else None,
            approved_by=admin if firm.is_approved else None,
            is_demo=True,
            **profiles.fields_of(firm),
        )
        registered_at = company.approved_at or now
        Company.objects.filter(pk=company.pk).update(created_at=registered_at - TIME_TO_LOOK)
        _employ(company, firm)
        _appoint(company, firm, is_demo_account=number == 1)
        companies[firm.address] = company
    teams.bring_in(companies, now=now)
    return len(new)


def _employ(company, firm):
    random = Random(firm.address)
    curps: set[str] = set()
    technicians: list[Technician] = []
    for number in count(1):
        if len(technicians) == company.technician_head_count:
            break
        person = people.invent(random)
        if person.curp in curps:
            continue
        curps.add(person.curp)
        technicians.append(
            Technician(
                company=company,
                given_names=person.given_names,
                first_surname=person.first_surname,
                second_surname=person.second_surname,
                curp=person.curp,
                email=f"tecnico{number}.{firm.address}@{EMAIL_DOMAIN}" if number % 3 == 0 else "",
                job_title=person.job_title,
                occupation="" if number % WITHOUT_OCCUPATION == 0 else person.occupation,
            )
        )
    Technician.objects.bulk_create(technicians)


def _appoint(company, firm, *, is_demo_account):
    email = HR_OF_A_COMPANY.email if is_demo_account else f"rh.{firm.address}@{EMAIL_DOMAIN}"
    user = open_account(email=email, full_name=firm.hr_person, password=PASSWORD)
    Membership.objects.get_or_create(
        company=company, user=user, defaults={"role": Membership.Role.OWNER}
    )
