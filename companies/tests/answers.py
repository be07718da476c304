"""A whole registration for tests: what would be typed, section by section."""

from stdnum.mx import rfc as stdnum_rfc

from companies.models import Registration
from companies.tests.factories import letters


def rfc_of_a_company(number=1):
    """An RFC with its check digit that belongs to nobody: the firm was founded in 2061."""
    body = f"EJ{letters(number, 1)}610203AB"
    return body + stdnum_rfc.calc_check_digit(body)


PERSON_RFC = "EJEX610203AB" + stdnum_rfc.calc_check_digit("EJEX610203AB")


def whole(**changes):
    """Typed values of every section; `changes` are the values of a section by its slug, with _ for
    the dash."""
    answers = {
        "rfc": {"rfc": rfc_of_a_company()},
        "razon-social": {"legal_name": "Maquinados Ejemplo, S.A. de C.V."},
        "facturacion": {
            "invoice_name": "MAQUINADOS EJEMPLO",
            "tax_regime": "601",
            "cfdi_use": "G03",
            "tax_postal_code": "32000",
        },
        "planta": {"address": "Calle del Ejemplo 123", "municipality": "Juárez"},
        "giro": {"sector": "332"},
        "personal": {"head_count": 35, "technician_head_count": 12, "annual_sales": None},
        "firmas": {"legal_representative": "Rosa Ejemplo Ríos"},
    }
    for slug, values in changes.items():
        slug = slug.replace("_", "-")
        answers[slug] = {**answers[slug], **values}
    return answers


def begin(user, *, now, without=(), **changes):
    """Store a registration with all answers but those of the sections `without`."""
    answers = whole(**changes)
    for slug in without:
        del answers[slug]
    return Registration.objects.create(user=user, answers=answers, created_at=now, updated_at=now)
