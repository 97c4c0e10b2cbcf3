"""Distances of very many points to a corridor: arrays in, arrays out, equal to brute force.

A corridor and a distance divide the plane into cells that are certainly inside, certainly outside, or on
the edge. A point in a certain cell costs one table look-up; only a point in an edge cell is measured, and
only against the few segments that can matter there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analysis import cells
from analysis.cells import EDGE, IN, OUT
from analysis.errors import ParameterError
from analysis.target import FloatArray, IntArray, Target, from_geometries, from_points, point_coordinates

if TYPE_CHECKING:
    from analysis.cells import Cells

__all__ = [
    "EDGE",
    "IN",
    "OUT",
    "Reach",
    "Target",
    "from_geometries",
    "from_points",
    "nearest",
    "nearest_within",
    "points_within",
    "within",
]

BLOCK = 65_536  # points worked on at once: their temporaries fit a second-level cache
PAIRS = 262_144  # point–candidate pairs measured at once


class Reach:
    """One corridor at one reach, ready to be asked about any number of points.

    Parameters
    ----------
    target
        Stations or lines, metres.
    inner_m, outer_m
        A point within `inner_m` is IN, beyond `outer_m` OUT, between them EDGE; ``0 ≤ inner_m ≤ outer_m``.
    points
        About how many points will be asked; only the speed depends on it.

    Raises
    ------
    ParameterError
        A distance that is negative, not a number, or an inner one above the outer one.
    """

    def __init__(self, target: Target, inner_m: float, outer_m: float, *, points: int = 1_000_000) -> None:
        if not (0 <= inner_m <= outer_m < np.inf):
            msg_zh = f"距离无效：内 {inner_m} 米，外 {outer_m} 米；应为 0 ≤ 内 ≤ 外"
            msg_en = f"invalid distances: inner {inner_m} m, outer {outer_m} m; need 0 ≤ inner ≤ outer"
            raise ParameterError(msg_zh, msg_en)
        self.target = target
        self.inner_m = float(inner_m)
        self.outer_m = float(outer_m)
        min_x, min_y, max_x, max_y = target.bounds
        rim = outer_m + 1.0  # more than rounding can move a point
        bounds = (min_x - rim, min_y - rim, max_x + rim, max_y + rim)
        self._cells = cells.build(target, bounds, self.inner_m, self.outer_m, points)

    def states(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.uint8]:
        """IN, EDGE or OUT of every point.

        Parameters
        ----------
        x, y
            Shape (n,), metres, the target's CRS. A point with a coordinate that is not finite is OUT.

        Returns
        -------
        numpy.ndarray
            uint8 of shape (n,): `IN` (distance ≤ inner), `OUT` (distance > outer), `EDGE` between them.
        """
        px, py = _arrays(x, y)
        result = np.empty(px.size, dtype=np.uint8)
        flat_state = self._cells.state.reshape(-1)
        for begin in range(0, px.size, BLOCK):
            block = slice(begin, begin + BLOCK)
            place = self._cells.locate(px[block], py[block])
            state = result[block]
            np.take(flat_state, place, out=state, mode="clip")
            unsure = np.flatnonzero(state == EDGE)
            if unsure.size:
                leaf = self._cells.leaf.reshape(-1)[place[unsure]]
                distance, _ = _least(self._cells, self.target, px[block][unsure], py[block][unsure], leaf)
                state[unsure] = np.where(distance <= self.inner_m, IN, np.where(distance > self.outer_m, OUT, EDGE))
        return result

    def measure(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, IntArray]:
        """Distance and nearest geometry of every point between `inner_m` and `outer_m`, NaN and −1 for others."""
        distance = np.full(x.size, np.nan)
        owner = np.full(x.size, -1, dtype=np.int64)
        flat_leaf = self._cells.leaf.reshape(-1)
        for begin in range(0, x.size, BLOCK):
            block = slice(begin, begin + BLOCK)
            leaf = flat_leaf[self._cells.locate(x[block], y[block])]
            rows = np.flatnonzero(leaf >= 0)
            least, segment = _least(self._cells, self.target, x[block][rows], y[block][rows], leaf[rows])
            near = least <= self.outer_m
            distance[begin + rows[near]] = least[near]
            owner[begin + rows[near]] = self.target.owner[segment[near]]
        return distance, owner


def within(x: npt.ArrayLike, y: npt.ArrayLike, target: Target, distance_m: float) -> npt.NDArray[np.bool_]:
    """Whether each point lies within a distance of the target (the distance itself counts as within).

    Parameters
    ----------
    x, y
        Shape (n,), metres, the target's CRS.
    target
        Stations or lines.
    distance_m
        Metres, not negative.

    Returns
    -------
    numpy.ndarray
        bool of shape (n,), equal to ``brute-force distance <= distance_m`` for every point.

    Raises
    ------
    ParameterError
        A negative distance or one that is not finite.
    """
    px, py = _arrays(x, y)
    reach = Reach(target, distance_m, distance_m, points=px.size)
    return reach.states(px, py).view(np.bool_)  # EDGE cannot occur where inner equals outer


def points_within(points: npt.NDArray[np.object_], target: Target, distance_m: float) -> npt.NDArray[np.bool_]:
    """As `within` for shapely points, taking their coordinates block by block instead of all at once.

    Parameters
    ----------
    points
        shapely Points, shape (n,); one that is missing or empty is not within.
    target
        Stations or lines in the same CRS.
    distance_m
        Metres, not negative.

    Raises
    ------
    ParameterError
        A negative distance or one that is not finite.
    """
    reach = Reach(target, distance_m, distance_m, points=points.size)
    result = np.empty(points.size, dtype=np.bool_)
    for begin in range(0, points.size, BLOCK):
        block = points[begin : begin + BLOCK]
        result[begin : begin + BLOCK] = reach.states(*point_coordinates(block)).view(np.bool_)
    return result


def nearest_within(x: npt.ArrayLike, y: npt.ArrayLike, target: Target, limit_m: float) -> tuple[FloatArray, IntArray]:
    """As `nearest`, but only up to a limit, which is cheaper where most points are farther.

    Parameters
    ----------
    x, y
        Shape (n,), metres, the target's CRS.
    target
        Stations or lines.
    limit_m
        Metres.

    Returns
    -------
    distance, owner
        As `nearest`; NaN and −1 for a point farther than the limit.

    Raises
    ------
    ParameterError
        A negative limit or one that is not finite.
    """
    px, py = _arrays(x, y)
    reach = Reach(target, 0.0, limit_m, points=px.size)
    return reach.measure(px, py)


def nearest(x: npt.ArrayLike, y: npt.ArrayLike, target: Target) -> tuple[FloatArray, IntArray]:
    """Distance to the nearest geometry of the target, and which one it is.

    Parameters
    ----------
    x, y
        Shape (n,), metres, the target's CRS.
    target
        Stations or lines.

    Returns
    -------
    distance, owner
        Metres and position of the nearest geometry, both of shape (n,); the first of equally near ones.
        NaN and −1 for a point with a coordinate that is not finite.
    """
    px, py = _arrays(x, y)
    distance = np.full(px.size, np.nan)
    owner = np.full(px.size, -1, dtype=np.int64)
    finite = np.isfinite(px) & np.isfinite(py)
    if not finite.any():
        return distance, owner
    known = np.flatnonzero(finite)
    if known.size == px.size:
        qx, qy = px, py
    else:
        qx, qy = px[known], py[known]
    # one metre more: a point on the very rim must not fall out of the grid by rounding
    bounds = (qx.min() - 1.0, qy.min() - 1.0, qx.max() + 1.0, qy.max() + 1.0)
    grid = cells.build(target, bounds, -1.0, np.inf, qx.size // 4)
    flat_leaf = grid.leaf.reshape(-1)
    for begin in range(0, qx.size, BLOCK):
        block = slice(begin, begin + BLOCK)
        leaf = flat_leaf[grid.locate(qx[block], qy[block])]
        least, segment = _least(grid, target, qx[block], qy[block], leaf)
        distance[known[block]] = least
        owner[known[block]] = target.owner[segment]
    return distance, owner


def _arrays(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    px, py = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if px.ndim != 1 or px.shape != py.shape:
        msg_zh = f"x 与 y 应为等长的一维数组，现为 {px.shape} 与 {py.shape}"
        msg_en = f"x and y must be one-dimensional and of one length, got {px.shape} and {py.shape}"
        raise ParameterError(msg_zh, msg_en)
    return px, py


def _least(
    grid: Cells, target: Target, x: FloatArray, y: FloatArray, leaf: npt.NDArray[np.int32]
) -> tuple[FloatArray, IntArray]:
    """Least distance over the candidates of each point's leaf, and the first segment that has it."""
    least = np.empty(x.size)
    segment = np.empty(x.size, dtype=np.int64)
    first = grid.start[leaf]
    counts = grid.start[leaf + 1] - first
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    begin = 0
    while begin < x.size:
        end = int(np.searchsorted(before, before[begin] + PAIRS, side="right")) - 1
        end = min(max(end, begin + 1), x.size)
        part = slice(begin, end)
        point = np.repeat(np.arange(begin, end), counts[part])
        run = np.arange(before[begin], before[end])
        candidate = grid.candidates[first[point] + (run - before[point])]
        distance = target.distances(x[point], y[point], candidate)
        starts = before[begin:end] - before[begin]
        least[part] = np.minimum.reduceat(distance, starts)
        hits = np.flatnonzero(distance == least[point])
        hit_point = point[hits]
        new = np.concatenate([np.ones(1, dtype=np.bool_), hit_point[1:] != hit_point[:-1]])
        segment[part] = candidate[hits[new]]
        begin = end
    return least, segment
