"""Cached files: parsed once, handed out as fresh objects.

Streamlit runs every session in a thread of its own, and Shapely's predicates prepare a geometry in place, so two
threads must never hold the same one.  The cache therefore keeps plain columns and WKB; each read makes new geometries.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from analysis.errors import DataError, ParameterError
from geodata import geojson, inventory
from geodata.crs import LONLAT, project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

CATALOG = "catalog.json"


@dataclass(frozen=True, slots=True)
class Stored:
    """A layer in the cache: columns without geometry, index of ids, geometries as WKB (None stays None)."""

    table: pd.DataFrame
    wkb: NDArray[Any]

    def frame(self) -> pd.DataFrame:
        """Copy the columns."""
        return self.table.copy(deep=True)

    def geometries(self) -> NDArray[Any]:
        """Make new geometry objects, shared with nobody."""
        return shapely.from_wkb(self.wkb)


def _table(features: list[geojson.Feature]) -> pd.DataFrame:
    names = list(dict.fromkeys(name for item in features for name in item.properties))
    columns: dict[str, Any] = {}
    for name in names:
        values = [item.properties.get(name) for item in features]
        kinds = {type(value) for value in values if value is not None}
        if kinds and kinds <= {int, float}:
            columns[name] = pd.Series([np.nan if value is None else value for value in values], dtype="float64")
        else:
            # text stays object: a null is None, never NaN
            columns[name] = pd.Series(values, dtype="object")
    index = pd.Index([item.id for item in features], name="id", dtype="object")
    return pd.DataFrame(columns).drop(columns="id", errors="ignore").set_index(index)


@lru_cache(maxsize=64)
def _bytes(path: Path) -> bytes:
    return geojson.read_bytes(path)


@lru_cache(maxsize=4)
def entries(root: Path) -> Mapping[str, inventory.LayerInfo]:
    """Catalog entries by layer id."""
    return {entry.id: entry for entry in inventory.loads(_bytes(root / CATALOG))}


def entry(root: Path, layer_id: str) -> inventory.LayerInfo:
    """Catalog entry of a layer.

    Raises
    ------
    ParameterError
        No such layer; the message lists the layers there are.
    """
    known = entries(root)
    if layer_id not in known:
        names = ", ".join(known)
        zh, en = f"没有图层“{layer_id}”；现有：{names}", f"there is no layer '{layer_id}'; there are: {names}"
        raise ParameterError(zh, en)
    return known[layer_id]


def layer_bytes(root: Path, layer_id: str) -> bytes:
    """Bytes of a layer's file."""
    return _bytes(root / entry(root, layer_id).file)


@lru_cache(maxsize=128)
def stored(root: Path, file: str, crs: int) -> Stored:
    """Parse the features of a file in a coordinate system."""
    features = geojson.loads(_bytes(root / file), file)
    geometries = np.array([item.geometry for item in features], dtype=object)
    if crs != LONLAT:
        geometries = project(geometries, LONLAT, crs)
    return Stored(_table(features), shapely.to_wkb(geometries))


@lru_cache(maxsize=8)
def document(root: Path, name: str) -> Mapping[str, Any]:
    """Read a JSON object such as ``clauses.json``."""
    try:
        found = json.loads(_bytes(root / name))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        zh, en = f"数据文件 {name} 已损坏：{error}", f"data file {name} is broken: {error}"
        raise DataError(zh, en) from error
    if not isinstance(found, dict):
        zh, en = f"数据文件 {name} 应为 JSON 对象", f"data file {name} must hold a JSON object"
        raise DataError(zh, en)
    return found


def sha256(data: bytes) -> str:
    """Hex digest of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def clear() -> None:
    """Forget every cached file, e.g. after a build in the same process."""
    for cached in (_bytes, entries, stored, document):
        cached.cache_clear()
