"""Distances between the positions as recorded: the figures one can measure on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.inputs import Line, Sites

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Nominal:
    """Distance of n sites to m lines, shape (n, m), NaN where either has no position.

    `station` names the nearest station of each line (None when measured from the axis), shape (n, m).
    """

    distance_m: Floats
    station: Objects
    line: Objects

    @property
    def whole_m(self) -> Floats:
        """Distance to the nearest of the lines that have a position, shape (n,)."""
        nearest: Floats = np.fmin.reduce(self.distance_m, axis=1)
        return nearest

    def nearest(self, what: Literal["station", "line"]) -> pd.Series:
        """Return the nearest line's id or its nearest station's name; None without a nominal distance."""
        rows = np.arange(len(self.distance_m))
        first = np.where(np.isnan(self.distance_m), np.inf, self.distance_m).argmin(axis=1)
        values = np.where(np.isnan(self.distance_m).all(axis=1), None, getattr(self, what)[rows, first])
        return pd.Series(values, dtype=object)


def nominal(sites: Sites, lines: tuple[Line, ...]) -> Nominal:
    """Measure nominal distances.

    Parameters
    ----------
    sites
        n sites; extended ones are measured from their nearest edge, 0 inside.
    lines
        m lines; stations known by a search area only have no nominal position and are left out.

    Returns
    -------
    Nominal
        Of equally near stations or lines the first by id is named.
    """
    n, m = len(sites.index), len(lines)
    distance = np.full((n, m), np.nan)
    station = np.full((n, m), None, dtype=object)
    rows = np.flatnonzero(sites.located)
    shapes = sites.geometry[rows]
    for column, line in enumerate(lines):
        if line.axis is not None:
            distance[rows, column] = shapely.distance(shapes, line.axis)
            continue
        stops = [stop for stop in line.stations if stop.xy is not None]
        if not stops or not len(rows):
            continue
        points = shapely.points(np.array([stop.xy for stop in stops], dtype=np.float64))
        each = np.asarray(shapely.distance(shapes[:, None], np.asarray(points)[None, :]))
        distance[rows, column] = each.min(axis=1)
        names = np.array([stop.name for stop in stops], dtype=object)
        station[rows, column] = names[each.argmin(axis=1)]
    return Nominal(distance, station, np.tile(np.array([line.id for line in lines], dtype=object), (n, 1)))
