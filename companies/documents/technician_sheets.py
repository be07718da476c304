"""Spreadsheets of technicians: the template, the list to take away, the rows to be mended."""

from io import BytesIO

from django.utils.translation import gettext as _

from companies import catalogues
from companies.rules import import_people
from companies.rules.import_columns import FIELDS
from companies.tables import as_csv, as_xlsx, writing

COLUMNS = (
    "first_surname",
    "second_surname",
    "given_names",
    "curp",
    "email",
    "job_title",
    "occupation",
)
NOTES_WIDTH = 90


def headers():
    """The headers of template and list, in the reader's language; the import knows them again."""
    return [str(FIELDS[name]) for name in COLUMNS]


def template():
    """Return the .xlsx to fill in: an example that is never stored, notes, the occupations."""
    output = BytesIO()
    example = [
        _("Example"),
        _("Example"),
        _("Replace this row"),
        import_people.EXAMPLE_CURP,
        "nombre@empresa.invalid",
        _("CNC operator"),
        "05.2",
    ]
    occupations = [[one.code, one.name, area] for one, area in catalogues.sub_areas()]
    with writing.book(output, title=_("Technicians")) as workbook:
        sheet = writing.write_rows(workbook, _("Technicians"), headers(), [example])
        sheet.set_column(0, len(COLUMNS) - 1, 22, workbook.add_format({"num_format": "@"}))
        notes = writing.write_rows(workbook, _("Notes"), [_("How to fill it in")], _notes())
        notes.set_column(0, 0, NOTES_WIDTH)
        writing.write_rows(
            workbook,
            _("Occupations"),
            [str(FIELDS["occupation"]), _("Name"), _("Area")],
            occupations,
        )
    return output.getvalue()


def listing(technicians):
    """Return the .xlsx of technicians, in the columns of the template."""
    rows = [[getattr(one, name) for name in COLUMNS] for one in technicians]
    return as_xlsx(headers(), rows, name=_("Technicians"))


def rows_to_mend(columns, rows, *, separator):
    """Return the rows as they came, each with its reasons in a last column, ready to be mended.

    A list that came as text goes back as text with the same separator, another as .xlsx.
    """
    columns = [*columns, _("What to mend")]
    if separator:
        return as_csv(columns, rows, separator=separator)
    return as_xlsx(columns, rows, name=_("To be mended"))


def _notes():
    return [
        [text]
        for text in (
            _("One row for each technician. The order of the columns does not matter."),
            _("CURP, given names and a surname are needed; everything else can stay empty."),
            _("Who is on your list already is recognised by the CURP: nobody appears twice."),
            _("An empty cell changes nothing of what is known."),
            _("Type or paste values, no formulas."),
            _("Occupation: a code of the sheet beside this one, such as 05.2."),
            _("The row of the example is never stored."),
        )
    ]
