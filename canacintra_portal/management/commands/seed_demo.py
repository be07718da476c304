"""`manage.py seed_demo`: bring in the content of the demo."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from canacintra_portal import logs
from canacintra_portal.demo import accounts
from canacintra_portal.demo.seed import seed
from canacintra_portal.management.database import need_database
from companies.refusals import Refused


class Command(BaseCommand):
    help = (
        "Brings in the content of the demo: the catalogue, invented firms and rooms, and groups for"
        " the next ten weeks. Safe to repeat: adds only what is missing. Refuses on real data."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--accounts",
            action="store_true",
            help="Only prints the accounts of the demo: role, e-mail and password.",
        )

    def handle(self, *args, **options):
        if options["accounts"]:
            for line in accounts.lines():
                self.stdout.write(line)
            return
        need_database()
        try:
            # Each account that is opened and each invitation would say so between the lines of a
            # start.
            with logs.quiet():
                seeded = seed(now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if seeded.is_nothing:
            self.stdout.write(_("The demo is complete: nothing was added."))
            return
        self.stdout.write(
            _(
                "Added: %(courses)s courses, %(companies)s companies, %(groups)s groups and"
                " %(requests)s requests."
            )
            % vars(seeded)
        )
