"""How a description becomes a PDF: the same paper on every machine, tagged, archivable."""

import json
from functools import cache

import typst


def draw(template, **content):
    """Draw a typst `template` (a path) with each of `content` as JSON, and return the bytes.

    What people typed reaches the drawing as JSON strings, never as markup: it cannot change the
    page, nor read a file.
    """
    return typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={name: json.dumps(value) for name, value in content.items()},
        pdf_standards=["a-2a", "ua-1"],
    )


@cache
def _fonts():
    # Only what the wheel brings.
    return typst.Fonts(include_system_fonts=False)
