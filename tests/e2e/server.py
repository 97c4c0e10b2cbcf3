"""The atlas as its user starts it: ``streamlit run app.py`` on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 60
COMMENTS = "comments.sqlite"
PASSWORD = "password"
WORKSPACE = "workspace"


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether the server says it is well."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def running(log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start the server, yield its address and process, stop it; everything it says and keeps goes beside `log`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    kept = {
        "ATLAS_COMMENTS": str(log.parent / COMMENTS),
        "ATLAS_PASSWORD_FILE": str(log.parent / PASSWORD),
        "ATLAS_WORKSPACE": str(log.parent / WORKSPACE),
    }
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **kept})
    try:
        deadline = time.monotonic() + START_WITHIN_S
        while not answers(url):
            if time.monotonic() > deadline or _ended(process):
                msg = f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}"
                raise RuntimeError(msg)
        yield url, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return False
    return True
