"""What distances are measured to: station points or line segments, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from analysis.errors import DataError

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]


SHORTEST_M = 1e-6


@dataclass(frozen=True, eq=False)
class Target:
    """Segments ``a + t·u`` for ``0 ≤ t ≤ 1``; a station is a segment of no length.

    Attributes
    ----------
    ax, ay
        First end of each segment, shape (m,), metres.
    ux, uy
        Second end minus first end, shape (m,), metres.
    inverse
        1 / squared length, 0 for a point, shape (m,).
    owner
        Position of the geometry each segment came from, shape (m,).
    """

    ax: FloatArray
    ay: FloatArray
    ux: FloatArray
    uy: FloatArray
    inverse: FloatArray
    owner: IntArray

    @property
    def size(self) -> int:
        """Number of segments."""
        return int(self.ax.size)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least and greatest x and y: (min x, min y, max x, max y), metres."""
        bx, by = self.ax + self.ux, self.ay + self.uy
        return (
            float(min(self.ax.min(), bx.min())),
            float(min(self.ay.min(), by.min())),
            float(max(self.ax.max(), bx.max())),
            float(max(self.ay.max(), by.max())),
        )

    def distances(self, x: FloatArray, y: FloatArray, segment: IntArray) -> FloatArray:
        """Distance of each point to the segment beside it.

        Parameters
        ----------
        x, y
            Points, shape (k,), metres.
        segment
            Which segment, shape (k,).

        Returns
        -------
        numpy.ndarray
            Metres, shape (k,). Every path through the kernel ends in this one formula, so that a short cut
            and brute force agree to the last bit.
        """
        wx = x - self.ax[segment]
        wy = y - self.ay[segment]
        ux = self.ux[segment]
        uy = self.uy[segment]
        along = wx * ux
        along += wy * uy
        along *= self.inverse[segment]
        np.clip(along, 0.0, 1.0, out=along)
        ux *= along
        uy *= along
        wx -= ux
        wy -= uy
        wx *= wx
        wy *= wy
        wx += wy
        root: FloatArray = np.sqrt(wx, out=wx)
        return root


def from_points(x: npt.ArrayLike, y: npt.ArrayLike) -> Target:
    """Target made of points.

    Parameters
    ----------
    x, y
        Shape (m,), metres in one projected CRS.

    Raises
    ------
    DataError
        No point at all, or a coordinate that is not a finite number.
    """
    ax = np.atleast_1d(np.asarray(x, dtype=np.float64))
    ay = np.atleast_1d(np.asarray(y, dtype=np.float64))
    zero = np.zeros_like(ax)
    return _checked(Target(ax, ay, zero, zero.copy(), zero.copy(), np.arange(ax.size)))


def from_geometries(geometries: npt.ArrayLike) -> Target:
    """Target made of shapely points and lines; multi-parts are taken apart, empty and missing ones skipped.

    Parameters
    ----------
    geometries
        Shape (m,) of Point, MultiPoint, LineString, LinearRing or MultiLineString in one projected CRS.

    Raises
    ------
    DataError
        No geometry left, one of another type, or a coordinate that is not finite.
    """
    whole = np.atleast_1d(np.asarray(geometries, dtype=object))
    parts, owner = shapely.get_parts(whole, return_index=True)
    kinds = shapely.get_type_id(parts)
    if not np.isin(kinds, (-1, 0, 1, 2)).all():
        wrong = int(owner[~np.isin(kinds, (-1, 0, 1, 2))][0])
        msg_zh = f"第 {wrong + 1} 个要素不是点或线：距离只能量到点或线，请先取面的边界"
        msg_en = f"feature {wrong + 1} is neither point nor line: take a polygon's boundary first"
        raise DataError(msg_zh, msg_en)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]  # consecutive vertices of one line make one segment
    alone = np.flatnonzero(kinds[part] == 0)
    first = np.flatnonzero(joined)
    a = np.concatenate([xy[first], xy[alone]])
    u = np.concatenate([xy[first + 1] - xy[first], np.zeros((alone.size, 2))])
    who = np.concatenate([owner[part[first]], owner[part[alone]]]).astype(np.int64)
    order = np.argsort(who, kind="stable")
    a, u, who = a[order], u[order], who[order]
    length2 = u[:, 0] ** 2 + u[:, 1] ** 2
    # a segment shorter than a thousandth of a millimetre is a point, and its inverse would overflow
    inverse = np.divide(1.0, length2, out=np.zeros_like(length2), where=length2 > SHORTEST_M**2)
    ax, ay = np.ascontiguousarray(a[:, 0]), np.ascontiguousarray(a[:, 1])
    ux, uy = np.ascontiguousarray(u[:, 0]), np.ascontiguousarray(u[:, 1])
    return _checked(Target(ax, ay, ux, uy, inverse, who))


def point_coordinates(points: npt.NDArray[np.object_]) -> tuple[FloatArray, FloatArray]:
    """Coordinates of shapely points, NaN for missing and for empty ones (which GEOS refuses to be asked about).

    Parameters
    ----------
    points
        Shape (n,).
    """
    try:
        return np.asarray(shapely.get_x(points)), np.asarray(shapely.get_y(points))
    except shapely.errors.GEOSException:  # asking all of them first would cost as much as reading them
        known = points.copy()
        known[shapely.is_empty(points)] = None
        return np.asarray(shapely.get_x(known)), np.asarray(shapely.get_y(known))


def _checked(target: Target) -> Target:
    if target.size == 0:
        msg_zh = "没有可量距离的站点或线路：请检查所选线路是否有几何"
        msg_en = "no station or line to measure to: check that the chosen lines have geometry"
        raise DataError(msg_zh, msg_en)
    finite = np.isfinite(target.ax) & np.isfinite(target.ay) & np.isfinite(target.ux) & np.isfinite(target.uy)
    if not finite.all():
        wrong = int(target.owner[~finite][0])
        msg_zh = f"第 {wrong + 1} 个要素的坐标不是有限数：请检查数据"
        msg_en = f"feature {wrong + 1} has a coordinate that is not a finite number: check the data"
        raise DataError(msg_zh, msg_en)
    return target
