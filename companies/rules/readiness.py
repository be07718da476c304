"""What is still missing for a valid DC-3, long before the course.

Source: Acuerdo of the STPS, DOF 14 June 2013, Arts. 24 to 26 and the form DC-3. Of the worker it
asks for the full name, the CURP and the specific occupation of the national catalogue (note 1/ of
the form); the job title is optional. Of the firm it asks for its name, its RFC and the signature of
the employer or legal representative (note 4/); where more than fifty people work, a representative
of the workers signs too (note 5/). Nothing else is asked for here.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

LARGEST_WITHOUT_WORKERS_SIGNATURE = 50
RFC_LENGTH_OF_A_PERSON = 13
NO_SECOND_SURNAME = "X"  # third letter of the CURP
# The sections of the firm's data in which its owners mend a field; CANACINTRA changes the others.
SECTIONS = {"legal_representative": "firmas", "workers_representative": "firmas"}


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: the field, a sentence, and the address where it is mended."""

    field: str
    sentence: str
    address: str


def of_technician(technician):
    """Say what of a technician a DC-3 would lack, each with the way to the very field."""
    return [
        Gap(field, sentence, address_of(technician, field))
        for field, sentence in _of_person(technician)
    ]


def of_company(company, *, is_owner=True):
    """Say what of the firm a DC-3 would lack, whoever attends.

    Only owners reach the field; a colleague is led to the page that says who can fill it in.
    """
    return [
        Gap(field, sentence, address_of_company(field if is_owner else ""))
        for field, sentence in _of_firm(company)
    ]


def is_ready(technician):
    return not any(_of_person(technician))


def can_get_dc3(technician, company):
    """Say whether nothing is missing, of the technician or of the firm that employs her."""
    return is_ready(technician) and not any(_of_firm(company))


def needs_workers_signature(head_count):
    return head_count > LARGEST_WITHOUT_WORKERS_SIGNATURE


def is_person(company):
    """Say whether the firm is a natural person, who signs as the employer herself."""
    return len(company.rfc) == RFC_LENGTH_OF_A_PERSON


def address_of(technician, field):
    return f"{reverse('companies:edit_technician', args=[technician.pk])}#id_{field}"


def address_of_company(field):
    if field not in SECTIONS:
        return reverse("companies:details")
    return f"{reverse('companies:edit_details', args=[SECTIONS[field]])}#id_{field}"


def _of_person(technician):
    if technician.anonymised_at:  # nobody is left of whom something could be known
        return
    name = {"name": technician}
    if not technician.given_names:
        yield "given_names", _("The given names are missing.")
    if not technician.first_surname:
        yield "first_surname", _("The first surname of %(name)s is missing.") % name
    if _lacks_second_surname(technician):
        yield (
            "second_surname",
            _("The second surname of %(name)s is missing: the CURP says that there is one.") % name,
        )
    if not technician.curp:
        yield "curp", _("The CURP of %(name)s is missing.") % name
    if not technician.occupation:
        yield "occupation", _("The occupation of %(name)s is missing.") % name


def _lacks_second_surname(technician):
    third = (technician.curp or "")[2:3]
    return not technician.second_surname and third not in ("", NO_SECOND_SURNAME)


def _of_firm(company):
    if not company.legal_name:
        yield "legal_name", _("The legal name of the company is missing.")
    if not company.rfc:
        yield "rfc", _("The RFC of the company is missing.")
    if not company.legal_representative and not is_person(company):
        yield "legal_representative", _("Nobody is named yet who signs for the company.")
    if needs_workers_signature(company.head_count) and not company.workers_representative:
        yield (
            "workers_representative",
            _("More than 50 people work here, so a representative of the workers signs, too."),
        )
