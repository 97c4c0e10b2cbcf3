"""Hand-written zoning rules, in one place: the split streets and the massifs without an outline of their own.

Everything here is an atlas rule, not a published boundary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geodata import geojson
from geodata.crs import to_lonlat, to_metric

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geodata.base import Base

SPLIT_STREETS = ("瞿溪街道", "郭溪街道")
"""The outline plan puts their town part into the core and their western hills into the eco-leisure area."""

WEST_OF = "泽雅镇"
"""The western hills are the forested part that hangs together with this town."""

CLOSE_M = 100.0
"""Clearings and valleys narrower than twice this, in metres, count as hills: mountain hamlets are no town."""

OPEN_M = 50.0
"""Necks of open land narrower than twice this, in metres, do not belong to the town."""

MASSIFS = {
    # no outline and no label of that name: the massif south of 瓯海大道 between 娄桥, 潘桥 and 丽岙
    "吹台山": ("娄桥街道", "梧田街道", "南白象街道", "丽岙街道"),
}
"""Massif to the streets whose forest makes it; forest patches below `MASSIF_MIN_KM2` are other hills."""

MASSIF_MIN_KM2 = 1.0


def parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Parts of a geometry, the geometry itself when it is a single one."""
    return list(shapely.get_parts(geometry))


def town_and_hills(base: Base) -> tuple[BaseGeometry, BaseGeometry]:
    """Split 瞿溪 and 郭溪, taken together, into town and western hills.

    The forest is closed by `CLOSE_M`; the open land that is left is opened by `OPEN_M`; its largest part is the
    town's core.  What is not core and hangs together with 泽雅镇 is western hills, the rest is town.

    Returns
    -------
    tuple of BaseGeometry
        Town and hills in degrees, on the grid of the files: they share their edge node by node.
    """
    both = shapely.union_all([base.street(name) for name in SPLIT_STREETS], grid_size=geojson.GRID)
    metric = to_metric(both)
    forest = to_metric(base.forest).buffer(CLOSE_M).buffer(-CLOSE_M)
    open_land = metric.difference(forest).buffer(-OPEN_M).buffer(OPEN_M).intersection(metric)
    core = max(parts(open_land), key=lambda part: part.area)
    west = to_metric(base.street(WEST_OF))
    wooded = [part for part in parts(metric.difference(core)) if part.dwithin(west, 1.0)]
    draft = shapely.set_precision(to_lonlat(shapely.union_all(wooded)), geojson.GRID)
    hills = shapely.intersection(both, draft, grid_size=geojson.GRID)
    town = shapely.difference(both, hills, grid_size=geojson.GRID)
    return town, hills


def massif(base: Base, name: str) -> BaseGeometry:
    """Forest of a massif of `MASSIFS`, in degrees."""
    streets = shapely.union_all([base.street(street) for street in MASSIFS[name]])
    wooded = to_metric(base.forest.intersection(streets))
    large = [part for part in parts(wooded) if part.area >= MASSIF_MIN_KM2 * 1e6]
    return to_lonlat(shapely.union_all(large))
