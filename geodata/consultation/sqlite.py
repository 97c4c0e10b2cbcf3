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
    """A transaction on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Run a statement and return its rows."""
        return [dict(row) for row in self._connection.execute(statement, values).fetchall()]

    def run(self, statement: str, **values: object) -> int:
        """Run a statement and return how many rows it changed."""
        return self._connection.execute(statement, values).rowcount


class _Line:
    """A connection and the lock that lets one thread at a time use it."""

    def __init__(self, path: Path) -> None:
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        for pragma in _PRAGMAS:
            self.connection.execute(pragma)


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
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=PRIVATE)
            self._writer = _Line(path)
            self._writer.connection.executescript(schema.SQLITE)
            # Who reads does not wait for who writes: a commit lasts as long as the disk takes.
            self._reader = _Line(path)
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> StoreError:
        zh = f"意见库 {self.path.name} 不能读写（{error}）：内容没有保存，请检查磁盘空间和权限后重试"
        en = f"the comments in {self.path.name} cannot be read or written ({error}): nothing was saved; check the disk"
        return StoreError(zh, en)

    @contextmanager
    def _block(self, line: _Line, begin: str) -> Iterator[SqliteSession]:
        with line.lock:
            try:
                line.connection.execute(begin)
                try:
                    yield SqliteSession(line.connection)
                except BaseException:
                    line.connection.execute("ROLLBACK")
                    raise
                line.connection.execute("COMMIT")
            except sqlite3.Error as error:
                if line.connection.in_transaction:
                    line.connection.execute("ROLLBACK")
                raise self._failed(error) from error

    @contextmanager
    def _transaction(self) -> Iterator[SqliteSession]:
        with self._block(self._writer, "BEGIN IMMEDIATE") as session:
            yield session

    @contextmanager
    def _reading(self) -> Iterator[SqliteSession]:
        with self._block(self._reader, "BEGIN") as session:
            yield session

    def _scrub(self) -> None:
        """Write the deletion through to the file itself: the log beside it may still hold the old page."""
        with self._reader.lock, self._writer.lock:
            try:
                self._writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                raise self._failed(error) from error

    def close(self) -> None:
        """Close the file."""
        for line in (self._reader, self._writer):
            with line.lock:
                line.connection.close()
