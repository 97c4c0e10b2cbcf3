"""Areas whose simplified outlines overlap by a sliver, made fit to be added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    import geopandas as gpd

SLIVER_SHARE: Final = 0.01
"""Areas that share no more than this of the smaller one are cut along the edge of the one listed first."""


def cut_slivers(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take from every area the sliver it shares with one listed before it; a total would count it twice.

    Parameters
    ----------
    areas
        Polygons in metres; those without a geometry are left out.

    Returns
    -------
    GeoDataFrame
        The same columns and order. Areas that share more than a sliver stay as they are.
    """
    frame = areas[areas.geometry.notna()]
    shapes = list(frame.geometry)
    for row, shape in enumerate(shapes):
        for other in shapes[:row]:
            shared = shapely.intersection(shape, other).area
            if 0 < shared <= SLIVER_SHARE * min(shape.area, other.area):
                shapes[row] = shapely.difference(shapes[row], other)
    return frame.set_geometry(shapes, crs=frame.crs)
