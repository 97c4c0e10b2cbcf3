"""Small layers made by hand, in the plane of EPSG:4549."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

X0, Y0 = 560_000.0, 3_090_000.0
CRS = 4549


def at(x: float, y: float) -> shapely.Point:
    """A point, counted from a corner of the district."""
    return shapely.Point(X0 + x, Y0 + y)


def box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(X0 + x, Y0 + y, X0 + x + width, Y0 + y + height)


def sites(
    places: Sequence[Any], accuracy_m: float | Sequence[float | None] = 100.0, **columns: Any
) -> gpd.GeoDataFrame:
    """Sites s0, s1, …; a place is (x, y), a geometry or None."""
    shapes = [at(*place) if isinstance(place, tuple) else place for place in places]
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS, index=[f"s{row}" for row in range(len(shapes))])
    frame["accuracy_m"] = accuracy_m if np.ndim(accuracy_m) else [accuracy_m] * len(frame)
    return frame


def stations(stops: Sequence[tuple[str, Any, float | None]], **columns: Any) -> gpd.GeoDataFrame:
    """Stations (line, (x, y) or None, accuracy), with ids LINE.0, LINE.1, …"""
    shapes = [None if place is None else at(*place) for _, place, _ in stops]
    ids = [f"{line}.{row}" for row, (line, _, _) in enumerate(stops)]
    return gpd.GeoDataFrame(
        {"line": [stop[0] for stop in stops], "name": ids, "accuracy_m": [stop[2] for stop in stops], **columns},
        geometry=shapes,
        crs=CRS,
        index=ids,
    )


def lines(accuracy_m: dict[str, float | None], axes: dict[str, Any] | None = None) -> gpd.GeoDataFrame:
    """Lines by id with their accuracy; axes as lists of (x, y)."""
    drawn = axes or {}
    shapes = [
        shapely.LineString([(X0 + x, Y0 + y) for x, y in drawn[line]]) if line in drawn else None for line in accuracy_m
    ]
    return gpd.GeoDataFrame(
        {"name": list(accuracy_m), "accuracy_m": list(accuracy_m.values())},
        geometry=shapes,
        crs=CRS,
        index=list(accuracy_m),
    )
