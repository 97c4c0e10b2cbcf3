"""How much of each of very many polygons lies in one zone: only those on its edge are cut.

A polygon whose box does not come near the zone's boundary lies wholly inside or wholly outside, and one look at
its middle says which. The zone is cut into tiles first, so that a polygon on the edge meets a few hundred vertices
and not all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from analysis.kernel import Reach, from_geometries

if TYPE_CHECKING:
    from analysis.target import FloatArray

    Objects = npt.NDArray[np.object_]

TILE_VERTICES = 64
"""About how many of the zone's vertices a tile should hold: fewer cost more tiles, more cost longer cuts."""
MAX_TILES_A_SIDE = 256


def covered_m2(polygons: Objects, zone: shapely.Geometry) -> FloatArray:
    """Area of each polygon that lies within a zone.

    Parameters
    ----------
    polygons
        Polygons or multi-polygons, valid, missing or empty ones count 0, shape (n,).
    zone
        Polygon or multi-polygon, valid, same projected CRS.

    Returns
    -------
    numpy.ndarray
        Square metres, shape (n,), equal to ``shapely.area(shapely.intersection(polygons, zone))`` up to rounding.
    """
    result = np.zeros(polygons.size)
    if shapely.is_empty(zone) or polygons.size == 0:
        return result
    box = shapely.bounds(polygons)
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    radius = np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) / 2
    some = np.isfinite(radius)
    if not some.any():
        return result
    # Most boxes are of one size; the few large ones would make the search wide for all, so they are simply cut.
    usual = float(np.quantile(radius[some], 0.99)) * (1 + 1e-9)
    large = some & (radius > usual)
    small = np.flatnonzero(some & ~large)
    edge_of_zone = from_geometries(np.array([shapely.boundary(zone)], dtype=object))
    distance, _ = Reach(edge_of_zone, 0.0, usual + 1.0, points=small.size).measure(x[small], y[small])
    cut = distance <= radius[small] + 1e-6  # NaN: farther than any of them
    # A clone, because preparing a geometry in two threads at once crashes.
    own = shapely.from_wkb(shapely.to_wkb(zone))
    shapely.prepare(own)
    whole = small[~cut]
    whole = whole[shapely.contains_xy(own, x[whole], y[whole])]
    result[whole] = shapely.area(polygons[whole])
    edge = np.concatenate([small[cut], np.flatnonzero(large)])
    result[edge] = _cut(polygons[edge], zone)
    return result


def _cut(polygons: Objects, zone: shapely.Geometry) -> FloatArray:
    """Area of each polygon within the zone, cut tile by tile."""
    tiles = _tiles(zone)
    polygon, tile = shapely.STRtree(tiles).query(polygons, predicate="intersects")
    area = shapely.area(shapely.intersection(polygons[polygon], tiles[tile]))
    return np.asarray(np.bincount(polygon, weights=area, minlength=polygons.size), dtype=np.float64)


def _tiles(zone: shapely.Geometry) -> Objects:
    """Cut the zone along a square grid, empty tiles left out."""
    min_x, min_y, max_x, max_y = shapely.bounds(zone)
    count = int(np.sqrt(shapely.get_num_coordinates(zone) / TILE_VERTICES * 8))
    count = min(max(count, 1), MAX_TILES_A_SIDE)
    side = max(max_x - min_x, max_y - min_y) / count * (1 + 1e-12)
    tiles = []
    for column in range(int(np.ceil((max_x - min_x) / side)) or 1):
        left = min_x + column * side
        strip = shapely.clip_by_rect(zone, left, min_y - 1, left + side, max_y + 1)
        if strip.is_empty:
            continue
        for row in range(int(np.ceil((max_y - min_y) / side)) or 1):
            low = min_y + row * side
            tiles.append(shapely.clip_by_rect(strip, left, low, left + side, low + side))
    whole = np.array(tiles, dtype=object)
    return whole[~shapely.is_empty(whole)]
