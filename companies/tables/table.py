"""What was read: one line of headers and the rows below it, all of them plain strings."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from companies.refusals import Refused
from companies.tables.cells import LONGEST_CELL

MOST_COLUMNS = 100


@dataclass(frozen=True)
class Row:
    """A row of a file. `number` is what the person sees beside it; `formulas` are columns."""

    number: int
    cells: list[str]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """Rows under headers, every row as wide as `headers`; empty rows and columns are left out.

    `numbers` names each row as the spreadsheet program does. `formulas` are (row, column) of cells
    that hold a formula: their text is the formula, nobody has computed it. `overlong` are rows of a
    text file with more cells than it has headers, because a separator stood in a text without
    quotes. `encoding` and `separator` are empty for a workbook, `sheet` for a text file.
    """

    headers: list[str]
    rows: list[list[str]]
    encoding: str = ""
    numbers: list[int] = field(default_factory=list)
    formulas: frozenset[tuple[int, int]] = frozenset()
    overlong: frozenset[int] = frozenset()
    separator: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    def below(self, index):
        """The same table with row `index` as its headers; what stood above it was a title."""
        first = index + 1
        return replace(
            self,
            headers=self.rows[index],
            rows=self.rows[first:],
            numbers=self.numbers[first:],
            formulas=frozenset((row - first, col) for row, col in self.formulas if row >= first),
            overlong=frozenset(row - first for row in self.overlong if row >= first),
        )


def gathered(found: Iterable[Row], *, limit_rows, **facts):
    """Make a Table of rows; the headers are the first row with two filled cells or more.

    A title above the headers is left out; in a file of one column its first cell is the header.
    Raises Refused when there is nothing, or too much.
    """
    rows = []
    for row in found:
        if any(row.cells):
            _refuse_large(row)
            rows.append(row)
        # Above the headers there may be a few lines of title.
        if len(rows) > limit_rows + 20:
            raise too_many_rows(limit_rows)
    start = next((i for i, row in enumerate(rows) if sum(map(bool, row.cells)) > 1), 0)
    rows = rows[start:]
    if not rows:
        raise Refused(_("The file is empty."))
    if len(rows) - 1 > limit_rows:
        raise too_many_rows(limit_rows)
    return _table(rows, **facts)


def too_many_rows(limit_rows):
    """Say how many rows a file may have."""
    return Refused(
        _("The file has more than %(limit)s rows. Divide it into several files.")
        % {"limit": f"{limit_rows:,}"}
    )


def _table(rows, **facts):
    width = max(len(row.cells) for row in rows)
    padded = [row.cells + [""] * (width - len(row.cells)) for row in rows]
    used = [column for column in range(width) if any(cells[column] for cells in padded)]
    place = {column: index for index, column in enumerate(used)}
    headers, *cells = [[row[column] for column in used] for row in padded]
    named = len(rows[0].cells)
    return Table(
        headers=headers,
        rows=cells,
        numbers=[row.number for row in rows[1:]],
        formulas=frozenset(
            (index, place[column])
            for index, row in enumerate(rows[1:])
            for column in row.formulas
            if column in place
        ),
        overlong=frozenset(index for index, row in enumerate(rows[1:]) if any(row.cells[named:]))
        if facts.get("separator")
        else frozenset(),
        **facts,
    )


def _refuse_large(row):
    if len(row.cells) > MOST_COLUMNS:
        raise Refused(
            _("Row %(row)s has %(number)s columns, and a file may have %(limit)s.")
            % {"row": row.number, "number": f"{len(row.cells):,}", "limit": MOST_COLUMNS}
        )
    if max(map(len, row.cells)) > LONGEST_CELL:
        raise Refused(
            _(
                "A cell in row %(row)s holds more than %(limit)s characters. Perhaps a quotation"
                " mark is missing."
            )
            % {"row": row.number, "limit": f"{LONGEST_CELL:,}"}
        )
