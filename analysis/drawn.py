"""One point near the threshold in every draw: inside or not, by the kernel instead of by distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analysis.draws import normal_pair, shuffled, site_keys
from analysis.gaussian import sigma_of
from analysis.kernel import IN, OUT, Reach, from_geometries
from analysis.placed import place

if TYPE_CHECKING:
    import pandas as pd

    from analysis.inputs import Line
    from analysis.target import FloatArray, IntArray

FINE = 4_000_000
"""Asks the kernel for its finest cells: thousands of looks fall on every point."""


class Drawn:
    """A corridor in every draw, asked about points one by one.

    Parameters
    ----------
    lines
        As read by `analysis.inputs.read_corridor`.
    distance_m
        Threshold, metres.
    draws, seed
        Of the simulation; the draws are those of `analysis.check`.
    """

    def __init__(self, lines: tuple[Line, ...], distance_m: float, draws: int, seed: int) -> None:
        self._distance_m = distance_m
        self._draws, self._seed = draws, seed
        self._normal = normal_pair(draws, seed, 0)
        self._greatest = float(np.sqrt((self._normal**2).sum(axis=0).max()))
        placed = [place(line, draws=draws, seed=seed) for line in lines]
        self._axes = []
        for line in placed:
            if line.axis is not None:
                target = from_geometries(np.array([line.axis], dtype=object))
                self._axes.append((target, Reach(target, distance_m, distance_m, points=FINE), line))
        self._xy = np.concatenate([np.empty((0, 2, draws)), *(line.xy for line in placed)])
        self._centre = np.concatenate([np.empty((0, 2)), *(line.centre for line in placed)])
        self._reach_m = np.concatenate([np.empty(0), *(line.reach_m for line in placed)])

    def solve(self, ids: pd.Index, x: FloatArray, y: FloatArray, accuracy_m: FloatArray) -> tuple[FloatArray, IntArray]:
        """Simulate points.

        Parameters
        ----------
        ids, x, y, accuracy_m
            Of the points, shape (n,), all located.

        Returns
        -------
        probability, inside
            Of each point, shape (n,); number of points inside in every draw, each in an order of its own so that
            their errors are independent, shape (draws,).
        """
        near = self._near_axes(x, y, accuracy_m)
        keys = site_keys(ids)
        probability = np.empty(x.size)
        inside = np.zeros(self._draws, dtype=np.int64)
        for row in range(x.size):
            shift = sigma_of(float(accuracy_m[row])) * self._normal
            hit = self._inside(x[row], y[row], shift, near[:, row])
            probability[row] = hit.mean()
            if 0 < probability[row] < 1:
                order = shuffled(self._draws, self._seed, int(keys[row]))
                hit = self._inside(x[row], y[row], shift[:, order], near[:, row])
            inside += hit
        return probability, inside

    def _near_axes(self, x: FloatArray, y: FloatArray, accuracy_m: FloatArray) -> npt.NDArray[np.bool_]:
        """Which axes can come within the threshold of which points, shape (axes, n)."""
        near = np.zeros((len(self._axes), x.size), dtype=np.bool_)
        error = sigma_of(float(accuracy_m.max())) * self._greatest if x.size else 0.0
        for number, (target, _, line) in enumerate(self._axes):
            outer = self._distance_m + error + line.shift_m + 1e-5
            near[number] = Reach(target, 0.0, outer, points=x.size).states(x, y) != OUT
        return near

    def _inside(self, x: float, y: float, shift: FloatArray, near: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        result = np.zeros(self._draws, dtype=np.bool_)
        px, py = x + shift[0], y + shift[1]
        for number in np.flatnonzero(near).tolist():
            _, reach, line = self._axes[number]
            result |= reach.states(px - line.shift[0], py - line.shift[1]) == IN
        if self._reach_m.size:
            error = float(np.sqrt((shift**2).sum(axis=0).max()))
            nominal = np.hypot(self._centre[:, 0] - x, self._centre[:, 1] - y)
            for stop in np.flatnonzero(nominal - self._reach_m - error <= self._distance_m + 1e-5).tolist():
                east, north = px - self._xy[stop, 0], py - self._xy[stop, 1]
                result |= np.sqrt(east * east + north * north) <= self._distance_m
        return result
