"""The simulation behind every probability: where sites and stations may truly lie, and how far apart.

One draw places the whole district at once: every line moves rigidly by its shared error, every station by its
own, every site by its own. The distance from each site to each line's nearest station (or to its axis) is
kept per draw, so that any threshold can be asked of the same draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.draws import normal_pair, points_in, shuffled, uniform_pair
from analysis.gaussian import sigma_of
from analysis.placed import place, possible
from analysis.segments import each_m, nearest_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.inputs import Line, Sites

    Floats = NDArray[np.float64]


class Simulation:
    """Distances from sites to lines in every draw.

    Parameters
    ----------
    sites
        The sites, n of them.
    lines
        The chosen lines, m of them.
    draws, seed
        Size of the sample (a power of two) and seed of its scrambling.
    """

    def __init__(self, sites: Sites, lines: tuple[Line, ...], *, draws: int, seed: int) -> None:
        self.sites = sites
        self.lines = lines
        self.draws = draws
        self.seed = seed
        self._normal = normal_pair(draws, seed, 0)
        self._uniform = uniform_pair(draws, seed, 0)
        self._normal_reach = float(np.sqrt((self._normal**2).sum(axis=0).max()))
        self._lines = [place(line, draws=draws, seed=seed) for line in lines]
        self._areas: dict[bytes, tuple[Floats, Floats, float]] = {}
        # Places that share one search area object share one key.
        keys = {id(area): b"" if area is None else shapely.to_wkb(area) for area in sites.area}
        self.area_key = [keys[id(area)] for area in sites.area]

    def distances(self, row: int, key: int | None = None, *, up_to_m: float = np.inf) -> Floats:
        """Return the distance of one site to every line in every draw.

        Parameters
        ----------
        row
            Position of the site.
        key
            None to pair the site's error with the corridor's evenly (best for a probability), or the site's
            own key to make it independent of every other site's (needed for a count).
        up_to_m
            Stations that are farther than this in every draw may be left out: what is then returned is right
            wherever it is at most `up_to_m`.

        Returns
        -------
        ndarray
            Metres, shape (m, draws); inf for a line with nothing to measure to.
        """
        order = None if key is None else shuffled(self.draws, self.seed, key)
        geometry = self.sites.geometry[row]
        if geometry is None:
            points, middle, reach = self._area_points(row)
            return self._from_points(points if order is None else points[:, order], middle, reach, up_to_m)
        sigma = sigma_of(float(self.sites.ce90_m[row]))
        shift = sigma * (self._normal if order is None else self._normal[:, order])
        if self.sites.is_point[row]:
            middle = np.array([geometry.x, geometry.y])
            return self._from_points(middle[:, None] + shift, middle, sigma * self._normal_reach, up_to_m)
        return self._from_shape(geometry, shift)

    def _area_points(self, row: int) -> tuple[Floats, Floats, float]:
        """Places inside a site's search area, shape (2, draws), the middle of their box and their reach from it."""
        key = self.area_key[row]
        if key not in self._areas:
            points = points_in(self.sites.area[row], self._uniform)
            middle = (points.min(axis=1) + points.max(axis=1)) / 2
            self._areas[key] = points, middle, float(np.hypot(*(points - middle[:, None])).max())
        return self._areas[key]

    def _from_points(self, points: Floats, middle: Floats, reach_m: float, up_to_m: float) -> Floats:
        result = np.full((len(self._lines), self.draws), np.inf)
        east, north = np.empty(self.draws), np.empty(self.draws)
        for position, line in enumerate(self._lines):
            if line.axis is not None:
                nominal = each_m(middle, line.segments)
                reach = np.full(len(nominal), reach_m + line.shift_m)
                chosen = line.segments[possible(nominal, reach, up_to_m)]
                result[position] = nearest_m(points - line.shift, chosen)
                continue
            if not len(line.centre):
                continue
            nearest = result[position]
            for stop in possible(np.hypot(*(line.centre - middle).T), line.reach_m + reach_m, up_to_m):
                np.subtract(points[0], line.xy[stop, 0], out=east)
                np.subtract(points[1], line.xy[stop, 1], out=north)
                np.multiply(east, east, out=east)
                np.multiply(north, north, out=north)
                np.add(east, north, out=east)
                np.minimum(nearest, east, out=nearest)
            np.sqrt(nearest, out=nearest)
        return result

    def _from_shape(self, shape: shapely.Geometry, shift: Floats) -> Floats:
        """As `_from_points` for an extended site: the nearest edge of the rigidly shifted shape."""
        shape = shapely.from_wkb(shapely.to_wkb(shape))
        result = np.full((len(self._lines), self.draws), np.inf)
        reach = float(np.hypot(*shift).max())
        for position, line in enumerate(self._lines):
            if line.axis is not None:
                result[position] = _moved_distance(shape, shift - line.shift, line.axis)
                continue
            if not len(line.centre):
                continue
            nominal = shapely.distance(shape, shapely.points(line.centre))
            for stop in possible(np.asarray(nominal), line.reach_m + reach, np.inf):
                moved = line.xy[stop] - shift
                distance = shapely.distance(shape, shapely.points(moved[0], moved[1]))
                np.minimum(result[position], distance, out=result[position])
        return result


def _moved_distance(shape: shapely.Geometry, shift: Floats, axis: shapely.Geometry) -> Floats:
    """Distance from `shape`, moved by every column of `shift` (2, draws), to `axis`, shape (draws,)."""
    corners = shapely.get_coordinates(shape)
    draws = shift.shape[1]
    copies = np.repeat(np.array([shape], dtype=object), draws)
    moved = np.repeat(shift.T, len(corners), axis=0) + np.tile(corners, (draws, 1))
    result: Floats = shapely.distance(shapely.set_coordinates(copies, moved), axis)
    return result
