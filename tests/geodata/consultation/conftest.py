"""Both stores, so that every test of the store runs on each."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg
import pytest

from geodata.consultation import Store, open_store
from tests import postgres
from tests.geodata.consultation.samples import CONSULTATION, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that need PostGIS together: one server, whatever the number of workers."""
    for item in items:
        if "postgis" in item.name and "consultation" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("postgis"))


@pytest.fixture(scope="session")
def postgis_server() -> Iterator[postgres.Server]:
    """Start a PostGIS server of the tests' own."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.running())
        except postgres.NoPostgresError as error:
            pytest.fail(str(error), pytrace=False)
        yield server


@pytest.fixture(scope="session")
def postgis_address(request: pytest.FixtureRequest) -> str:
    """Address of the PostGIS database: the one named in the environment, else that of our own server."""
    named = os.environ.get(postgres.VARIABLE)
    return named or request.getfixturevalue("postgis_server").address


@pytest.fixture(params=["sqlite", "postgis"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "folder" / "comments.sqlite")
    address: str = request.getfixturevalue("postgis_address")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET client_min_messages TO warning")
        connection.execute("DROP SCHEMA IF EXISTS consultation CASCADE")
    return address


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    """Open an empty store that holds one open consultation."""
    opened = open_store(where)
    opened.save_consultation(CONSULTATION, actor="desk", at=NOW)
    yield opened
    opened.close()
