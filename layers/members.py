"""Every member of every layer in one index: what search, filters, tables and profiles read.

Lengths and areas are taken in EPSG:4549. An entry is plain data, built once per content of a layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

import geodata
from geodata.crs import to_lonlat
from layers.style import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

MIN_AREA_M2: Final = 20_000.0
"""Outlines drawn at 25 m share slivers along their borders; less common ground than this is no overlap."""

MIN_LENGTH_M: Final = 150.0
"""The same for lines that only graze a street."""

_POINT_PAD_DEG: Final = 0.012
_PAD_DEG_PER_M: Final = 2.2 / 111_000
"""A point's surroundings: about 1.2 km, or twice the radius of its error circle."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a layer.

    Parameters
    ----------
    streets
        Codes of the streets it touches, or where the plan puts it when it is not located.
    inside
        Street code → m² or m of it inside that street; empty for points.
    kind, bounds
        Kind of geometry and its extent; none when it is not located.
    size
        Area in m² or length in m; none for points and what is not located.
    """

    id: str
    layer: str
    name: str
    name_en: str
    pinyin: str
    status: str | None
    basis: str
    accuracy_m: float | None
    kind: Kind | None
    bounds: Bounds | None
    size: float | None
    streets: tuple[str, ...]
    inside: Mapping[str, float]

    @property
    def located(self) -> bool:
        """Whether it has a geometry."""
        return self.kind is not None

    def view_bounds(self) -> Bounds | None:
        """Extent to look at: the geometry's, widened for a point."""
        if self.bounds is None or self.kind != "point":
            return self.bounds
        pad = max(_POINT_PAD_DEG, (self.accuracy_m or 0) * _PAD_DEG_PER_M)
        west, south, east, north = self.bounds
        return (west - pad, south - pad, east + pad, north + pad)


def layer_of(feature_id: str) -> str:
    """Layer a feature id belongs to: ``rail.S1`` → ``rail``."""
    return feature_id.partition(".")[0]


def members(layer_id: str) -> tuple[Member, ...]:
    """All members of a layer, in the file's order."""
    return _members(layer_id, geodata.content_hash(layer_id), geodata.content_hash("streets"))


def member(feature_id: str) -> Member | None:
    """One member by its id, or none."""
    layer_id = layer_of(feature_id)
    if layer_id not in {entry.id for entry in geodata.catalog()}:
        return None
    return _by_id(layer_id, geodata.content_hash(layer_id), geodata.content_hash("streets")).get(feature_id)


def street_names() -> dict[str, tuple[str, str]]:
    """Street code → (Chinese name, English name)."""
    frame = geodata.streets()
    return dict(zip(frame.index, zip(frame["name"], frame["name_en"], strict=True), strict=True))


@lru_cache(maxsize=64)
def _by_id(layer_id: str, digest: str, streets_digest: str) -> dict[str, Member]:
    return {entry.id: entry for entry in _members(layer_id, digest, streets_digest)}


@lru_cache(maxsize=64)
def _members(layer_id: str, digest: str, streets_digest: str) -> tuple[Member, ...]:  # noqa: ARG001 - the cache's key
    frame = geodata.layer(layer_id)
    metric = geodata.layer(layer_id, crs=geodata.METRIC).geometry.to_numpy()
    streets = geodata.streets()
    inside = _inside(metric, streets.geometry.to_numpy(), tuple(streets.index))
    by_name = {name: code for code, name in streets["name"].items()}
    records: list[dict[str, Any]] = frame.drop(columns="geometry").to_dict("records")
    found = []
    for at, (feature_id, row, shape) in enumerate(zip(frame.index, records, frame.geometry, strict=True)):
        kind = None if shape is None else kind_of(shape.geom_type)
        named = tuple(by_name[name] for name in str(row.get("street") or "").split("|") if name in by_name)
        size = {None: None, "point": None, "line": shapely.length(metric[at])}.get(kind, shapely.area(metric[at]))
        accuracy = row.get("accuracy_m")
        found.append(
            Member(
                id=feature_id,
                layer=layer_id,
                name=row.get("name") or "",
                name_en=row.get("name_en") or "",
                pinyin=row.get("pinyin") or "",
                status=row.get("status"),
                basis=row["basis"],
                accuracy_m=None if accuracy is None or pd.isna(accuracy) else float(accuracy),
                kind=kind,
                bounds=None if shape is None else _bounds(shape),
                size=None if size is None else float(size),
                streets=named or tuple(inside[at]),
                inside={} if kind in (None, "point") else inside[at],
            )
        )
    return tuple(found)


def _bounds(shape: BaseGeometry) -> Bounds:
    west, south, east, north = shape.bounds
    return (float(west), float(south), float(east), float(north))


def _inside(shapes: Any, streets: Any, codes: tuple[str, ...]) -> list[dict[str, float]]:  # noqa: ANN401 - object arrays
    """Street code → area or length of each shape inside that street (0 for a point)."""
    found: list[dict[str, float]] = [{} for _ in shapes]
    pairs = shapely.STRtree(streets).query(shapes, predicate="intersects")
    for at, street in zip(*pairs, strict=True):
        shape = shapes[at]
        kind = kind_of(shape.geom_type)
        if kind == "point":
            found[at][codes[street]] = 0.0
            continue
        common = shapely.intersection(shape, streets[street])
        size = float(shapely.length(common) if kind == "line" else shapely.area(common))
        floor = MIN_LENGTH_M if kind == "line" else MIN_AREA_M2
        whole = float(shapely.length(shape) if kind == "line" else shapely.area(shape))
        if size >= min(floor, 0.5 * whole):
            found[at][codes[street]] = size
    return [dict(sorted(each.items())) for each in found]


def union_bounds(entries: tuple[Member, ...] | list[Member]) -> Bounds | None:
    """Extent of all located entries, or none."""
    boxes = [entry.bounds for entry in entries if entry.bounds is not None]
    if not boxes:
        return None
    array = np.array(boxes)
    west, south = array[:, :2].min(axis=0)
    east, north = array[:, 2:].max(axis=0)
    return (float(west), float(south), float(east), float(north))


def search_area(feature_id: str) -> BaseGeometry | None:
    """Where a member that is not located may be: a polygon in degrees, or none when nothing is known."""
    layer_id = layer_of(feature_id)
    frame = geodata.layer(layer_id)
    if "search_area" not in frame.columns or feature_id not in frame.index:
        return None
    if frame.loc[feature_id, "search_area"] is None:
        return None
    area: BaseGeometry = geodata.sites(layer_id).loc[feature_id, "search_area"]
    return to_lonlat(area)
