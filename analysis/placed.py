"""Lines and stations in every draw of the simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.draws import normal_pair, points_in, uniform_pair
from analysis.gaussian import sigma_of
from analysis.segments import segments_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.inputs import Line

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlacedLine:
    """A line in every draw.

    Stations: `xy` (n, 2, draws), nominal `centre` (n, 2), `reach_m` (n,) around it. Axis: `segments` (k, 4). All
    of it moves by `shift` (2, draws), at most `shift_m`, which the stations' `xy` contain already.
    """

    xy: Floats
    centre: Floats
    reach_m: Floats
    shift: Floats
    axis: shapely.Geometry | None
    segments: Floats
    shift_m: float


def place(line: Line, *, draws: int, seed: int) -> PlacedLine:
    """Move a line rigidly by its shared error, and each of its stations by its own beside it.

    Parameters
    ----------
    line
        As read by `analysis.inputs.read_corridor`.
    draws, seed
        Of the simulation.

    Returns
    -------
    PlacedLine
    """
    shift = sigma_of(line.shared_ce90_m) * normal_pair(draws, seed, line.pair)
    count = len(line.stations)
    xy = np.empty((count, 2, draws))
    centre = np.empty((count, 2))
    for position, station in enumerate(line.stations):
        if station.area is not None:
            xy[position] = points_in(station.area, uniform_pair(draws, seed, station.pair))
            centre[position] = (xy[position].min(axis=1) + xy[position].max(axis=1)) / 2
            continue
        centre[position] = station.xy
        xy[position] = centre[position][:, None] + shift
        if station.own_ce90_m > 0:
            xy[position] += sigma_of(station.own_ce90_m) * normal_pair(draws, seed, station.pair)
    offset = xy - centre[:, :, None]
    reach = np.sqrt((offset**2).sum(axis=1).max(axis=1)) if count else np.empty(0)
    # A clone: shapely prepares geometries in place, and two threads on one geometry crash.
    axis = None if line.axis is None else shapely.from_wkb(shapely.to_wkb(line.axis))
    segments = np.empty((0, 4)) if axis is None else segments_of(axis)
    return PlacedLine(xy, centre, reach, shift, axis, segments, float(np.hypot(*shift).max()))


def possible(nominal_m: Floats, reach_m: Floats, up_to_m: float) -> list[int]:
    """Return which stations or segments can be the nearest in some draw and within `up_to_m`.

    Leaving out the others changes nothing, exactly: `reach_m` bounds every simulated displacement.

    Parameters
    ----------
    nominal_m
        Distances between undisplaced places, shape (n,).
    reach_m
        Longest displacement of the two ends together, shape (n,).
    up_to_m
        The largest distance of interest.
    """
    bound = min(float((nominal_m + reach_m).min()), up_to_m)
    return [int(position) for position in np.flatnonzero(nominal_m - reach_m <= bound)]
