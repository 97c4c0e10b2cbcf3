"""The running atlas is killed while people are commenting: what they were told was received is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psutil

from tests.bench import consult_load
from tests.e2e import server

if TYPE_CHECKING:
    from pathlib import Path


def test_killed_server_has_every_comment_it_acknowledged(tmp_path: Path) -> None:
    consult_load.prepare(tmp_path / server.COMMENTS)
    tally = consult_load.Tally()
    with server.running(tmp_path / "server.log") as (url, process):
        asyncio.run(consult_load.crowd(url, tally, 30, psutil.Process(process.pid), people=5, browsers=1))
    kept, lost = consult_load.missing(tmp_path / server.COMMENTS, tally)
    assert tally.acknowledged
    assert tally.failures
    assert lost == []
    assert kept >= len(tally.acknowledged)
