"""Search areas: where a member without coordinates may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from shapely.ops import substring

from analysis.errors import DataError
from geodata import geojson
from geodata.crs import to_lonlat, to_metric
from geodata.zones import parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geodata.base import Base

CRUMB_KM2 = 0.005
"""Patches of a search area smaller than this, in km², are dropped: no village fits."""


def street_key(base: Base, street: str) -> str:
    """``street:330304004`` for one street, ``street:330304002+330304003`` for ``A|B``."""
    return "street:" + "+".join(base.street_codes[name] for name in street.split("|"))


def street_area(base: Base, street: str) -> BaseGeometry:
    """Take the street, or streets ``A|B``, minus hill forest and water; degrees."""
    whole = shapely.union_all([base.street(name) for name in street.split("|")], grid_size=geojson.GRID)
    free = to_metric(whole.difference(base.forest).difference(base.water))
    kept = [part for part in parts(free) if part.area >= CRUMB_KM2 * 1e6]
    return geojson.snap(to_lonlat(shapely.union_all(kept)))


def between(line: BaseGeometry, before: BaseGeometry, after: BaseGeometry, buffer_m: float) -> BaseGeometry:
    """Buffer the stretch of a line between two stations.

    Parameters
    ----------
    line, before, after
        The line and the two located stations, degrees.
    buffer_m
        Buffer in metres: the line's accuracy.

    Returns
    -------
    Polygon
        In degrees, on the grid of the files.
    """
    metric = to_metric(line)
    stops = [to_metric(item) for item in (before, after)]
    if not isinstance(metric, shapely.LineString):
        zh, en = "两站之间的线不是单条线", "the line between two stations is not a single line"
        raise DataError(zh, en)
    first, last = sorted(float(shapely.line_locate_point(metric, shapely.Point(stop.coords[0]))) for stop in stops)
    return geojson.snap(to_lonlat(substring(metric, first, last).buffer(buffer_m)))


def station_gaps(stations: Sequence[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Unlocated stations that lie between two located ones of the same line.

    Parameters
    ----------
    stations
        Properties with ``id``, ``line``, ``seq``, ``basis``.

    Returns
    -------
    dict
        Id of the unlocated station to the ids of its nearest located neighbours, before and after.
    """
    gaps = {}
    for station in stations:
        if station["basis"] != "unlocated":
            continue
        located = [item for item in stations if item["line"] == station["line"] and item["basis"] != "unlocated"]
        before = [item for item in located if item["seq"] < station["seq"]]
        after = [item for item in located if item["seq"] > station["seq"]]
        if before and after:
            first = max(before, key=lambda item: int(item["seq"]))
            last = min(after, key=lambda item: int(item["seq"]))
            gaps[station["id"]] = (first["id"], last["id"])
    return gaps
