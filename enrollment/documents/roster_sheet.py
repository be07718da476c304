"""The roster as a spreadsheet: one row for each person, one column for each session."""

from io import BytesIO

from django.utils.translation import gettext as _

from companies.tables import writing

# Wide enough for the long names, narrow enough for a screen; in characters.
WIDTHS = {"number": 5, "name": 24, "curp": 22, "company": 34, "job_title": 22, "session": 13}


def draw(roster):
    """Return the .xlsx of a RosterDescription as bytes.

    Every text is written as a string: nothing that somebody typed becomes a formula or a link.
    """
    output = BytesIO()
    with writing.book(output, title=f"{roster.code} · {roster.course}") as book:
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "label": book.add_format({"bold": True, "font_color": "#12343b"}),
            "head": writing.heading(book),
            "cell": book.add_format({"border": 1}),
        }
        _draw_attendees(book, roster, styles)
        if roster.waiting:
            _draw_waiting(book, roster, styles)
    return output.getvalue()


def _draw_attendees(book, roster, styles):
    sheet = book.add_worksheet(writing.sheet_name(_("Attendance list")))
    sheet.set_landscape()
    sheet.set_paper(1)  # letter
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + roster.code + "&R&P / &N")
    sheet.write_string(0, 0, roster.course, styles["title"])
    for row, (label, value) in enumerate(roster.facts, start=1):
        sheet.write_string(row, 0, label, styles["label"])
        sheet.write_string(row, 2, value)
    heading = len(roster.facts) + 2
    columns = [
        (_("No."), WIDTHS["number"]),
        (_("Surnames"), WIDTHS["name"]),
        (_("Given names"), WIDTHS["name"]),
        ("CURP", WIDTHS["curp"]),
        (_("Company"), WIDTHS["company"]),
        (_("Job title"), WIDTHS["job_title"]),
        *((f"{day.day}\n{day.hours}", WIDTHS["session"]) for day in roster.sessions),
    ]
    _draw_heading(sheet, heading, columns, styles)
    sheet.repeat_rows(heading)
    for row, person in enumerate(roster.attendees, start=heading + 1):
        sheet.write_number(row, 0, person.number, styles["cell"])
        texts = (
            person.surnames,
            person.given_names,
            person.curp,
            person.company,
            person.job_title,
            *("" for _session in roster.sessions),
        )
        _draw_texts(sheet, row, 1, texts, styles)
    if roster.attendees:
        sheet.autofilter(heading, 0, heading + len(roster.attendees), len(columns) - 1)


def _draw_waiting(book, roster, styles):
    sheet = book.add_worksheet(writing.sheet_name(_("Waiting list")))
    columns = [
        (_("Position"), WIDTHS["session"]),
        (_("Surnames"), WIDTHS["name"]),
        (_("Given names"), WIDTHS["name"]),
        (_("Company"), WIDTHS["company"]),
        (_("Waits for"), WIDTHS["company"]),
    ]
    _draw_heading(sheet, 0, columns, styles)
    for row, person in enumerate(roster.waiting, start=1):
        texts = (
            person.position,
            person.surnames,
            person.given_names,
            person.company,
            person.why,
        )
        _draw_texts(sheet, row, 0, texts, styles)


def _draw_heading(sheet, row, columns, styles):
    for column, (label, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, label, styles["head"])
    sheet.freeze_panes(row + 1, 0)


def _draw_texts(sheet, row, first_column, texts, styles):
    for column, text in enumerate(texts, start=first_column):
        sheet.write_string(row, column, text, styles["cell"])
