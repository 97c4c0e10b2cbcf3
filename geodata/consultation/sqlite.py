"""Comments in one SQLite file: nothing to install, safe against a killed process and a pulled plug."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from geodata.consultation import schema
from geodata.consultation.errors import StoreError
from geodata.consultation.sql import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_S: Final = 15
"""How long to wait for another process that is writing."""
PRIVATE: Final = 0o600
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a commit returns when it is on disk
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA trusted_schema = OFF",
)


class SqliteSession:
    """A transaction on the one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Run a statement and return its rows."""
        return [dict(row) for row in self._connection.execute(statement, values).fetchall()]

    def run(self, statement: str, **values: object) -> int:
        """Run a statement and return how many rows it changed."""
        return self._connection.execute(statement, values).rowcount


class SqliteStore(SqlStore):
    """Store in a SQLite file.

    Parameters
    ----------
    path
        The file; it and its folder are made when they are not there, readable by their owner alone.

    Raises
    ------
    StoreError
        The file cannot be opened or is not such a store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=PRIVATE)
            self._connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            for pragma in _PRAGMAS:
                self._connection.execute(pragma)
            self._connection.executescript(schema.SQLITE)
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> StoreError:
        zh = f"意见库 {self.path.name} 不能读写（{error}）：内容没有保存，请检查磁盘空间和权限后重试"
        en = f"the comments in {self.path.name} cannot be read or written ({error}): nothing was saved; check the disk"
        return StoreError(zh, en)

    @contextmanager
    def _block(self, begin: str) -> Iterator[SqliteSession]:
        with self._lock:
            try:
                self._connection.execute(begin)
                try:
                    yield SqliteSession(self._connection)
                except BaseException:
                    self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise self._failed(error) from error

    @contextmanager
    def _transaction(self) -> Iterator[SqliteSession]:
        with self._block("BEGIN IMMEDIATE") as session:
            yield session

    @contextmanager
    def _reading(self) -> Iterator[SqliteSession]:
        with self._block("BEGIN") as session:
            yield session

    def _scrub(self) -> None:
        """Write the deletion through to the file itself: the log beside it may still hold the old page."""
        with self._lock:
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                raise self._failed(error) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
