"""The ZIP of an export: every sheet twice, and a note beside them."""

import json
import zipfile
from io import BytesIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.tables.writing import as_xlsx


def pack(subject, sheets):
    """Each sheet as .xlsx, whose cells are text and never formulas, and once more as JSON."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(_("READ-ME.txt"), _readme(subject, sheets))
        for sheet in sheets:
            name = sheet.name.replace(" ", "-")
            parts.writestr(f"{name}.xlsx", as_xlsx(sheet.headers, sheet.rows, name=sheet.name))
            said = [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows]
            text = json.dumps(said, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
            parts.writestr(f"{name}.json", text)
    return output.getvalue()


def _readme(subject, sheets):
    contents = "\n".join(f"- {sheet.name}: {len(sheet.rows)}" for sheet in sheets)
    return "\n\n".join(
        [
            _("What the portal of CANACINTRA Juárez and CAST CONALEP keeps of %(subject)s")
            % {"subject": subject},
            _("Made on %(day)s. Each part is there twice: as a spreadsheet and as JSON.")
            % {"day": f"{timezone.localtime():%Y-%m-%d %H:%M}"},
            contents,
            _(
                "These are personal data. Keep them where only who needs them can read them, and"
                " delete them when they are no longer needed. Times are those of Ciudad Juárez."
            ),
        ]
    )
