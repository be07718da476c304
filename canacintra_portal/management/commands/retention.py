"""`manage.py retention`: forget what is older than it may be, or only count it."""

from django.core.management.base import BaseCommand
from django.utils import timezone

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
                days = f"{kind.kept.days} d"
                self.stdout.write(f"{counts[kind.name]:>7}  {kind.name:<24} {days:>7}  {kind.why}")
            return
        while forgotten := retention.forget(now=now):
            for name, count in forgotten.items():
                self.stdout.write(f"{count:>7}  {name}")
        retention.forget_throttles(now=now)
