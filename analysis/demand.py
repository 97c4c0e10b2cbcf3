"""Where the places to be served may be, in a sample of equally likely positions: what sites are chosen on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.draws import normal_pair, points_in, shuffled, site_keys, uniform_pair
from analysis.gaussian import sigma_of
from analysis.simulate import Simulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.inputs import Line, Sites

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Demand:
    """Sites in every draw, together with the lines that are there already.

    Parameters
    ----------
    sites, lines
        As read by `analysis.inputs`; no lines when nothing is there yet.
    distance_m
        Threshold.
    draws, seed
        Of the sample; the draws are those of `analysis.check`.
    """

    sites: Sites
    lines: tuple[Line, ...]
    distance_m: float
    draws: int
    seed: int

    def covered(self, xy: Floats, *, independent: bool) -> tuple[NDArray[np.intp], Bools, Bools]:
        """Tell which draws of which site are within the distance of what.

        Parameters
        ----------
        xy
            Places of the candidates, shape (c, 2), taken as exact: a proposal stands where it is put.
        independent
            Whether every site goes through the draws in an order of its own (needed for a count).

        Returns
        -------
        rows
            Positions of the sites of which anything is known, shape (n,).
        before
            Within the distance of the lines, shape (n, draws).
        by
            Within the distance of each candidate, shape (n, draws, c).
        """
        rows = np.flatnonzero(~self.sites.unknown)
        keys = site_keys(self.sites.index)
        simulation = Simulation(self.sites, self.lines, draws=self.draws, seed=self.seed)
        before = np.zeros((len(rows), self.draws), dtype=np.bool_)
        by = np.zeros((len(rows), self.draws, len(xy)), dtype=np.bool_)
        for place, row in enumerate(rows.tolist()):
            key = int(keys[row]) if independent else None
            if self.lines:
                before[place] = (simulation.distances(row, key) <= self.distance_m).any(axis=0)
            order = np.arange(self.draws) if key is None else shuffled(self.draws, self.seed, key)
            by[place] = self._within(row, order, xy)
        return rows, before, by

    def _within(self, row: int, order: NDArray[np.int64], xy: Floats) -> Bools:
        """Draws in which a site is within the distance of each candidate, shape (draws, c)."""
        shape = self.sites.geometry[row]
        if shape is None:
            places = points_in(self.sites.area[row], uniform_pair(self.draws, self.seed, 0))[:, order]
        else:
            shift = sigma_of(float(self.sites.ce90_m[row])) * normal_pair(self.draws, self.seed, 0)[:, order]
            if not self.sites.is_point[row]:
                return self._from_shape(shape, shift, xy)
            places = np.array([[shape.x], [shape.y]]) + shift
        east = places[0][:, None] - xy[:, 0]
        north = places[1][:, None] - xy[:, 1]
        result: Bools = np.hypot(east, north) <= self.distance_m
        return result

    def _from_shape(self, shape: shapely.Geometry, shift: Floats, xy: Floats) -> Bools:
        """Compare an extended site that moves as a whole: the candidates move the other way."""
        own = shapely.from_wkb(shapely.to_wkb(shape))
        shapely.prepare(own)
        reach = self.distance_m + float(np.hypot(*shift).max())
        near = np.flatnonzero(shapely.dwithin(own, shapely.points(xy), reach))
        result = np.zeros((shift.shape[1], len(xy)), dtype=np.bool_)
        for candidate in near.tolist():
            moved = shapely.points(xy[candidate, 0] - shift[0], xy[candidate, 1] - shift[1])
            result[:, candidate] = shapely.dwithin(own, moved, self.distance_m)
        return result
