"""`make check`: every check by name and time; all of them run, the failures stand at the end."""

import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["canacintra_portal", "companies", "courses", "enrollment"]
MANAGE = [sys.executable, "manage.py"]
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "canacintra_portal.settings_test"}
PRODUCTION = {
    "PORTAL_SECRET_KEY": secrets.token_urlsafe(64),
    "PORTAL_HOSTS": "portal.example.org",
    "EMAIL_URL": "smtp://mail.example.org:587",
}


@dataclass(frozen=True)
class Check:
    """One command that says yes or no."""

    name: str
    command: list[str]
    environ: dict[str, str] = field(default_factory=dict)


def _tool(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


CHECKS = [
    Check("format", _tool("ruff", "format", "--check", ".")),
    Check("lint", _tool("ruff", "check", ".")),
    Check("types", _tool("mypy", *FLOORS)),
    Check("security", _tool("bandit", "-q", "-ll", "-r", "-c", "pyproject.toml", *FLOORS)),
    Check("templates", _tool("djlint", "--quiet", "--lint", "templates")),
    Check("translations", [*MANAGE, "messages", "--check"]),
    Check("migrations complete", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Check(
        "migrations safe",
        [
            *MANAGE,
            "lintmigrations",
            *("--include-apps", *FLOORS),
            "--ignore-initial-migrations",  # whose tables are new: nobody waits for their locks
            "--warnings-as-errors",
        ],
        TEST_SETTINGS,
    ),
    Check(
        "deployment",
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
    Check("packages fit", _tool("pip", "--disable-pip-version-check", "check")),
]


def main() -> int:
    """Run every check and answer how many failed."""
    began = time.monotonic()
    failures: list[tuple[str, str]] = []
    for check in CHECKS:
        started = time.monotonic()
        done = subprocess.run(
            check.command,
            cwd=ROOT,
            env={**os.environ, **check.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - started
        mark = "ok    " if done.returncode == 0 else "FAILED"
        print(f"{mark} {seconds:6.1f} s  {check.name}", flush=True)
        if done.returncode:
            failures.append((check.name, done.stdout))
    for name, output in failures:
        print(f"\n=== {name} ===\n{output.strip()}")
    print(
        f"\n{len(CHECKS) - len(failures)} of {len(CHECKS)} checks passed "
        f"in {time.monotonic() - began:.0f} s"
    )
    return len(failures)


if __name__ == "__main__":
    sys.exit(main())
