"""What the portal needs to import itself."""

import os
import statistics
import subprocess
import sys

from canacintra_portal.bench.portal import ROOT

IMPORT = """
import time
began = time.perf_counter()
from importlib import import_module
import django
django.setup()
from django.conf import settings
import_module(settings.ROOT_URLCONF)
print(time.perf_counter() - began)
"""


def import_seconds(times: int) -> float:
    """Answer the median time of django.setup() and every address, afresh."""
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "canacintra_portal.settings"}
    took = [
        float(
            subprocess.run(
                [sys.executable, "-c", IMPORT],
                cwd=ROOT,
                env=environ,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(times)
    ]
    return statistics.median(took)
