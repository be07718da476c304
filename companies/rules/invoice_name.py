"""The name on invoices: as SAT has it, which is not how the firm calls itself.

CFDI 4.0 (Anexo 20, Guía de llenado): the name of the receiver in capitals, without the company
form, exactly as on the Constancia de Situación Fiscal; otherwise the invoice is refused.
"""

import re


def _letters(abbreviation):
    """Match an abbreviation with or without dots and spaces: "SA" also finds "S. A."."""
    return r"\.?\s*".join(abbreviation) + r"\.?"


_KINDS = "|".join(
    [
        *map(_letters, ["SAPI", "SAB", "SAS", "SOFOM", "SPR", "SCL", "SNC", "SA", "AC", "SC"]),
        *map(_letters, ["IAP", "ABP", "SCP"]),
        r"S\.?\s+EN\s+" + _letters("NC"),
        r"S\.?\s+EN\s+" + _letters("C"),
        r"S\.?(?=\s+DE\s+R)",
        r"SOCIEDAD\s+AN[OÓ]NIMA(?:\s+PROMOTORA\s+DE\s+INVERSI[OÓ]N|\s+BURS[AÁ]TIL)?",
        r"SOCIEDAD\s+POR\s+ACCIONES\s+SIMPLIFICADA",
        r"SOCIEDAD(?=\s+DE\s+RESPONSABILIDAD)",
        r"(?:SOCIEDAD|ASOCIACI[OÓ]N)\s+CIVIL",
    ]
)
_LIABILITY = rf"\s+DE\s+(?:{_letters('RL')}|RESPONSABILIDAD\s+LIMITADA)"
_CAPITAL = rf"\s+DE\s+(?:{_letters('CV')}|CAPITAL\s+VARIABLE)"
_COMPANY_FORM = re.compile(
    rf"(?:\s*,\s*|\s+)(?:{_KINDS})(?:{_LIABILITY})?(?:{_CAPITAL})?(?:\s+{_letters('MI')})?\s*$"
)


def propose(legal_name, *, is_person):
    """Turn the legal name into the one on invoices: capitals, single spaces, and for a legal
    entity without "SA DE CV" or the like. A name that is nothing but a company form stays."""
    name = " ".join(legal_name.upper().split())
    if is_person:
        return name
    return _COMPANY_FORM.sub("", name).rstrip(" ,") or name
