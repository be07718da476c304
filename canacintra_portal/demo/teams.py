"""Colleagues of the invented firms: who owns, who helps, who is invited, who asks to join."""

from dataclasses import dataclass
from datetime import timedelta

from canacintra_portal.demo.accounts import HR_OF_A_COMPANY, PASSWORD, open_account
from companies.models import Company, Membership
from companies.services import invitations, teams

OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER
INVITED, ASKING = "invitada.medano@ejemplo.invalid", "nueva.medano@ejemplo.invalid"


@dataclass(frozen=True)
class Colleague:
    """`firms` are the parts of e-mail addresses that tell the firms apart."""

    email: str
    full_name: str
    firms: tuple[str, ...]
    role: str = MEMBER


COLLEAGUES = [
    Colleague("rh2.medano@ejemplo.invalid", "Bruno Ejemplo Salas", ("medano",)),
    Colleague("rh3.medano@ejemplo.invalid", "Norma Muestra Cano", ("medano",), OWNER),
    Colleague("rh2.cobre@ejemplo.invalid", "Rosa Ejemplo Trejo", ("cobre",)),
    Colleague("rh2.puente@ejemplo.invalid", "Javier Muestra Olivas", ("puente",), OWNER),
    # An accountant who does the paperwork of two firms, and chooses for which one she acts.
    Colleague("despacho@ejemplo.invalid", "Elena Muestra Quezada", ("dunas", "sierra")),
]


def bring_in(firms, *, now):
    """Let the colleagues join the firms (by the part of their addresses) that are new."""
    for colleague in COLLEAGUES:
        joined = [firms[address] for address in colleague.firms if address in firms]
        if joined:
            user = open_account(
                email=colleague.email, full_name=colleague.full_name, password=PASSWORD
            )
        for company in joined:
            Membership.objects.get_or_create(
                company=company, user=user, defaults={"role": colleague.role}
            )
    if "medano" in firms:
        _await_answers(firms["medano"], now)


def _await_answers(company: Company, now):
    """The firm of the demo account has an open invitation, and somebody who asks to join."""
    owner = company.users.get(email=HR_OF_A_COMPANY.email)
    invitations.invite(
        company=company,
        email=INVITED,
        full_name="Carmen Ejemplo Rivas",
        role=MEMBER,
        by=owner,
        now=now - timedelta(days=2),
    )
    asking = open_account(email=ASKING, full_name="Diego Muestra Lozano", password=PASSWORD)
    teams.ask_to_join(company=company, user=asking, now=now - timedelta(hours=20))
