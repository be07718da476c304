"""`manage.py retention`: forget what is older than it may be, or only count it."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canacintra_portal import retention
from canacintra_portal.management.database import need_database


class Command(BaseCommand):
    help = "Forgets personal data whose time is over, as the job of every night does."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Only says what is over, how long it is kept, and why.",
        )

    def handle(self, *args, **options):
        need_database()
        now = timezone.now()
        if options["dry_run"]:
            counts = retention.overdue(now=now)
            for kind in retention.KEPT:
                line = _("%(what)s, kept for %(time)s. %(why)s") % {
                    "what": capfirst(str(kind.said)),
                    "time": _time(kind.kept),
                    "why": kind.why,
                }
                self.stdout.write(f"{counts[kind.name]:>7}  {line}")
            return
        said = {kind.name: kind.said for kind in retention.KEPT}
        while forgotten := retention.forget(now=now):
            for name, count in forgotten.items():
                self.stdout.write(f"{count:>7}  {capfirst(str(said[name]))}")
        retention.forget_throttles(now=now)


def _time(kept):
    years, rest = divmod(kept, retention.YEAR)
    if years and not rest:
        return ngettext("%(number)s year", "%(number)s years", years) % {"number": years}
    return ngettext("%(number)s day", "%(number)s days", kept.days) % {"number": kept.days}
