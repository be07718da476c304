"""`manage.py check_invariants`: audit the stored data against all rules, without changing it."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canacintra_portal.invariants import CHECKS
from canacintra_portal.invariants.audit import SHOWN_OF_EACH, findings, snapshot
from canacintra_portal.management.database import need_database


class Command(BaseCommand):
    help = (
        "Audits the stored data against all rules of the game, read-only, one statement for each."
        " Lists what is wrong and exits with 1; exits with 0 when all is well, and with 2 when no"
        " database answers."
    )

    def handle(self, *args, **options):
        need_database()
        with snapshot():
            found = findings(CHECKS, now=timezone.now())
        if not found:
            self.stdout.write(_("%(count)s rules checked: all hold.") % {"count": len(CHECKS)})
            return
        for check in dict.fromkeys(finding.check for finding in found):
            sentences = [finding.sentence for finding in found if finding.check == check]
            self.stdout.write(check)
            for sentence in sentences:
                self.stdout.write(f"  {sentence}")
            if len(sentences) == SHOWN_OF_EACH:
                self.stdout.write(_("  … and perhaps more of this kind."))
        self.stderr.write(
            ngettext("%(count)s finding.", "%(count)s findings.", len(found))
            % {"count": len(found)}
        )
        sys.exit(1)
