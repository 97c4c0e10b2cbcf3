"""How much of an area lies in the corridor when the corridor itself is uncertain.

Places spread evenly over the area, times draws of the whole corridor. The share found in a draw is corrected by
what the same places give at the nominal position, whose true share is known from the polygons: the places then
only have to get the change right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.draws import points_in, uniform_pair
from analysis.placed import place
from analysis.segments import each_m, nearest_m, segments_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import shapely
    from numpy.typing import NDArray

    from analysis.inputs import Line

    Floats = NDArray[np.float64]

AREA_POINTS = 1024
"""Places an area."""
AREA_DRAWS = 256
"""Draws of the corridor; with `AREA_POINTS` a share is good to about half a percentage point."""


class AreaDraws:
    """The corridor in `AREA_DRAWS` draws, ready to be asked about areas.

    Parameters
    ----------
    lines
        The chosen lines.
    seed
        Of the simulation.
    """

    def __init__(self, lines: Sequence[Line], *, seed: int) -> None:
        self.seed = seed
        self._lines = lines
        self._placed = [place(line, draws=AREA_DRAWS, seed=seed) for line in lines]

    def shares(self, area: shapely.Geometry, distances_m: Floats, nominal_share: Floats) -> Floats:
        """Return the share of one area within every distance, in every draw.

        Parameters
        ----------
        area
            Polygon or MultiPolygon.
        distances_m
            Ascending, shape (t,).
        nominal_share
            Share within each distance of the nominal corridor, shape (t,).

        Returns
        -------
        ndarray
            Shape (t, AREA_DRAWS), each in 0 to 1, not decreasing with distance when `nominal_share` does not.
        """
        points = points_in(area, uniform_pair(AREA_POINTS, self.seed, 0))
        nominal = self._nominal(points)
        moved = self._distances(points, float(distances_m.max()))
        result = np.empty((len(distances_m), AREA_DRAWS))
        for position, distance in enumerate(distances_m):
            change = (moved <= distance).mean(axis=1) - (nominal <= distance).mean()
            result[position] = np.clip(nominal_share[position] + change, 0.0, 1.0)
        return np.maximum.accumulate(result, axis=0)

    def _nominal(self, points: Floats) -> Floats:
        nearest = np.full(points.shape[1], np.inf)
        for line in self._lines:
            if line.axis is not None:
                np.minimum(nearest, nearest_m(points, segments_of(line.axis)), out=nearest)
            for stop in line.stations:
                if stop.xy is not None:
                    np.minimum(nearest, np.hypot(points[0] - stop.xy[0], points[1] - stop.xy[1]), out=nearest)
        return nearest

    def _distances(self, points: Floats, up_to_m: float) -> Floats:
        """Distance of every place to the corridor in every draw, shape (draws, places), right up to `up_to_m`."""
        nearest = np.full((AREA_DRAWS, points.shape[1]), np.inf)
        middle = (points.min(axis=1) + points.max(axis=1)) / 2
        reach = float(np.hypot(*(points - middle[:, None])).max())
        for line in self._placed:
            far = np.hypot(*(line.centre - middle).T) - reach - line.reach_m > up_to_m
            for stop in np.flatnonzero(~far):
                nominal = np.hypot(points[0] - line.centre[stop, 0], points[1] - line.centre[stop, 1])
                # A place farther away than this is never within reach of the station, in no draw.
                near = np.flatnonzero(nominal <= up_to_m + line.reach_m[stop])
                east, north = points[:, near]
                moved = np.hypot(east - line.xy[stop, 0][:, None], north - line.xy[stop, 1][:, None])
                nearest[:, near] = np.minimum(nearest[:, near], moved)
            if line.axis is None:
                continue
            # Only pieces that come within the largest distance of the area in some draw can matter, and of the
            # places only those that they can come near.
            close = each_m(middle, line.segments) - reach - line.shift_m <= up_to_m
            if not close.any():
                continue
            near = np.flatnonzero(nearest_m(points, line.segments[close]) <= up_to_m + line.shift_m)
            chosen = points[:, near]
            for draw in range(AREA_DRAWS):
                distance = nearest_m(chosen - line.shift[:, draw : draw + 1], line.segments[close])
                nearest[draw, near] = np.minimum(nearest[draw, near], distance)
        return nearest
