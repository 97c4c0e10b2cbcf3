"""Nothing that was acknowledged is lost, whatever is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geodata.consultation import Store, StoreError, open_store
from tests.geodata.consultation.samples import CONSULTATION, NOW, draft

if TYPE_CHECKING:
    from tests import postgres

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys
from geodata.consultation import open_store
from tests.geodata.consultation.samples import NOW, draft
store = open_store(sys.argv[1])
while True:
    print(store.submit(draft(contact="138"), at=NOW).number, flush=True)
"""


def acknowledged_before_the_kill(where: str, wanted: int) -> list[int]:
    """Numbers a writing process said it had stored before it was killed in the middle of writing."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, where], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        numbers = [int(process.stdout.readline()) for _ in range(wanted)]
        os.kill(process.pid, signal.SIGKILL)
        rest = [line for line in process.stdout.read().splitlines(keepends=False) if line.isdigit()]
    return numbers + [int(line) for line in rest]


def test_killed_writer_loses_nothing_it_acknowledged(store: Store, where: str) -> None:
    numbers = acknowledged_before_the_kill(where, 25)
    found = [comment.number for comment in store.comments(CONSULTATION.id)]
    assert set(numbers) <= set(found)
    assert found == list(range(1, len(found) + 1))
    assert all(comment.has_contact for comment in store.comments(CONSULTATION.id))
    assert store.submit(draft(), at=NOW).number == len(found) + 1


def test_killed_file_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "comments.sqlite"
    store = open_store(str(path))
    store.save_consultation(CONSULTATION, actor="desk", at=NOW)
    store.close()
    numbers = acknowledged_before_the_kill(str(path), 20)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM comments").fetchone()[0] >= len(numbers)
    connection.close()


def test_postgis_server_that_crashes_loses_nothing(postgis_server: postgres.Server) -> None:
    address = postgis_server.address
    store = open_store(address)
    store.save_consultation(CONSULTATION, actor="desk", at=NOW)
    written = {store.submit(draft(), at=NOW).number for _ in range(20)}
    postgis_server.crash()
    with pytest.raises(StoreError):
        store.submit(draft(), at=NOW)
    postgis_server.start()
    assert written <= {comment.number for comment in store.comments(CONSULTATION.id)}
    assert store.submit(draft(), at=NOW).new


def test_sqlite_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(StoreError, match="没有保存"):
        open_store(str(tmp_path / "folder.sqlite"))
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database, but long enough to look at" * 30)
    with pytest.raises(StoreError, match="nothing was saved"):
        open_store(str(broken))


def test_postgis_message_holds_no_password() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://someone:hunter2@127.0.0.1:9/nothing")
    assert "hunter2" not in str(caught.value)
