"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEMPORARY = "tmp-"


def temporary(folder: Path, suffix: str) -> Path:
    """Name for a file in the making, in the folder where it will live, so that the last step is a rename."""
    return folder / f"{TEMPORARY}{os.getpid()}-{uuid.uuid4().hex}{suffix}"


def sync(path: Path) -> None:
    """Make sure a file, or the names in a folder, are on the disk."""
    # a folder cannot be opened on Windows, which keeps names in order by itself
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def commit(made: Path, final: Path) -> None:
    """Give a finished file its final name: after a power cut there is the old one or the new one, never half."""
    sync(made)
    made.replace(final)
    sync(final.parent)


def write(final: Path, data: bytes) -> None:
    """Write a small file whole."""
    made = temporary(final.parent, final.suffix)
    try:
        made.write_bytes(data)
        commit(made, final)
    finally:
        made.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left in the making; only for the holder of the lock."""
    for left in folder.glob(f"{TEMPORARY}*"):
        left.unlink(missing_ok=True)
