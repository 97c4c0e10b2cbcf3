"""Compile ``tables/`` and ``base/`` into ``plan/`` and ``catalog.json``: ``python -m geodata.build``.

The same input gives the same bytes, on every run.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geodata import geojson, inventory, model
from geodata.base import Base
from geodata.compile import Compiler

if TYPE_CHECKING:
    from pathlib import Path


def build(source: Path = model.ROOT) -> dict[str, bytes]:
    """Compile the data.

    Parameters
    ----------
    source
        Folder with ``tables/`` and ``base/``.

    Returns
    -------
    dict
        Path inside the package (``plan/rail.geojson``, …, ``catalog.json``) to the bytes of the file.

    Raises
    ------
    MissingFileError, DataError
        The message names the file and the row.
    """
    compiler = Compiler(Base(source / "base"), source / "tables")
    made: dict[str, bytes] = {}
    entries = []
    for spec in model.PLAN_LAYERS:
        made[spec.file] = geojson.dumps(compiler.layer(spec))
        entries.append(inventory.describe(spec, made[spec.file]))
    areas = [geojson.Feature(key, {"id": key}, area) for key, area in compiler.search_areas.items()]
    made[model.SEARCH_AREAS] = geojson.dumps(areas)
    entries += [inventory.describe(spec, geojson.read_bytes(source / spec.file)) for spec in model.BASE_LAYERS]
    made["catalog.json"] = inventory.dumps(entries)
    return made


def write(target: Path = model.ROOT, source: Path = model.ROOT) -> list[str]:
    """Build and write; files that are already right are left alone.

    Returns
    -------
    list of str
        Paths that changed.
    """
    changed = []
    for name, data in build(source).items():
        path = target / name
        if path.exists() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        changed.append(name)
    return changed


def main() -> int:
    """Build into the package and say what changed."""
    changed = write()
    sys.stdout.write("\n".join(changed or ["数据已是最新 / the data is up to date"]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
