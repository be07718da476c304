"""Lists of firms that staff upload: read and judged first, stored when somebody accepts them."""

from collections import Counter
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import tables
from companies.models import ChamberMember, DirectoryImport, Prospect
from companies.refusals import Refused, kindly
from companies.rules import directories as rules
from companies.rules import directory_columns as columns
from companies.services import chamber_members, prospects

# The industry of Juárez is about 3,000 establishments in INEGI's directory, everything 45,000: in
# parts, because a web process holds a file in memory while it reads it.
LIMIT_ROWS = 20_000
LIMIT_BYTES = 12_000_000
HEADINGS_NAMED = 12
EXAMPLES = 20  # of rows that are not taken over because they are of another municipality

Kind = DirectoryImport.Kind

# For each list: its columns, those that it cannot do without, and how a row of it is judged.
LAYOUTS = {
    Kind.MEMBERS: (columns.MEMBER_COLUMNS, ["rfc"], rules.member_row),
    Kind.RETC: (columns.RETC_COLUMNS, ["legal_name"], rules.retc_row),
    Kind.DENUE: (
        columns.DENUE_COLUMNS,
        ["source_id", "trade_name", "state_key", "municipality_key"],
        rules.denue_row,
    ),
}


def upload(*, kind, file, replaces, by, now):
    """Read the file and keep its rows with a verdict each, to be looked at; nothing else changes.

    Earlier uploads of such a list by the same person that nobody accepted are forgotten. Returns
    the import. Raises Refused for a file that cannot be read, or that is not such a list.
    """
    table = tables.read(file, limit_rows=LIMIT_ROWS, limit_bytes=LIMIT_BYTES)
    rows = _judge(Kind(kind), table)
    counts = Counter(row.verdict for row in rows)
    with kindly():
        former = DirectoryImport.objects.filter(uploaded_by=by, kind=kind, accepted_at__isnull=True)
        former.delete()
        return DirectoryImport.objects.create(
            kind=kind,
            file_name=file.name[:200],
            replaces=replaces and kind == Kind.MEMBERS,
            rows=[row.as_json() for row in _worth_keeping(rows)],
            counts=dict(counts),
            uploaded_at=now,
            uploaded_by=by,
        )


def accept(*, directory_import, by, now):
    """Store what the list says and remember who accepted it; its rows are forgotten then.

    The same list again changes nothing but names and addresses that are new. Approves nobody:
    enrollment.services.chamber_list does. Returns the import. Raises Refused when it was accepted
    before or no row is usable.
    """
    with kindly():
        held = DirectoryImport.objects.select_for_update().defer("rows").get(pk=directory_import.pk)
        if held.is_accepted:
            raise Refused(_("This list was accepted already."))
        if not any(held.counts.get(verdict) for verdict in rules.TAKEN_OVER):
            raise Refused(_("No row of this list can be taken over."))
        store = chamber_members.store if held.kind == Kind.MEMBERS else prospects.store
        held.accepted_at, held.accepted_by = now, by
        held.outcome = store(directory_import=held, now=now)
        held.rows = []
        held.save(update_fields=["accepted_at", "accepted_by", "outcome", "rows"])
    return held


def _judge(kind, table):
    names, needed, judge = LAYOUTS[kind]
    places, missing = columns.columns_of(table.headers, names, needed=needed)
    if missing:
        raise Refused(_without_columns(missing, table.headers))
    judge = partial(judge, known=_known_keys(kind))
    formulas = {row for row, column in table.formulas if column in places.values()}
    rows = []
    for index, (number, cells) in enumerate(zip(table.numbers, table.rows, strict=True)):
        if index in formulas:
            rows.append(rules.broken_row(number, _("A formula stands here: paste it as a value.")))
        elif index in table.overlong:
            rows.append(
                rules.broken_row(
                    number, _("More cells than headings: a text with a separator needs quotes.")
                )
            )
        else:
            rows.append(judge(number, {field: cells[place] for field, place in places.items()}))
    return rules.judged(rows)


def _without_columns(missing, headers):
    sentence = ngettext(
        "This is another list: it has no column %(columns)s. Its columns are: %(found)s.",
        "This is another list: it has no columns %(columns)s. Its columns are: %(found)s.",
        len(missing),
    )
    return sentence % {
        "columns": ", ".join(_("“%(words)s”") % {"words": name} for name in missing),
        "found": ", ".join(header or "—" for header in headers[:HEADINGS_NAMED]),
    }


def _known_keys(kind):
    if kind == Kind.MEMBERS:
        return set(ChamberMember.objects.values_list("rfc", flat=True))
    return set(Prospect.objects.filter(source=kind).values_list("source_id", flat=True))


def _worth_keeping(rows):
    """All rows, but of the many that are of another municipality only a few, as examples."""
    elsewhere = 0
    for row in rows:
        if row.verdict == rules.ELSEWHERE:
            elsewhere += 1
            if elsewhere > EXAMPLES:
                continue
        yield row
