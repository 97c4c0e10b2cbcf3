"""Pages under test are opened on this very machine: Streamlit's own test client has no network address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import geodata
from views import access, data_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every session of a test the address of this machine."""
    monkeypatch.setattr(access, "connection", lambda: (None, {}))


@pytest.fixture(autouse=True)
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test an empty workspace of its own, and the bundled data back to the next one."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv(data_store.SETTING, str(folder))
    yield folder
    geodata.stand_in(None)
