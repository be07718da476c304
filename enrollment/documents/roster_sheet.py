"""The roster as a spreadsheet: one row for each person, one column for each session."""

from io import BytesIO

from django.utils.translation import gettext as _

from enrollment.documents import sheets

# Wide enough for the long names, narrow enough for a screen; in characters.
WIDTHS = {"number": 5, "name": 24, "curp": 22, "company": 34, "job_title": 22, "session": 13}


def draw(roster):
    """Return the .xlsx of a RosterDescription as bytes."""
    output = BytesIO()
    with sheets.book(f"{roster.code} · {roster.course}", output) as book:
        _draw_attendees(book, roster)
        if roster.waiting:
            _draw_waiting(book, roster)
    return output.getvalue()


def _draw_attendees(book, roster):
    sheet = book.sheet(_("Attendance list"), footer=roster.code)
    sheet.write_string(0, 0, roster.course, book.styles["title"])
    for row, (label, value) in enumerate(roster.facts, start=1):
        sheet.write_string(row, 0, label, book.styles["label"])
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
    book.draw_heading(sheet, heading, columns)
    for row, person in enumerate(roster.attendees, start=heading + 1):
        sheet.write_number(row, 0, person.number, book.styles["cell"])
        texts = (
            person.surnames,
            person.given_names,
            person.curp,
            person.company,
            person.job_title,
            *("" for _session in roster.sessions),
        )
        book.draw_texts(sheet, row, 1, texts)
    if roster.attendees:
        sheet.autofilter(heading, 0, heading + len(roster.attendees), len(columns) - 1)


def _draw_waiting(book, roster):
    sheet = book.sheet(_("Waiting list"), footer=roster.code)
    columns = [
        (_("Position"), WIDTHS["session"]),
        (_("Surnames"), WIDTHS["name"]),
        (_("Given names"), WIDTHS["name"]),
        (_("Company"), WIDTHS["company"]),
        (_("Waits for"), WIDTHS["company"]),
    ]
    book.draw_heading(sheet, 0, columns)
    for row, person in enumerate(roster.waiting, start=1):
        texts = (
            person.position,
            person.surnames,
            person.given_names,
            person.company,
            person.why,
        )
        book.draw_texts(sheet, row, 0, texts)
