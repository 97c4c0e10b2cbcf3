"""Shapes of an upload as the preview draws them: few enough, simple enough, in degrees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from analysis.errors import AtlasError
from geodata.imports.gcj import convert
from geodata.imports.reference import near, read_crs, to_degrees

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    from geodata.imports import Imported

DRAWN: Final = 3000
"""Features the preview draws; all are checked and kept."""

VERTICES: Final = 200_000
_TOLERANCE_DEG: Final = 0.00002
"""About 2 m."""

_DIGITS: Final = 6

Bounds = tuple[float, float, float, float]


def sample(frame: GeoDataFrame) -> GeoDataFrame:
    """Return rows with a geometry, evenly thinned to what the preview draws."""
    there = frame[frame.geometry.notna()]
    if len(there) > DRAWN:
        there = there.iloc[np.linspace(0, len(there) - 1, DRAWN).astype(int)]
    return there


def collection(frame: GeoDataFrame, name: str | None, always: int | None = None) -> bytes:
    """GeoJSON of the preview: id is the row in the file, name as the file has it.

    Parameters
    ----------
    frame
        EPSG:4326.
    name
        Column with the names, or none.
    always
        Row that is drawn even where rows are left out.
    """
    rows = sample(frame)
    if always is not None and always in frame.index and always not in rows.index:
        rows = frame.loc[[*rows.index, always]]
    shapes = np.array(list(rows.geometry), dtype=object)
    if shapely.get_num_coordinates(shapes).sum() > VERTICES:
        shapes = shapely.simplify(shapes, _TOLERANCE_DEG * 10)
    names = [None] * len(rows) if name is None else list(rows[name])
    return features(dict(zip((f"row:{row}" for row in rows.index), shapes, strict=True)), names)


def features(shapes: dict[str, Any], names: list[Any] | None = None) -> bytes:
    """GeoJSON of shapes in degrees by id."""
    told = names or [None] * len(shapes)
    found = []
    for (key, shape), name in zip(shapes.items(), told, strict=True):
        if shape is None or shape.is_empty:
            continue
        rounded = shapely.transform(shape, lambda xy: xy.round(_DIGITS))
        text = "" if name is None or name != name else str(name)[:80]  # noqa: PLR0124 - NaN is not itself
        found.append(
            {
                "type": "Feature",
                "id": key,
                "properties": {"id": key, "name": text, "name_en": text},
                "geometry": json.loads(shapely.to_geojson(rounded)),
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False).encode()


def bounds(frame: GeoDataFrame) -> Bounds | None:
    """West, south, east, north of what lies near the district, or of everything on Earth, or none."""
    shapes = np.array(list(frame.geometry[frame.geometry.notna()]), dtype=object)
    if len(shapes) == 0 or frame.crs is None:
        return None
    boxes = shapely.bounds(shapes)
    middle = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)])
    here = near(middle)
    if not here.any():
        here = (np.abs(boxes[:, [0, 2]]).max(axis=1) <= 180) & (np.abs(boxes[:, [1, 3]]).max(axis=1) <= 85)  # noqa: PLR2004 - what a web map can show
    if not here.any():
        return None
    west, south = boxes[here, :2].min(axis=0)
    east, north = boxes[here, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def before_repair(imported: Imported, wkb: bytes | None) -> shapely.Geometry | None:
    """Geometry as it came, taken to degrees as the import was; none where that cannot be done."""
    if wkb is None or imported.crs_found is None:
        return None
    shape = shapely.from_wkb(wkb, on_invalid="ignore")
    if shape is None:
        return None
    try:
        crs = read_crs(imported.crs_found, imported.filename).crs
    except AtlasError:
        return None

    def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        turned = xy[:, ::-1] if "swap" in imported.applied else xy
        lonlat = to_degrees(turned, crs)
        for datum in ("gcj02", "bd09"):
            if datum in imported.applied:
                lonlat = convert(lonlat, "gcj02" if datum == "gcj02" else "bd09", "wgs84")
        return lonlat

    moved = shapely.transform(shapely.force_2d(shape), degrees)
    return moved if np.isfinite(shapely.get_coordinates(moved)).all() else None
