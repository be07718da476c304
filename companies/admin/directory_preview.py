"""What the page of an uploaded list says: the verdicts of its rows, and what accepting does."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.models import ChamberMember, Company, DirectoryImport
from companies.rules import directories as rules
from enrollment.services import chamber_list

SHOWN = 100

# In the order in which they matter, with the tone of their badge.
VERDICTS = {
    rules.WRONG_RFC: (gettext_lazy("the RFC is wrong"), "refused"),
    rules.NO_RFC: (gettext_lazy("without RFC"), "refused"),
    rules.NAMELESS: (gettext_lazy("without name or id"), "refused"),
    rules.BROKEN: (gettext_lazy("cannot be read"), "refused"),
    rules.TWICE: (gettext_lazy("twice in the file"), "failed"),
    rules.NEW: (gettext_lazy("a new firm"), "approved"),
    rules.KNOWN: (gettext_lazy("a firm known already"), "received"),
    rules.ELSEWHERE: (gettext_lazy("of another municipality"), ""),
}


@dataclass(frozen=True)
class Line:
    number: int
    name: str
    key: str
    note: str


@dataclass(frozen=True)
class Part:
    """The rows with one verdict; `lines` are the first of them."""

    words: str
    state: str
    count: int
    lines: list[Line]
    is_taken_over: bool
    is_problem: bool


@dataclass(frozen=True)
class Preview:
    parts: list[Part]
    approved_at_once: list[Company]
    refused_before: list[Company]
    gone: int


def preview(directory_import):
    """Describe a list that waits to be accepted; None for one that was accepted."""
    if directory_import is None or directory_import.is_accepted:
        return None
    rows = directory_import.rows
    parts = [
        Part(
            words=str(words),
            state=state,
            count=directory_import.counts[verdict],
            lines=[_line(row) for row in rows if row["verdict"] == verdict][:SHOWN],
            is_taken_over=verdict in rules.TAKEN_OVER,
            is_problem=verdict not in (*rules.TAKEN_OVER, rules.ELSEWHERE),
        )
        for verdict, (words, state) in VERDICTS.items()
        if directory_import.counts.get(verdict)
    ]
    rfcs = [row["values"].get("rfc") for row in rows if row["verdict"] in rules.TAKEN_OVER]
    if directory_import.kind != DirectoryImport.Kind.MEMBERS:
        return Preview(parts, [], [], 0)
    gone = ChamberMember.objects.current().exclude(rfc__in=rfcs).count()
    return Preview(
        parts=parts,
        approved_at_once=chamber_list.waiting_members(rfcs),
        refused_before=list(Company.objects.refused().filter(rfc__in=rfcs).order_by("legal_name")),
        gone=gone if directory_import.replaces else 0,
    )


def say_outcome(directory_import):
    """Say in one sentence what accepting the list did."""
    outcome = directory_import.outcome
    sentences = {
        "new": ngettext("%(n)s new firm", "%(n)s new firms", outcome.get("new", 0)),
        "known": ngettext("%(n)s known", "%(n)s known", outcome.get("known", 0)),
        "gone": ngettext("%(n)s no longer in it", "%(n)s no longer in it", outcome.get("gone", 0)),
        "approved": ngettext("%(n)s approved", "%(n)s approved", outcome.get("approved", 0)),
        "recognised": ngettext(
            "%(n)s recognised in the portal",
            "%(n)s recognised in the portal",
            outcome.get("recognised", 0),
        ),
        "perhaps": ngettext(
            "%(n)s to be confirmed", "%(n)s to be confirmed", outcome.get("perhaps", 0)
        ),
    }
    said = [
        words % {"n": f"{outcome[key]:,}"} for key, words in sentences.items() if outcome.get(key)
    ]
    return _("Accepted: %(what)s.") % {"what": ", ".join(said)}


def _line(row):
    values = row["values"]
    name = values.get("name") or values.get("legal_name") or values.get("trade_name") or "—"
    key = values.get("rfc") or values.get("postal_code") or ""
    return Line(row["number"], name, key, row["note"])
