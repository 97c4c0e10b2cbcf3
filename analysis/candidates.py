"""Places where a station might stand: along lines at a spacing, or on a grid in chosen areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.crs import require_metric, require_same
from analysis.errors import ParameterError
from analysis.fields import plane_geometries, present, text_column
from analysis.inputs import AREAL, LINEAL, require_distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Objects = NDArray[np.object_]

MOST_CANDIDATES = 1500
"""Beyond this the exact solution takes longer than a reader waits."""


def along(lines: GeoDataFrame, spacing_m: float, *, within: shapely.Geometry | None = None) -> GeoDataFrame:
    """Return candidate stations along lines, evenly spaced.

    Parts of a line that touch are joined first; on every joined part the points sit in the middle of equal
    stretches, none longer than the spacing.

    Parameters
    ----------
    lines
        Lines in metres; index = ids, optional `name`; features without geometry are left out.
    spacing_m
        Greatest distance between neighbours along the line, metres, above 0.
    within
        Polygon in the same CRS; what lies outside is left out.

    Returns
    -------
    GeoDataFrame
        Index ``c0001``, ``c0002`` …; columns `on` (name of the line), `at_m` (distance from the start of its
        part, metres), geometry points.

    Raises
    ------
    CrsError, DataError
        A layer without metres, invalid geometries, features that are not lines.
    ParameterError
        A spacing that is not positive, or one that gives more than `MOST_CANDIDATES`.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> layers = example_layers()
    >>> along(layers.lines.loc[["S1"]], 1000)["at_m"].tolist()
    [500.0, 1500.0, 2500.0]
    """
    require_distance(spacing_m)
    require_metric(lines, "lines")
    shapes = plane_geometries(lines.geometry, lines.index, "lines", LINEAL)
    names = text_column(lines, "name", [str(value) for value in lines.index])
    rows: list[tuple[str, float, shapely.Geometry]] = []
    for name, ident, shape in zip(names, lines.index, shapes, strict=True):
        if shape is None:
            continue
        inside = shape if within is None else shapely.intersection(shape, within)
        for part in _joined(inside):
            count = max(1, int(np.ceil(part.length / spacing_m - 1e-9)))
            _require_few(len(rows) + count)
            places = ((np.arange(count) + 0.5) * part.length / count).tolist()
            label = name or str(ident)
            rows += [(label, place, shapely.line_interpolate_point(part, place)) for place in places]
    return _frame(rows, lines.crs)


def grid(
    areas: GeoDataFrame,
    spacing_m: float,
    *,
    minus: Sequence[shapely.Geometry] = (),
) -> GeoDataFrame:
    """Return candidate stations on a square grid in areas, without what cannot be built on.

    Parameters
    ----------
    areas
        Polygons in metres; index = ids, optional `name`.
    spacing_m
        Side of the grid's squares, metres, above 0. The grid is the CRS's own (multiples of the spacing), so the
        same area always gives the same candidates.
    minus
        Polygons in the same CRS such as forest and water.

    Returns
    -------
    GeoDataFrame
        As `along`, with the area's name in `on` and `at_m` NaN.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `along`.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> len(grid(example_layers().areas.loc[["east"]], 1000, minus=[]))
    4
    """
    require_distance(spacing_m)
    require_metric(areas, "areas")
    shapes = plane_geometries(areas.geometry, areas.index, "areas", AREAL)
    names = text_column(areas, "name", [str(value) for value in areas.index])
    barred = shapely.union_all([shape for shape in minus if shape is not None])
    rows: list[tuple[str, float, shapely.Geometry]] = []
    for name, ident, shape in zip(names, areas.index, shapes, strict=True):
        if shape is None:
            continue
        free = shapely.difference(shape, barred)
        if free.is_empty:
            continue
        shapely.prepare(free)
        west, south, east, north = free.bounds
        # Half a step off the multiples, so that a point on a shared edge is rare.
        x = np.arange(np.floor(west / spacing_m), np.ceil(east / spacing_m)) * spacing_m + spacing_m / 2
        y = np.arange(np.floor(south / spacing_m), np.ceil(north / spacing_m)) * spacing_m + spacing_m / 2
        across, up = (values.ravel() for values in np.meshgrid(x, y))
        hit = shapely.contains_xy(free, across, up)
        _require_few(len(rows) + int(hit.sum()))
        label = name or str(ident)
        rows += [(label, float("nan"), point) for point in map(shapely.Point, across[hit], up[hit])]
    return _frame(rows, areas.crs)


def candidate_points(frame: GeoDataFrame, sites: GeoDataFrame) -> NDArray[np.float64]:
    """Return the coordinates of candidates, shape (n, 2).

    Raises
    ------
    CrsError
        Another CRS than the sites'.
    ParameterError
        No candidate at all, or more than `MOST_CANDIDATES`.
    DataError
        Features that are not points.
    """
    require_metric(frame, "candidates")
    require_same(sites, "sites", frame, "candidates")
    shapes = plane_geometries(frame.geometry, frame.index, "candidates", ("Point",))
    if not len(shapes) or not present(shapes).all():
        zh = "没有备选站址; 请换一条线、加大范围或减小间距"
        en = "there is no candidate site; choose another line, a larger area or a smaller spacing"
        raise ParameterError(zh, en)
    _require_few(len(shapes))
    return np.asarray(shapely.get_coordinates(shapes), dtype=np.float64)


def _joined(shape: shapely.Geometry) -> Objects:
    parts = shapely.get_parts(shape)
    lineal = parts[np.isin(shapely.get_type_id(parts), (1, 5))]  # an edge touched in a point leaves points behind
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(lineal))))
    return np.asarray(merged[shapely.length(merged) > 0], dtype=object)


def _require_few(count: int) -> None:
    if count <= MOST_CANDIDATES:
        return
    zh = f"备选站址超过 {MOST_CANDIDATES} 个; 请加大间距或缩小范围"
    en = f"more than {MOST_CANDIDATES} candidate sites; widen the spacing or choose a smaller area"
    raise ParameterError(zh, en)


def _frame(rows: Sequence[tuple[str, float, shapely.Geometry]], crs: object) -> GeoDataFrame:
    index = pd.Index([f"c{number:04d}" for number in range(1, len(rows) + 1)], name="id", dtype=object)
    table = pd.DataFrame(
        {
            "on": pd.Series([row[0] for row in rows], dtype=object),
            "at_m": pd.Series([row[1] for row in rows], dtype=np.float64),
        },
    ).set_axis(index)
    return gpd.GeoDataFrame(table, geometry=[row[2] for row in rows], crs=crs)
