"""What a corridor leaves uncovered, largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.areas import read_areas
from analysis.crs import require_same
from analysis.inputs import MeasureFrom, read_corridor, require_distance
from analysis.zones import corridor_geometries, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

MIN_PART_M2 = 10_000.0
"""Pieces under one hectare are slivers between buffers rather than places."""


def uncovered(
    areas: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distance_m: float,
    measure_from: MeasureFrom = "stations",
    weight: str | None = None,
) -> GeoDataFrame:
    """List the pieces of the areas outside the nominal corridor, largest first.

    Parameters
    ----------
    areas, stations, lines, line_ids, distance_m, measure_from
        As for `analysis.coverage`.
    weight
        A column of `areas`; a piece carries its share of it, and pieces are ranked by it.

    Returns
    -------
    GeoDataFrame
        Index `rank` from 1: `area` (id), `name`, `part_m2`, `share` (of its area), `weight` (when asked for),
        `geometry`. Pieces under `MIN_PART_M2` are left out.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.coverage`.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> uncovered(areas, stations, lines, line_ids=["S1"], distance_m=500)[["name", "share"]].round(3).values.tolist()
    [['西街道', 0.902], ['东街道', 0.804]]
    """
    require_distance(distance_m)
    places = read_areas(areas, [] if weight is None else [weight])
    corridor = read_corridor(stations, lines, line_ids, measure_from)
    require_same(areas, "areas", lines, "lines")
    rest = shapely.difference(places.geometry, zone(corridor_geometries(corridor), float(distance_m)))
    parts, owner = shapely.get_parts(rest, return_index=True)
    keep = np.asarray(shapely.area(parts)) >= MIN_PART_M2
    parts, owner = parts[keep], owner[keep]
    part_m2 = np.asarray(shapely.area(parts), dtype=np.float64)
    share = part_m2 / places.area_m2[owner]
    table = pd.DataFrame(
        {
            "area": places.index[owner],
            "name": np.array(places.name, dtype=object)[owner],
            "part_m2": part_m2,
            "share": share,
        },
    )
    if weight is not None:
        table["weight"] = places.weights[weight][owner] * share
    frame = gpd.GeoDataFrame(table, geometry=parts, crs=areas.crs)
    frame = frame.sort_values(["part_m2" if weight is None else "weight", "area"], ascending=[False, True])
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="rank"))
