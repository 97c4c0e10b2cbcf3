"""How much of an area a corridor covers: land, sites, and whatever weight the area carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.area_spread import AreaSpread, area_spread
from analysis.areas import Areas, read_areas
from analysis.check import check
from analysis.crs import require_same
from analysis.draws import DEFAULT_SEED
from analysis.inputs import MeasureFrom, read_corridor, require_distance
from analysis.messages import Message
from analysis.record import make_record
from analysis.remarks import corridor_remarks
from analysis.zones import corridor_geometries, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    import shapely
    from geopandas import GeoDataFrame

    from analysis.check import CheckResult
    from analysis.record import Record


@dataclass(frozen=True, eq=False)
class CoverageResult:
    """Areas and the part of them within the corridor.

    Parameters
    ----------
    table
        One row an area, index and order of the areas: `name`, `area_m2`; `covered_m2` and `share` at the nominal
        position; `share_expected`, `share_low`, `share_high` (5 % and 95 %) given the accuracy of lines and
        stations. For every weight w: `w`, `w_covered` (nominal), `w_expected`, `w_low`, `w_high`. With sites:
        `sites`, `sites_expected`, `sites_low`, `sites_high`.
    total
        The same columns for all areas together; sites outside every area are among its sites.
    zone
        The nominal corridor as one polygon.
    sites
        The check of the sites, if there were any.
    distance_m, line_ids, measure_from, unlocated_stations, warnings, record
        As in `analysis.CheckResult`.
    """

    table: pd.DataFrame
    total: pd.Series
    zone: shapely.Geometry
    sites: CheckResult | None
    distance_m: float
    line_ids: tuple[str, ...]
    measure_from: MeasureFrom
    unlocated_stations: tuple[str, ...]
    warnings: tuple[Message, ...]
    record: Record


def coverage(
    areas: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distance_m: float,
    measure_from: MeasureFrom = "stations",
    weights: Sequence[str] = (),
    sites: GeoDataFrame | None = None,
) -> CoverageResult:
    """Measure how much of every area lies within `distance_m` of the chosen lines.

    The buffers are united first and intersected then, so that land near two stations counts once. The areas
    are taken as drawn; the corridor's accuracy makes the band.

    Parameters
    ----------
    areas
        Polygons that do not overlap; index = ids, optional `name`.
    stations, lines, line_ids, distance_m, measure_from
        As for `analysis.check`.
    weights
        Numeric columns of `areas` such as population or households, 0 or more, spread evenly over each area.
    sites
        Sites to count as well; a site belongs to the area whose `name` is its `street`.

    Returns
    -------
    CoverageResult

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check`; also for areas that overlap, an unknown or negative weight.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> result = coverage(areas, stations, lines, line_ids=["S1"], distance_m=500, weights=["people"])
    >>> result.table["share"].round(3).tolist()
    [0.196, 0.098]
    >>> round(result.total["people_covered"])
    1865
    """
    require_distance(distance_m)
    places = read_areas(areas, weights)
    corridor = read_corridor(stations, lines, line_ids, measure_from)
    require_same(areas, "areas", lines, "lines")
    ids = [line.id for line in corridor]
    spread = area_spread(places, corridor, np.array([float(distance_m)]), seed=DEFAULT_SEED)
    table, total = _land(places, spread)
    inputs = {"areas": areas, "stations": stations, "lines": lines}
    checked = None
    if sites is not None:
        inputs["sites"] = sites
        checked = check(sites, stations, lines, line_ids=ids, distance_m=distance_m, measure_from=measure_from)
        _count_sites(table, total, checked)
    parameters = {
        "line_ids": ids,
        "distance_m": float(distance_m),
        "measure_from": measure_from,
        "weights": list(weights),
        "seed": DEFAULT_SEED,
    }
    said = corridor_remarks(corridor, measure_from)
    if weights:
        zh = f"权重 {'、'.join(weights)} 按在各面内均匀分布折算"
        en = f"weights ({', '.join(weights)}) are taken as spread evenly over each area"
        said = (*said, Message(zh, en))
    return CoverageResult(
        table=table,
        total=total,
        zone=zone(corridor_geometries(corridor), float(distance_m)),
        sites=checked,
        distance_m=float(distance_m),
        line_ids=tuple(ids),
        measure_from=measure_from,
        unlocated_stations=tuple(name for line in corridor for name in line.unlocated),
        warnings=said,
        record=make_record("coverage", inputs, parameters),
    )


def _land(areas: Areas, spread: AreaSpread) -> tuple[pd.DataFrame, pd.Series]:
    """Tables of land and weights: a row an area, and all together."""
    nominal = spread.nominal[:, 0]
    expected, low, high = (values[:, 0] for values in spread.each)
    whole, *whole_band = (float(value[0]) for value in spread.weighed(areas.area_m2))
    land = float(areas.area_m2.sum())
    columns: dict[str, object] = {
        "name": pd.Series(areas.name, dtype=object),
        "area_m2": areas.area_m2,
        "covered_m2": areas.area_m2 * nominal,
        "share": nominal,
        "share_expected": expected,
        "share_low": low,
        "share_high": high,
    }
    total: dict[str, float] = {"area_m2": land, "covered_m2": whole, "share": whole / land}
    names = ["share_expected", "share_low", "share_high"]
    total.update({name: value / land for name, value in zip(names, whole_band, strict=True)})
    for column, weight in areas.weights.items():
        names = [f"{column}{end}" for end in ("_covered", "_expected", "_low", "_high")]
        columns[column] = weight
        columns.update(zip(names, (weight * share for share in (nominal, expected, low, high)), strict=True))
        total[column] = float(weight.sum())
        total.update(zip(names, (float(value[0]) for value in spread.weighed(weight)), strict=True))
    return pd.DataFrame(columns).set_axis(areas.index), pd.Series(total, name="total")


_COUNTED = {"sites": "n", "sites_expected": "expected", "sites_low": "low", "sites_high": "high"}


def _count_sites(table: pd.DataFrame, total: pd.Series, checked: CheckResult) -> None:
    by_area = checked.summary_by("street").reindex(table["name"]).fillna(0)
    for column, field in _COUNTED.items():
        table[column] = by_area[field].to_numpy()
        total[column] = getattr(checked.counts, field)
