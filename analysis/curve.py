"""How many sites, and how much land, come within the corridor as the distance grows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.area_spread import area_spread
from analysis.areas import read_areas
from analysis.check import check_distances
from analysis.crs import require_same
from analysis.draws import DEFAULT_SEED
from analysis.errors import ParameterError
from analysis.inputs import MeasureFrom, read_corridor, require_distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

CURVE_DRAWS = 1024
"""A curve is read by eye: a quarter of the draws of a check keep it quick."""


def site_curve(
    sites: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distances_m: Sequence[float],
    measure_from: MeasureFrom = "stations",
    draws: int = CURVE_DRAWS,
) -> pd.DataFrame:
    """Count the sites within every distance.

    Parameters
    ----------
    sites, stations, lines, line_ids, measure_from, draws
        As for `analysis.check`.
    distances_m
        Metres, ascending.

    Returns
    -------
    DataFrame
        Index `distance_m`: `nominal` (located sites whose recorded position is within), `certain_in`, `verify`,
        `certain_out`, `expected`, `low`, `high` (90 % band of the number inside). Every column but `verify` and
        `certain_out` never falls as the distance grows.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check`; also for distances that do not ascend.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> curve = site_curve(sites, stations, lines, line_ids=["S1"], distances_m=[500, 1000, 3000])
    >>> curve["nominal"].tolist()
    [1, 2, 3]
    """
    distances = require_ascending(distances_m)
    results = check_distances(
        sites,
        stations,
        lines,
        line_ids=line_ids,
        distances_m=distances,
        measure_from=measure_from,
        draws=draws,
    )
    rows = []
    for distance, result in results.items():
        counts = result.counts
        rows.append(
            {
                "nominal": int((result.table["distance_m"] <= distance).sum()),
                "certain_in": counts.certain_in,
                "verify": counts.verify,
                "certain_out": counts.certain_out,
                "expected": counts.expected,
                "low": counts.low,
                "high": counts.high,
            },
        )
    return pd.DataFrame(rows, index=pd.Index(distances, name="distance_m"))


def area_curve(
    areas: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distances_m: Sequence[float],
    measure_from: MeasureFrom = "stations",
    weight: str | None = None,
) -> pd.DataFrame:
    """Measure the share of all areas together within every distance.

    Parameters
    ----------
    areas, stations, lines, line_ids, measure_from
        As for `analysis.coverage`.
    distances_m
        Metres, ascending.
    weight
        A column of `areas` to measure instead of land.

    Returns
    -------
    DataFrame
        Index `distance_m`: `covered` (m2, or units of the weight) and `share` at the nominal position;
        `share_expected`, `share_low`, `share_high` (90 % band). None of them falls as the distance grows.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.coverage`; also for distances that do not ascend.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> curve = area_curve(areas, stations, lines, line_ids=["S1"], distances_m=[500, 1000])
    >>> curve["share"].round(3).tolist()
    [0.147, 0.589]
    """
    distances = require_ascending(distances_m)
    places = read_areas(areas, [] if weight is None else [weight])
    corridor = read_corridor(stations, lines, line_ids, measure_from)
    require_same(areas, "areas", lines, "lines")
    values = places.area_m2 if weight is None else places.weights[weight]
    if not values.sum() > 0:
        zh = f"权重“{weight}”合计为 0, 无法计算份额"
        en = f"the weight '{weight}' adds up to 0, so there is no share to measure"
        raise ParameterError(zh, en)
    spread = area_spread(places, corridor, np.array(distances), seed=DEFAULT_SEED)
    covered, *band = spread.weighed(values)
    table = pd.DataFrame({"covered": covered, "share": covered / values.sum()})
    for column, value in zip(("share_expected", "share_low", "share_high"), band, strict=True):
        table[column] = value / values.sum()
    return table.set_axis(pd.Index(distances, name="distance_m"))


def require_ascending(distances_m: Sequence[float]) -> list[float]:
    """Return the distances as floats.

    Raises
    ------
    ParameterError
        None at all, one that is not a positive number, or not in ascending order.
    """
    for distance in distances_m:
        require_distance(distance)
    distances = [float(distance) for distance in distances_m]
    if distances and all(a < b for a, b in pairwise(distances)):
        return distances
    zh = "距离序列应至少有一个数, 并从小到大排列"
    en = "give at least one distance, in ascending order"
    raise ParameterError(zh, en)
