"""A PostgreSQL server of the benchmark's own: on loopback, under an ordinary user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = 55432
USER = "postgres"  # Debian's package makes it; a server refuses to run as root


def programs() -> Path | None:
    """Folder of Debian's server programs with PostGIS, None if not installed."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        version = folder.parent.name
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return folder
    return None


@contextmanager
def server(folder: Path) -> Iterator[Path]:
    """Run a server with its data below `folder`; yields a psql wrapper that connects to it."""
    bin_dir = programs()
    if bin_dir is None:
        msg = "PostGIS is not installed"
        raise FileNotFoundError(msg)
    data = folder / "postgres"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    as_root = os.geteuid() == 0
    if as_root:
        entry = pwd.getpwnam(USER)
        os.chown(data, entry.pw_uid, entry.pw_gid)

    def run(*command: str) -> None:
        prefix = ["runuser", "-u", USER, "--"] if as_root else []
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")

    run(str(bin_dir / "initdb"), "-D", f"{data}/db", "-A", "trust", "-U", USER)
    options = f"-h 127.0.0.1 -p {PORT} -k {data} -c shared_buffers=1GB -c work_mem=256MB -c fsync=off"
    run(str(bin_dir / "pg_ctl"), "-D", f"{data}/db", "-o", options, "-l", f"{data}/log", "-w", "start")
    try:
        wrapper = folder / "psql"
        wrapper.write_text(f'#!/bin/sh\nexec {bin_dir}/psql -h 127.0.0.1 -p {PORT} -U {USER} bench "$@"\n')
        wrapper.chmod(0o755)
        run(str(bin_dir / "createdb"), "-h", "127.0.0.1", "-p", str(PORT), "-U", USER, "bench")
        subprocess.run([wrapper, "-q", "-c", "create extension postgis"], check=True)
        yield wrapper
    finally:
        run(str(bin_dir / "pg_ctl"), "-D", f"{data}/db", "-m", "immediate", "stop")
        shutil.rmtree(data, ignore_errors=True)
