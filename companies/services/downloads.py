"""Personal data that leave the portal are noted: who took them, and of how many people."""

import structlog

from companies.models import Download

log = structlog.get_logger(__name__)


def note(what, *, about, form, people, by, now, whole_curps=False):
    """Keep a line of what `by` takes out, for staff and for the log; never whose data they are.

    `about` says where they come from, for example "run:ELE-01" or "company:7".
    """
    Download.objects.create(
        what=what,
        about=about,
        form=form,
        people=people,
        whole_curps=whole_curps,
        by=by,
        at=now,
    )
    log.info(
        "personal_data_taken",
        what=str(what),
        about=about,
        form=form,
        people=people,
        whole_curps=whole_curps,
        by=by.pk,
    )
