"""What the spreadsheets of this floor share: how they look on a screen and on letter paper."""

from contextlib import contextmanager
from io import BytesIO

from companies.tables import writing

LETTER = 1  # the number of the paper


class Book:
    """A spreadsheet while it is drawn: `sheet()` adds a page, `styles` is how cells look."""

    def __init__(self, book):
        self._book = book
        self.styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "label": book.add_format({"bold": True, "font_color": "#12343b"}),
            "head": writing.heading(book),
            "cell": book.add_format({"border": 1}),
        }

    def sheet(self, name, *, footer=""):
        """Add a sheet that prints on letter paper, as wide as one page."""
        sheet = self._book.add_worksheet(writing.sheet_name(name))
        sheet.set_landscape()
        sheet.set_paper(LETTER)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{footer.replace('&', '&&')}&R&P / &N")
        return sheet

    def draw_heading(self, sheet, row, columns):
        """Write pairs of label and width, and keep them in sight."""
        for column, (label, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(row, column, label, self.styles["head"])
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)

    def draw_texts(self, sheet, row, first_column, texts):
        for column, text in enumerate(texts, start=first_column):
            sheet.write_string(row, column, text, self.styles["cell"])


@contextmanager
def book(title, output: BytesIO):
    """Give a Book that is complete in `output` at the end of the block."""
    with writing.book(output, title=title) as opened:
        yield Book(opened)
