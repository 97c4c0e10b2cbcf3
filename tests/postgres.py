"""PostgreSQL with PostGIS for the tests: found, or installed. Standard library only."""

from __future__ import annotations

import getpass
import glob
import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "ATLAS_TEST_POSTGIS"
"""Environment variable that names an empty PostGIS database to use instead of starting a server."""
PACKAGES = ("postgresql", "postgresql-postgis")
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
SYSTEM_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this user."""
MISSING = (
    "The comments are tested on PostGIS as well, and there is no PostgreSQL with PostGIS here.\n"
    "  Debian, Ubuntu:  sudo apt-get install postgresql postgresql-postgis\n"
    "  Fedora:          sudo dnf install postgresql-server postgis\n"
    "  macOS:           brew install postgresql postgis\n"
    "  Windows:         PostgreSQL's installer, with PostGIS from its Stack Builder\n"
    f"or set {VARIABLE} to postgresql://user:password@host/an_empty_database."
)


class NoPostgresError(Exception):
    """There is no PostgreSQL with PostGIS and none could be installed."""


def programs() -> Path | None:
    """Folder of the newest PostgreSQL here that has PostGIS, or None."""
    found: list[Path] = []
    for place in PLACES:
        found += [Path(path) for path in glob.glob(place) if has_postgis(Path(path))]  # noqa: PTH207 - whole paths
    on_path = shutil.which("initdb")
    if on_path and has_postgis(Path(on_path).resolve().parent):
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()], default=None)


def has_postgis(folder: Path) -> bool:
    """Whether a PostgreSQL in this folder could load PostGIS."""
    config = folder / ("pg_config.exe" if os.name == "nt" else "pg_config")
    if not config.exists() or not (folder / "initdb").exists():
        return False
    shared = subprocess.run([str(config), "--sharedir"], capture_output=True, text=True, check=False)
    return Path(shared.stdout.strip(), "extension", "postgis.control").exists()


def ready() -> str:
    """Where the tests get PostGIS from, installed when there was none.

    Raises
    ------
    NoPostgresError
        What is missing and how to get it.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return f"the database named by {VARIABLE}"
    folder = programs()
    if folder is None and browser.apt_install(*PACKAGES):
        folder = programs()
    if folder is None:
        raise NoPostgresError(MISSING)
    return str(folder)


def _owner() -> str | None:
    """User to run the server as; None when the present one will do."""
    return SYSTEM_USER if hasattr(os, "geteuid") and os.geteuid() == 0 else None


class Server:
    """A PostgreSQL of the tests' own, on a free port of this machine, in a folder that goes with it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._data = home / "data"
        self._home = home
        self._owner = _owner()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        user = self._owner or getpass.getuser()
        self.address = f"postgresql://{user}@127.0.0.1:{self.port}/postgres"
        if self._owner:
            shutil.chown(home, self._owner)
        self._run("initdb", "-D", str(self._data), "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._folder / program), *arguments]
        with (self._home / "run.log").open("wb") as log:
            done = subprocess.run(
                command, cwd=self._home, user=self._owner, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False
            )
        if done.returncode:
            said = (self._home / "run.log").read_text(errors="replace")
            msg = f"{' '.join(command)} failed:\n{said}"
            raise RuntimeError(msg)

    def start(self) -> None:
        """Start, or start again after a crash; returns when it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -c unix_socket_directories='' -c max_connections=40"
        log = str(self._home / "server.log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-t", "60", "-l", log, "-o", options, "start")

    def crash(self) -> None:
        """Stop at once, as a pulled plug would: no checkpoint, no goodbye to clients."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")


@contextmanager
def running() -> Iterator[Server]:
    """Start a server, yield it, stop it and remove what it wrote."""
    folder = programs()
    if folder is None:
        raise NoPostgresError(MISSING)
    home = Path(tempfile.mkdtemp(prefix="atlas-postgis-"))
    try:
        server = Server(folder, home)
        try:
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(home, ignore_errors=True)
