"""`manage.py messages`: brings the Spanish catalogue up to date with the code, or checks it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from canacintra_portal import translations

LOCALE = "es_MX"
MOST = 40  # lines that a terminal should show at once


class Command(BaseCommand):
    """Gathers sentences from Python and templates; source language is English."""

    help = "Updates and compiles locale/es_MX; --check only tells what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail when incomplete"
        )
        parser.add_argument(
            "--merge",
            nargs="+",
            type=Path,
            default=[],
            help="fill what is missing from these files",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Update or check, and list what a translator has to do."""
        base = settings.BASE_DIR
        path = base / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        floors = ("canacintra_portal", "companies", "courses", "enrollment", "templates")
        source = translations.gather(base / floor for floor in floors)
        catalogue = translations.read(path, LOCALE)
        if not options["check"]:
            fragments = [translations.read(file, LOCALE) for file in options["merge"]]
            merged = translations.merge(source, catalogue, fragments)
            catalogue = merged.catalogue
            translations.write(path, catalogue)
            translations.compile_catalogue(path, catalogue)
            for text in merged.unused:
                self.stdout.write(f"in a fragment, but nobody says it: {text}")
            for text in merged.contradicted:
                self.stdout.write(f"a fragment translates it differently: {text}")
        found = list(translations.problems(source, catalogue))
        for problem in found[:MOST]:
            self.stdout.write(problem)
        if len(found) > MOST:
            self.stdout.write(f"... and {len(found) - MOST} more")
        if found and options["check"]:
            raise CommandError(
                f"{len(found)} sentences need a translator: `make messages` lists them."
            )
        self.stdout.write(f"{len(source)} sentences, {len(found)} to translate")
