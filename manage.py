#!/usr/bin/env python
"""Command line of the portal: `python manage.py help` lists what it can do."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canacintra_portal.settings")
    from django.core.management import execute_from_command_line

    from companies import at_work

    with at_work.of_command(sys.argv):
        execute_from_command_line(sys.argv)
