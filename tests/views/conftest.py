"""Pages under test are opened on this very machine: Streamlit's own test client has no network address."""

from __future__ import annotations

import pytest

from views import access


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every session of a test the address of this machine."""
    monkeypatch.setattr(access, "connection", lambda: (None, {}))
