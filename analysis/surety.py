"""Where a corridor surely reaches, and where it may reach: for drawing, station by station."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from scipy.optimize import brentq

from analysis.gaussian import sigma_of, within_probability
from analysis.inputs import MeasureFrom, read_corridor, require_distance
from analysis.verdict import IN_FROM, OUT_UP_TO
from analysis.zones import DRAWN_QUAD_SEGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

Z90 = 1.2815515655446004
"""Nine chances in ten on one side of a straight edge: this many standard deviations."""


def reach_m(distance_m: float, ce90_m: float, probability: float) -> float | None:
    """Return how far from a point's recorded position a place is within `distance_m` with that probability.

    Parameters
    ----------
    distance_m
        Threshold.
    ce90_m
        Accuracy of the point; the place itself is taken as exact.
    probability
        Between 0 and 1.

    Returns
    -------
    float or None
        Metres; None where even the recorded position itself is less likely inside.
    """
    sigma = sigma_of(ce90_m)
    if sigma == 0.0:
        return distance_m

    def above(separation: float) -> float:
        return float(within_probability(separation, sigma, distance_m)) - probability

    if above(0.0) < 0:
        return None
    return float(brentq(above, 0.0, distance_m + 8 * sigma, xtol=0.1))


def sure_and_possible(
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distance_m: float,
    measure_from: MeasureFrom = "stations",
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the zone where an exact place is in, and the zone where it is in or to verify.

    Each station is taken alone, so a place between two uncertain stations may be surer than it is drawn; around a
    station known by a search area only, everything it could reach is possible and nothing sure. An axis moves
    straight across itself.

    Parameters
    ----------
    stations, lines, line_ids, distance_m, measure_from
        As for `analysis.check`.

    Returns
    -------
    tuple of shapely.Geometry
        Polygons in the layers' CRS; the first lies within the second.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check`.
    """
    require_distance(distance_m)
    sure: list[shapely.Geometry] = []
    possible: list[shapely.Geometry] = []
    for line in read_corridor(stations, lines, line_ids, measure_from):
        if line.axis is not None:
            edge = Z90 * sigma_of(line.shared_ce90_m)
            possible.append(_around(line.axis, distance_m + edge))
            if distance_m > edge:
                sure.append(_around(line.axis, distance_m - edge))
        for stop in line.stations:
            if stop.area is not None:
                possible.append(_around(stop.area, distance_m))
            if stop.xy is None:
                continue
            ce90 = (line.shared_ce90_m**2 + stop.own_ce90_m**2) ** 0.5
            for zones, probability in ((sure, IN_FROM), (possible, OUT_UP_TO)):
                radius = reach_m(float(distance_m), ce90, probability)
                if radius is not None:
                    zones.append(_around(shapely.Point(stop.xy), radius))
    inner = shapely.union_all(sure) if sure else shapely.MultiPolygon()
    return inner, shapely.union_all([inner, *possible])


def _around(shape: shapely.Geometry, distance_m: float) -> shapely.Geometry:
    return shapely.buffer(shape, distance_m, quad_segs=DRAWN_QUAD_SEGS)
