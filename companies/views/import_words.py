"""How the pages of an import say what a row is, what it would change, and why it is bad."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from companies import catalogues, identifiers
from companies.models import ImportRow
from companies.rules import import_people
from companies.rules.import_columns import FIELDS, looks_like_a_curp

Verdict = ImportRow.Verdict
# In the order of the chips: what needs a look first.
TONES = {
    Verdict.BAD: ("stop", "alert"),
    Verdict.NEW: ("ok", "plus"),
    Verdict.CHANGED: ("copper", "edit"),
    Verdict.RETURNS: ("ok", "refresh"),
    Verdict.SAME: ("off", "check"),
    Verdict.EXAMPLE: ("off", "info"),
}


@dataclass(frozen=True)
class Shown:
    """A row as the page shows it: the CURP is masked unless it is wrong and has to be compared."""

    number: int
    name: str
    curp: str
    label: str
    tone: str
    icon_name: str
    sentences: list[str]
    changes: list[tuple[str, str, str]]


def shown(uploaded, row):
    """Say one row."""
    person = import_people.read(row.cells, uploaded.columns, headers=uploaded.headers).person
    has_wrong_curp = any(code in ("curp_form", "curp_check_digit") for code, _value in row.reasons)
    tone, icon_name = TONES[Verdict(row.verdict)]
    return Shown(
        number=row.number,
        name=person.full_name or _("(no name)"),
        curp=person.curp[:40] if has_wrong_curp else _masked(person.curp),
        label=str(Verdict(row.verdict).label),
        tone=tone,
        icon_name=icon_name,
        sentences=sentences_of(row),
        changes=[
            (str(FIELDS[field]), _said(field, before), _said(field, after))
            for field, before, after in row.changes
        ],
    )


def sentences_of(row):
    """The reasons of a row, or what a person may want to look at, as sentences."""
    if row.verdict == Verdict.EXAMPLE:
        return [_("The example of the template: it is not stored.")]
    return [import_people.sentence(code, value) for code, value in row.reasons]


def counted(counts):
    """(verdict, label, number, tone, icon) of each verdict that occurs."""
    return [
        (verdict.value, verdict.label, counts[verdict], *look)
        for verdict, look in TONES.items()
        if counts.get(verdict)
    ]


def fields_of(uploaded):
    """(header, what it holds) of the columns that are used, and the headers of the others."""
    used = [
        (header, str(FIELDS[field]))
        for header, field in zip(uploaded.headers, uploaded.columns, strict=True)
        if field
    ]
    unused = [
        header
        for header, field in zip(uploaded.headers, uploaded.columns, strict=True)
        if header and not field
    ]
    return {"used": used, "unused": unused}


def samples_of(rows, headers):
    """For each column a few of its cells, CURPs masked."""
    rows = list(rows)
    return [
        [_sample(row.cells[column]) for row in rows if row.cells[column]]
        for column in range(len(headers))
    ]


def _masked(curp):
    return identifiers.mask_curp(curp) if curp else ""


def _sample(text):
    if looks_like_a_curp(text):
        return identifiers.mask_curp(identifiers.clean(text))
    return text if len(text) <= 40 else f"{text[:40]}…"


def _said(field, value):
    if field != "occupation" or not value:
        return value
    entry = catalogues.find(catalogues.occupations(), value)
    return f"{value} {entry}" if entry else value
