"""What the invented firms say about themselves: sector, address, sales, invoices, signers."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from canacintra_portal.demo import people
from companies.rules import invoice_name, readiness

STREETS = ("Calle del Ejemplo", "Avenida de la Muestra", "Calle Inventada", "Calle Sin Mapa")
PLACES = ("Parque Industrial Muestra", "Parque Industrial Ejemplo Norte", "Colonia de la Prueba")


@dataclass(frozen=True)
class Profile:
    """`sector` is a SCIAN code, `sales` are in million pesos a year, None where the firm does not
    say; `lacks` are fields that it has not filled in yet."""

    sector: str
    sales: str | None = None
    regime: str = "601"
    lacks: tuple[str, ...] = ()


# By the address of the firm.
PROFILES = {
    "medano": Profile("332", "28.5", lacks=("legal_representative",)),
    "cobre": Profile("332", "41.2"),
    "puente": Profile("336", "96"),
    "samalayuca": Profile("326", "58.7", lacks=("workers_representative",)),
    "bravo": Profile("332", "9.8", regime="626"),
    "mesquite": Profile("333"),
    "ocotillo": Profile("335", "17.4"),
    "dunas": Profile("326", "63"),
    "coyote": Profile("334", "120.5"),
    "sierra": Profile("333", "3.9", regime="626", lacks=("invoice_name", "tax_postal_code")),
    "piedra": Profile("331", "49.9"),
    "castillos": Profile("332", "71"),
    "cumbres": Profile("54"),
    "aldama": Profile("332", "35", lacks=("legal_representative",)),
    "noa": Profile("54", "4.2", regime="626", lacks=("legal_representative",)),
    "valle": Profile("336", "540"),
}


def fields_of(firm):
    """The fields of the company that its profile gives; the same firm gets the same ones."""
    random, profile = Random(f"profile of {firm.address}"), PROFILES[firm.address]
    has_two_signers = readiness.needs_workers_signature(firm.people)
    fields = {
        "sector": profile.sector,
        "annual_sales": Decimal(profile.sales) if profile.sales else None,
        "address": (
            f"{random.choice(STREETS)} {random.randrange(100, 9900, 5)}, {random.choice(PLACES)}"
        ),
        "invoice_name": invoice_name.propose(firm.name, is_person=False),
        "tax_regime": profile.regime,
        "cfdi_use": "G03",
        "tax_postal_code": "32000" if firm.municipality == "Juárez" else "31000",
        "legal_representative": _somebody(random),
        "workers_representative": _somebody(random) if has_two_signers else "",
    }
    return fields | dict.fromkeys(profile.lacks, "")


def _somebody(random):
    person = people.invent(random)
    return f"{person.given_names} {person.first_surname} {person.second_surname}"
