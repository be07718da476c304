"""The versions of the privacy notice, and what each asks consent for.

The texts stand in templates/privacy/notices/, one for each version and language. A text that people
have accepted is never mended: whoever changes a word writes a new version. The digests see to it.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

INVITATIONS, STATISTICS = "invitations", "statistics"

# Purposes that are not needed for a seat: everybody is asked about each, and may say no.
VOLUNTARY = {
    INVITATIONS: _("Write to me about new courses that suit my company."),
    STATISTICS: _(
        "Count my company, without names, in the figures of what the agreement achieves."
    ),
}


@dataclass(frozen=True)
class Notice:
    """`asks` are the voluntary purposes of this version; `digest` is that of its texts."""

    version: str
    since: date
    asks: tuple[str, ...]
    digest: str


NOTICES = (
    Notice(
        "2026-11",
        date(2026, 11, 1),
        (),
        "c7cf6123fc82589e3b45955491307b255350e0c4b56eb78018b5490fdfd5dba9",
    ),
    Notice(
        "2026-11-22",
        date(2026, 11, 22),
        (INVITATIONS, STATISTICS),
        "be4e2e9916f34aa0193a8f002d34f4a43fa99026b3f7569ddc74a5b7d921bc3b",
    ),
    Notice(
        "2026-11-28",
        date(2026, 11, 28),
        (INVITATIONS, STATISTICS),
        "e95bb25633bdc3686d553e85ea1fb4b8465e2c024d77d68b374107c8c166978b",
    ),
)
CURRENT = NOTICES[-1]


def find(version):
    """Find the notice of a version; None for one that never was."""
    return next((notice for notice in NOTICES if notice.version == version), None)


def answered_by(notices=NOTICES):
    """Find the versions whose answers still hold: nothing that they ask about has changed since."""
    holds = []
    for notice in reversed(notices):
        if notice.asks != notices[-1].asks:
            break
        holds.append(notice.version)
    return holds
