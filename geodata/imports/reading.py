"""The reading process (started by ``bare.py``): reads the job in a folder and answers there.

The job names a file, the driver and the encoding; the answer is ``table.arrow`` (attributes, ``__wkb`` repaired,
``__before`` as it came where it differs, ``__twin`` position of the first equal feature or -1) and ``answer.json``
(layers, CRS, findings).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pyarrow as pa
import shapely

from geodata.imports import tables, vector
from geodata.imports.columns import decode_columns, plain_columns
from geodata.imports.errors import ImportRefusedError
from geodata.imports.fields import name_column
from geodata.imports.findings import Findings, whole
from geodata.imports.imported import Issue
from geodata.imports.limits import Limits
from geodata.imports.repair import duplicates, repair
from geodata.imports.sandbox import ANSWER, BEFORE, JOB, NO_MEMORY, TABLE, TWIN, WKB

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def _bound(limits: Limits) -> None:
    """Give the process its limits; where the system has none (Windows), time and sizes still hold."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * limits.unpacked_bytes, 2 * limits.unpacked_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        seconds = int(limits.seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _label(table: pa.Table) -> Callable[[int], str]:
    column = name_column(table.column_names)
    if column is None:
        return lambda _: ""
    values = table[column]

    def label(position: int) -> str:
        value = values[position].as_py()
        return "" if value is None else str(value)[:60]

    return label


def _keys(table: pa.Table) -> NDArray[np.object_]:
    """One hash a row over all attributes, so that equal shapes with other attributes stay apart."""
    keys = np.zeros(table.num_rows, dtype=np.int64)
    with np.errstate(over="ignore"):
        for column in table.columns:
            coded = column.combine_chunks().dictionary_encode()
            chunk = coded if isinstance(coded, pa.DictionaryArray) else coded.combine_chunks()
            keys = keys * np.int64(1_000_003) + chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return keys.astype(object)


def _twins(
    geometry: NDArray[np.object_], table: pa.Table, label: Callable[[int], str], found: Findings
) -> NDArray[np.int64]:
    twin = duplicates(geometry, _keys(table))
    for position in np.flatnonzero(twin >= 0):
        row, first, name = int(position) + 1, int(twin[position]) + 1, label(int(position))
        zh = f"第 {row} 行“{name}”与第 {first} 行完全相同（图形和属性）"
        en = f"row {row} '{name}' equals row {first} in geometry and attributes"
        found.add(Issue(row, name, "duplicate", zh, en))
    return twin


def _read(job: dict[str, Any], folder: Path, limits: Limits, found: Findings) -> tuple[vector.Layer, pa.Table]:
    path = folder / job["path"]
    if job["format"] in {"CSV", "XLSX"}:
        layer = tables.read_table(path, job, limits, found)
    elif job["format"] == "GeoParquet":
        layer = vector.read_parquet(path, job, limits)
    else:
        layer = vector.read_vector(path, job, limits, found)
    table = decode_columns(layer.table, job.get("decode"), limits, found)
    return layer, plain_columns(table, len(layer.wkb), limits, found)


def read(folder: Path) -> None:
    """Do the job of a folder.

    Raises
    ------
    ImportRefusedError
        The file cannot be read, or must not be.
    """
    job = json.loads((folder / JOB).read_text(encoding="utf-8"))
    limits = Limits(**job["limits"])
    found = Findings(limits.listed)
    try:
        layer, table = _read(job, folder, limits, found)
    except (UnicodeDecodeError, pa.lib.ArrowException) as error:
        # text or columns that only turn out to be broken when they are taken out
        raise vector.unreadable(folder / job["path"], job, error) from error
    if table.num_rows == 0:
        zh, en = "图层里没有任何要素；请检查导出范围", "the layer holds no feature; check what was exported"
        raise ImportRefusedError(zh, en, "no_features")
    label = _label(table)
    repaired = repair(layer.wkb, label, found, limits)
    twin = _twins(repaired.geometry, table, label, found)
    if not layer.spatial:
        # a table of names: nothing is missing yet, the places are looked up later
        found.issues = [issue for issue in found.issues if issue.kind != "empty"]
        found.counts.pop("empty", None)
    table = table.append_column(WKB, pa.array(shapely.to_wkb(repaired.geometry), pa.large_binary()))
    table = table.append_column(BEFORE, pa.array(repaired.before, pa.large_binary()))
    table = table.append_column(TWIN, pa.array(twin, pa.int64()))
    with pa.OSFile(str(folder / TABLE), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    for warning in layer.warnings:
        found.add(whole("reader", f"读取程序提示：{warning}", f"the reader says: {warning}"))
    answer = {
        "layer": layer.name,
        "layers": list(layer.layers),
        "crs": layer.crs,
        "spatial": layer.spatial,
        "issues": [asdict(issue) | {"before": None} for issue in found.issues],
        "counts": dict(found.counts),
    }
    (folder / ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def main(folder: Path) -> int:
    """Do the job; the exit code is 0, 1 (refused, see ``answer.json``) or 78 (out of memory)."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    _bound(Limits(**json.loads((folder / JOB).read_text(encoding="utf-8"))["limits"]))
    try:
        read(folder)
    except ImportRefusedError as error:
        told = {"error": {"code": error.code, "zh": error.zh, "en": error.en}}
        (folder / ANSWER).write_text(json.dumps(told), encoding="utf-8")
        return 1
    except (MemoryError, pa.ArrowMemoryError):
        return NO_MEMORY
    return 0


def leave(folder: str) -> NoReturn:
    """Do the job and end the process at once, without the destructors of libraries that read hostile bytes."""
    code = main(Path(folder))
    sys.stderr.flush()
    os._exit(code)
