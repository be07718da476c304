"""The training of a firm as a spreadsheet: every course of every person, and the table."""

from io import BytesIO

from django.utils.translation import gettext as _

from enrollment.documents import sheets

NAME, TEXT, SHORT = 32, 40, 14  # widths in characters
DAY = 11


def draw(training):
    """Return the .xlsx of a TrainingDescription as bytes."""
    output = BytesIO()
    with sheets.book(f"{training.title} · {training.company}", output) as book:
        _draw_list(book, training)
        _draw_matrix(book, training)
    return output.getvalue()


def _draw_list(book, training):
    sheet = book.sheet(_("Courses by person"), footer=training.company)
    heading = _draw_head(book, sheet, training)
    columns = [
        (_("Technician"), NAME),
        ("CURP", 22),
        (_("Occupation"), NAME),
        (_("Job title"), 22),
        (_("Course"), TEXT),
        (_("Thematic area"), 30),
        (_("Group"), SHORT),
        (_("Dates"), 26),
        (_("Hours"), 8),
        (_("State"), 18),
    ]
    book.draw_heading(sheet, heading, columns)
    rows = [
        (person.name, person.curp, person.occupation, person.job_title, *_columns_of(taken))
        for person in training.people
        for taken in person.taken
    ]
    for row, texts in enumerate(rows, start=heading + 1):
        book.draw_texts(sheet, row, 0, texts)
    if rows:
        sheet.autofilter(heading, 0, heading + len(rows), len(columns) - 1)


def _draw_matrix(book, training):
    sheet = book.sheet(_("Technicians and courses"), footer=training.company)
    heading = _draw_head(book, sheet, training)
    columns = [
        (_("Technician"), NAME),
        (_("Hours"), 8),
        *((course, DAY) for course in training.matrix.courses),
    ]
    book.draw_heading(sheet, heading, columns)
    sheet.freeze_panes(heading + 1, 1)
    for row, texts in enumerate(training.matrix.rows, start=heading + 1):
        book.draw_texts(sheet, row, 0, texts)


def _draw_head(book, sheet, training):
    """Write title, facts and note; return the row where the table begins."""
    sheet.write_string(0, 0, f"{training.title} · {training.company}", book.styles["title"])
    for row, (label, value) in enumerate(training.facts, start=1):
        sheet.write_string(row, 0, label, book.styles["label"])
        sheet.write_string(row, 1, value)
    after = len(training.facts) + 1
    sheet.write_string(after, 0, training.note)
    return after + 2


def _columns_of(taken):
    return (
        taken.course,
        taken.thematic_area,
        taken.group,
        taken.period,
        taken.hours,
        taken.state,
    )
