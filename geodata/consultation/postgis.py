"""Comments in PostgreSQL with PostGIS, for several servers or for an office that keeps its data there."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.rows import dict_row

from geodata.consultation import schema
from geodata.consultation.errors import StoreError
from geodata.consultation.sql import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_WITHIN_S: Final = 10
AT_ONCE: Final = 12
"""Connections of one server process: far below what PostgreSQL allows by default (100)."""
_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")
_SCHEMA_LOCK: Final = 330304


class PostgisSession:
    """A transaction on a connection of its own."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Run a statement and return its rows."""
        return self._connection.execute(_marked(statement), values).fetchall()

    def run(self, statement: str, **values: object) -> int:
        """Run a statement and return how many rows it changed."""
        return self._connection.execute(_marked(statement), values).rowcount


def _marked(statement: str) -> bytes:
    """Write ``:name`` as the driver's ``%(name)s``; as bytes, for the driver takes text only when it is a literal."""
    return _NAME.sub(r"%(\1)s", statement.replace("%", "%%")).encode()


class PostgisStore(SqlStore):
    """Store in PostgreSQL, in a schema of its own called ``consultation``.

    Parameters
    ----------
    address
        ``postgresql://user:password@host:port/database``.

    Raises
    ------
    StoreError
        It cannot be reached, or PostGIS cannot be used there.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        with self._transaction() as session:
            session.rows("SELECT pg_advisory_xact_lock(:key)", key=_SCHEMA_LOCK)
            session.run("CREATE EXTENSION IF NOT EXISTS postgis")
            session.run("SET LOCAL client_min_messages TO warning")
            for statement in filter(str.strip, schema.POSTGIS.split(";")):
                session.run(statement)

    @contextmanager
    def _transaction(self) -> Iterator[PostgisSession]:
        with self._slots:
            try:
                # A connection a transaction: about 5 ms, and none is ever found dead after the server was restarted.
                with psycopg.connect(
                    self._address,
                    connect_timeout=CONNECT_WITHIN_S,
                    options="-c search_path=consultation,public -c synchronous_commit=on -c timezone=UTC",
                    row_factory=dict_row,
                ) as connection:
                    yield PostgisSession(connection)
            except psycopg.Error as error:
                # The address may hold a password: it is never part of a message, the driver's text names the host.
                said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
                zh = f"意见数据库不能读写（{said}）：内容没有保存，请检查 PostgreSQL 与 PostGIS 后重试"
                en = f"the comments database cannot be used ({said}): nothing was saved; check PostgreSQL and PostGIS"
                raise StoreError(zh, en) from error

    @contextmanager
    def _reading(self) -> Iterator[PostgisSession]:
        with self._transaction() as session:
            yield session

    def close(self) -> None:
        """Nothing is held open between transactions."""
