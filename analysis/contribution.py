"""What each line adds: alone, after the lines before it, and what would be lost without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from analysis.areas import read_areas
from analysis.crs import require_same
from analysis.draws import DEFAULT_DRAWS, DEFAULT_SEED
from analysis.inputs import MeasureFrom, read_corridor, read_sites, require_distance
from analysis.simulate import Simulation
from analysis.zones import corridor_geometries, zone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geopandas import GeoDataFrame


def site_contribution(
    sites: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distance_m: float,
    measure_from: MeasureFrom = "stations",
) -> pd.DataFrame:
    """Split the expected number of sites inside among the lines.

    Parameters
    ----------
    sites, stations, lines, distance_m, measure_from
        As for `analysis.check`.
    line_ids
        In the order in which the lines come, which `marginal` depends on.

    Returns
    -------
    DataFrame
        Index `line`, in the order given: `alone` (expected sites of the line by itself), `marginal` (added to
        those of the lines before it), `unique` (lost if only this line were missing), `cumulative`. `marginal`
        adds up to the expected number of the whole corridor.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check`.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> split = site_contribution(sites, stations, lines, line_ids=["S1", "S3"], distance_m=500)
    >>> bool(split["marginal"].sum() == split["cumulative"].iloc[-1])
    True
    """
    require_distance(distance_m)
    places = read_sites(sites)
    corridor = read_corridor(stations, lines, line_ids, measure_from)
    require_same(sites, "sites", lines, "lines")
    simulation = Simulation(places, corridor, draws=DEFAULT_DRAWS, seed=DEFAULT_SEED)
    column = {line.id: position for position, line in enumerate(corridor)}
    rows = np.flatnonzero(~places.unknown).tolist()
    inside = np.array([simulation.distances(row) <= distance_m for row in rows], dtype=bool)
    inside = inside.reshape(len(rows), len(corridor), DEFAULT_DRAWS)

    def expected(chosen: Sequence[str]) -> float:
        return float(inside[:, [column[line] for line in chosen]].any(axis=1).mean(axis=1).sum())

    return _split(line_ids, expected)


def area_contribution(
    areas: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distance_m: float,
    measure_from: MeasureFrom = "stations",
) -> pd.DataFrame:
    """Split the covered land among the lines, at their nominal position.

    Parameters
    ----------
    areas, stations, lines, distance_m, measure_from
        As for `analysis.coverage`.
    line_ids
        In the order in which the lines come, which `marginal` depends on.

    Returns
    -------
    DataFrame
        As `site_contribution`, in square metres.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.coverage`.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> split = area_contribution(areas, stations, lines, line_ids=["S1", "S3"], distance_m=500)
    >>> (split.loc["S3"] / 10_000).round(1).tolist()
    [74.4, 74.4, 74.4, 192.2]
    """
    require_distance(distance_m)
    places = read_areas(areas)
    corridor = read_corridor(stations, lines, line_ids, measure_from)
    require_same(areas, "areas", lines, "lines")
    zones = {line.id: zone(corridor_geometries([line]), float(distance_m)) for line in corridor}

    def covered(chosen: Sequence[str]) -> float:
        united = shapely.union_all([zones[line] for line in chosen])
        return float(shapely.area(shapely.intersection(places.geometry, united)).sum())

    return _split(line_ids, covered)


def _split(line_ids: Sequence[str], measure: Callable[[Sequence[str]], float]) -> pd.DataFrame:
    order = list(dict.fromkeys(str(line) for line in line_ids))
    whole = measure(order)
    rows = []
    before = 0.0
    for position, line in enumerate(order):
        cumulative = measure(order[: position + 1])
        others = [other for other in order if other != line]
        rows.append(
            {
                "alone": measure([line]),
                "marginal": cumulative - before,
                "unique": whole - (measure(others) if others else 0.0),
                "cumulative": cumulative,
            },
        )
        before = cumulative
    return pd.DataFrame(rows, index=pd.Index(order, name="line"))
