"""The two coordinate systems of the data and the way between them.

Files are in WGS-84 degrees (RFC 7946); every length, area and distance is taken in EPSG:4549
(CGCS2000 / 3-degree Gauss-Kruger CM 120E), whose scale error inside the district is below 60 ppm.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

LONLAT = 4326
"""EPSG code of the files: WGS-84, longitude then latitude, degrees."""

METRIC = 4549
"""EPSG code of the arithmetic: CGCS2000 / 3-degree Gauss-Kruger CM 120E, easting then northing, metres."""


@lru_cache(maxsize=16)
def _transformer(source: int, target: int) -> Transformer:
    # EPSG:4549 is defined northing first; GIS files and GeoPandas are easting first
    return Transformer.from_crs(source, target, always_xy=True)


@overload
def project(geometry: BaseGeometry, source: int = ..., target: int = ...) -> BaseGeometry: ...
@overload
def project(geometry: NDArray[Any], source: int = ..., target: int = ...) -> NDArray[Any]: ...


def project(
    geometry: BaseGeometry | NDArray[Any], source: int = LONLAT, target: int = METRIC
) -> BaseGeometry | NDArray[Any]:
    """Transform a geometry, or an array of geometries, from one EPSG code to another.

    Parameters
    ----------
    geometry
        One Shapely geometry or an object array of them; ``None`` stays ``None``.
    source, target
        EPSG codes; the default goes from degrees to metres.

    Returns
    -------
    BaseGeometry or ndarray
        Of the same shape, two-dimensional, axes in x, y order.
    """
    transformer = _transformer(source, target)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    return shapely.transform(geometry, move)


def to_metric(geometry: BaseGeometry) -> BaseGeometry:
    """WGS-84 degrees to EPSG:4549 metres."""
    return project(geometry, LONLAT, METRIC)


def to_lonlat(geometry: BaseGeometry) -> BaseGeometry:
    """EPSG:4549 metres to WGS-84 degrees."""
    return project(geometry, METRIC, LONLAT)
