"""Every check of the project in one command: ``python3 -m tests``.

Needs Python 3.11 or newer and nothing else. It makes its own environment in ``.venv-test`` (used again as long
as the requirements stay the same), finds a browser and PostGIS or installs them, and runs pytest; ruff, mypy and
the data check are tests among the others (``tests/test_tools.py``). What follows the command goes to pytest:
``python3 -m tests -k overview``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tests import browser, postgres

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-test"
REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt")
OLDEST = (3, 11)


def say(text: str) -> None:
    """Print a line of our own, apart from what the tools print."""
    print(f"== {text}", flush=True)


def fingerprint() -> str:
    """Hash of all that decides what the environment holds."""
    digest = hashlib.sha256(f"{sys.version} {sys.base_prefix} {ENVIRONMENT}".encode())
    for path in REQUIREMENTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def environment_python() -> Path:
    """Interpreter of the test environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_environment() -> Path:
    """Make the environment, or take the one that is there when it still fits."""
    python = environment_python()
    mark = ENVIRONMENT / "fingerprint"
    wanted = fingerprint()
    if python.exists() and mark.exists() and mark.read_text() == wanted:
        say(f"environment: {ENVIRONMENT.name}, up to date")
        return python
    say(f"environment: making {ENVIRONMENT.name}, about a minute")
    try:
        import ensurepip  # noqa: F401 - only whether it is there
    except ImportError:
        if not browser.apt_install(f"python3.{sys.version_info.minor}-venv"):
            sys.exit("Python's venv module is incomplete: apt install python3-venv, then run this again.")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    venv.create(ENVIRONMENT, with_pip=True)
    lists = [part for path in REQUIREMENTS for part in ("-r", str(path))]
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *lists], check=True)
    mark.write_text(wanted)
    return python


def main() -> int:
    """Prepare, then run pytest; its exit code is ours."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    try:
        python = make_environment()
        executable = browser.ready(python)
        database = postgres.ready()
    except subprocess.CalledProcessError as error:
        sys.exit(f"This command failed with code {error.returncode}: {' '.join(map(str, error.cmd))}")
    except (browser.NoBrowserError, postgres.NoPostgresError) as error:
        sys.exit(str(error))
    say(f"browser: {executable}")
    say(f"PostGIS: {database}")
    variables = {**os.environ, browser.VARIABLE: executable}
    command = [str(python), "-m", "pytest", "-n", "2", "--dist", "loadgroup", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
