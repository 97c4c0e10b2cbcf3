from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest

from geodata.imports import reading, sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _inline(folder: Path, job: dict[str, Any], driver: str | None, limits: object, name: str) -> dict[str, Any]:
    del driver, limits, name
    (folder / sandbox.JOB).write_text(json.dumps(job), encoding="utf-8")
    reading.read(folder)
    answer: dict[str, Any] = json.loads((folder / sandbox.ANSWER).read_text(encoding="utf-8"))
    return answer


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read in this process: for well-meant files, where a process of its own would only cost time."""
    monkeypatch.setattr(sandbox, "run", _inline)
    options = {"DXF_ENCODING": "ISO-8859-1", "SHAPE_RESTORE_SHX": "YES", "GML_SKIP_RESOLVE_ELEMS": "ALL"}
    pyogrio.set_gdal_config_options(options)
    yield
    pyogrio.set_gdal_config_options(dict.fromkeys(options))
