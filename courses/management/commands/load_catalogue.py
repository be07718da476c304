"""`manage.py load_catalogue`: the courses that the portal begins with."""

from django.core.management.base import BaseCommand

from courses.services import catalogue


class Command(BaseCommand):
    help = "Add the areas and courses of courses/data that are not in the catalogue yet."

    def handle(self, *args, **options):
        loaded = catalogue.load()
        self.stdout.write(f"{loaded.areas} areas and {loaded.courses} courses are new.")
