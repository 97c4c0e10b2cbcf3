"""Buffers in general: around any layer, in rings, on one side, dissolved by an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.crs import require_metric
from analysis.curve import require_ascending
from analysis.errors import ParameterError
from analysis.fields import plane_geometries, present
from analysis.inputs import LINEAL, require_distance
from analysis.zones import DRAWN_QUAD_SEGS, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Objects = NDArray[np.object_]


def buffer_zone(
    frame: GeoDataFrame,
    distance_m: float,
    *,
    quad_segs: int = DRAWN_QUAD_SEGS,
) -> shapely.Geometry:
    """Return everything within `distance_m` of a layer as one polygon, for drawing.

    Parameters
    ----------
    frame
        Any layer in metres (stations, lines, areas); features without geometry are left out.
    distance_m
        Metres, above 0.
    quad_segs
        Segments a quarter circle.

    Returns
    -------
    shapely.Geometry
        Polygon or MultiPolygon in the layer's CRS; empty when nothing is located.

    Raises
    ------
    CrsError, DataError, ParameterError
        A CRS without metres, invalid geometries, a distance that is not positive.

    Examples
    --------
    >>> stop = gpd.GeoDataFrame(geometry=[shapely.Point(500000, 3090000)], crs=4549)
    >>> round(buffer_zone(stop, 500).area / (3.14159265 * 500**2), 3)
    0.998
    """
    require_distance(distance_m)
    shapes = _shapes(frame)
    return zone(shapes[present(shapes)], float(distance_m), quad_segs=quad_segs)


def buffers(
    frame: GeoDataFrame,
    distance_m: float,
    *,
    dissolve_by: str | None = None,
    quad_segs: int = DRAWN_QUAD_SEGS,
) -> GeoDataFrame:
    """Return the buffer of every feature, or of every group of features.

    Parameters
    ----------
    frame
        Any layer in metres.
    distance_m
        Metres, above 0.
    dissolve_by
        A column: one united buffer for every value of it (missing values as "").
    quad_segs
        Segments a quarter circle.

    Returns
    -------
    GeoDataFrame
        Without `dissolve_by` the layer's own rows and columns, geometry None where it was; with it, index = the
        values, sorted, column `features` (how many were located).

    Raises
    ------
    CrsError, DataError, ParameterError
        As `buffer_zone`; also for an unknown column.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> buffers(stations, 500, dissolve_by="line")["features"].to_dict()
    {'S1': 2, 'S3': 1}
    """
    require_distance(distance_m)
    shapes = _shapes(frame)
    if dissolve_by is None:
        result = frame.copy()
        result[frame.geometry.name] = gpd.GeoSeries(
            shapely.buffer(shapes, distance_m, quad_segs=quad_segs),
            index=frame.index,
            crs=frame.crs,
        )
        return result
    rows = []
    for value, positions in _groups(frame, dissolve_by):
        located = shapes[positions][present(shapes[positions])]
        rows.append((value, len(located), zone(located, float(distance_m), quad_segs=quad_segs)))
    index = pd.Index([row[0] for row in rows], name=dissolve_by, dtype=object)
    return gpd.GeoDataFrame(
        {"features": [row[1] for row in rows]},
        geometry=[row[2] for row in rows],
        index=index,
        crs=frame.crs,
    )


def rings(
    frame: GeoDataFrame,
    distances_m: Sequence[float],
    *,
    dissolve_by: str | None = None,
    quad_segs: int = DRAWN_QUAD_SEGS,
) -> GeoDataFrame:
    """Return rings around a layer: within the first distance, from there to the second, and so on.

    Parameters
    ----------
    frame
        Any layer in metres.
    distances_m
        Outer radii in metres, ascending.
    dissolve_by
        A column: rings of its own for every value; otherwise one set for the whole layer.
    quad_segs
        Segments a quarter circle.

    Returns
    -------
    GeoDataFrame
        Columns `group` ("" without `dissolve_by`), `from_m`, `to_m`, `area_m2`, `geometry`. The rings of a group
        do not overlap and together make the outermost buffer.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `buffers`; also for distances that do not ascend.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> rings(stations, [300, 500])[["from_m", "to_m"]].values.tolist()
    [[0.0, 300.0], [300.0, 500.0]]
    """
    distances = require_ascending(distances_m)
    shapes = _shapes(frame)
    groups = [("", list(range(len(frame))))] if dissolve_by is None else _groups(frame, dissolve_by)
    rows = []
    for value, positions in groups:
        located = shapes[positions][present(shapes[positions])]
        inner: shapely.Geometry = shapely.MultiPolygon()
        inner_m = 0.0
        for distance in distances:
            outer = zone(located, distance, quad_segs=quad_segs)
            ring = shapely.difference(outer, inner)
            rows.append((value, inner_m, distance, ring.area, ring))
            inner, inner_m = outer, distance
    columns = ["group", "from_m", "to_m", "area_m2", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=frame.crs)


def one_sided(
    frame: GeoDataFrame,
    distance_m: float,
    *,
    side: Literal["left", "right"],
) -> GeoDataFrame:
    """Return the strip on one side of every line, seen in its drawing direction.

    Parameters
    ----------
    frame
        Lines in metres.
    distance_m
        Width of the strip in metres, above 0.
    side
        "left" or "right".

    Returns
    -------
    GeoDataFrame
        The layer's own rows and columns, geometry None where it was.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `buffer_zone`; also for features that are not lines.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> one_sided(lines, 100, side="left").area.round().tolist()
    [300000.0, 400000.0]
    """
    require_distance(distance_m)
    if side not in ("left", "right"):
        zh = f"side={side!r} 无效; 可用 left (左) 或 right (右), 以线的绘制方向为准"
        en = f"side={side!r} is not valid; use 'left' or 'right' of the drawing direction"
        raise ParameterError(zh, en)
    shapes = _shapes(frame, LINEAL)
    signed = float(distance_m) if side == "left" else -float(distance_m)
    strips = np.full(len(shapes), None, dtype=object)
    for position in np.flatnonzero(present(shapes)).tolist():
        # Part by part: a one-sided buffer of several parts at once is not defined in GEOS.
        parts = shapely.get_parts(shapes[position])
        strips[position] = shapely.union_all([shapely.buffer(part, signed, single_sided=True) for part in parts])
    result = frame.copy()
    result[frame.geometry.name] = gpd.GeoSeries(strips, index=frame.index, crs=frame.crs)
    return result


def _shapes(frame: GeoDataFrame, kinds: Sequence[str] = ()) -> Objects:
    require_metric(frame, "layer")
    return plane_geometries(frame.geometry, frame.index, "layer", kinds)


def _groups(frame: GeoDataFrame, column: str) -> list[tuple[object, list[int]]]:
    if column not in frame.columns:
        zh = f"图层没有“{column}”列, 不能据此合并"
        en = f"the layer has no column '{column}' to dissolve by"
        raise ParameterError(zh, en)
    values = frame[column].astype(object).where(frame[column].notna(), "").tolist()
    places: dict[object, list[int]] = {}
    for position, value in enumerate(values):
        places.setdefault(value, []).append(position)
    return sorted(places.items(), key=lambda item: str(item[0]))
