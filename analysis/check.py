"""Which sites lie inside a corridor, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.counts import count
from analysis.crs import require_same
from analysis.draws import DEFAULT_DRAWS, DEFAULT_SEED, require_draws
from analysis.inputs import MeasureFrom, read_corridor, read_sites, require_distance
from analysis.nominal import nominal
from analysis.record import make_record
from analysis.remarks import corridor_remarks, site_remarks
from analysis.result import ANY, CheckResult
from analysis.simulate import Simulation
from analysis.spread import Spread
from analysis.verdict import verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

    from analysis.inputs import Line, Sites
    from analysis.nominal import Nominal

__all__ = ["ANY", "CheckResult", "check", "check_distances"]


def check(
    sites: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distance_m: float,
    measure_from: MeasureFrom = "stations",
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> CheckResult:
    """Decide for every site whether it lies within `distance_m` of the chosen lines.

    A located site is displaced by an isotropic Gaussian with its `accuracy_m` as CE90 (an extended one rigidly),
    an unlocated one is anywhere in its `search_area` with equal chance. A line shifts rigidly with all its
    stations; each station has an error of its own beside, so that its total is what its record states.

    Parameters
    ----------
    sites
        Index = ids; `geometry` (None = unlocated), `accuracy_m`, optional `name`, `street`, `basis`,
        `search_area`.
    stations
        Index = ids; `line`, points or None, `accuracy_m`, optional `name`, `search_area`.
    lines
        Index = line ids; `geometry`, `accuracy_m`, optional `name`. Pass all lines and choose by `line_ids`:
        a line's draws follow from its rank in this layer.
    line_ids
        The lines that make up the corridor; order and repetition do not matter.
    distance_m
        Threshold in metres; a distance equal to it is inside.
    measure_from
        "stations" (nearest station) or "line" (nearest point of the axis).
    draws, seed
        Size of the simulation (a power of two) and seed; the same input gives the same result, bit for bit.

    Returns
    -------
    CheckResult

    Raises
    ------
    CrsError
        A layer without metres, or layers in different CRS.
    DataError
        Ids that repeat, invalid geometries, a located feature without accuracy.
    ParameterError
        A distance that is not positive, an unknown line.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, _ = example_layers()
    >>> result = check(sites, stations, lines, line_ids=["S1", "S3"], distance_m=800)
    >>> result.table["verdict"].tolist()
    ['in', 'verify', 'out', 'verify']
    >>> result.counts.certain_in, result.counts.verify, result.counts.certain_out
    (1, 2, 1)
    """
    results = check_distances(
        sites,
        stations,
        lines,
        line_ids=line_ids,
        distances_m=[distance_m],
        measure_from=measure_from,
        draws=draws,
        seed=seed,
    )
    return results[float(distance_m)]


def check_distances(
    sites: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    line_ids: Sequence[str],
    distances_m: Sequence[float],
    measure_from: MeasureFrom = "stations",
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> dict[float, CheckResult]:
    """As `check` for several thresholds, for the price of little more than one.

    Returns
    -------
    dict
        Threshold to result, in the order given; the same as calling `check` for each.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, _ = example_layers()
    >>> results = check_distances(sites, stations, lines, line_ids=["S1"], distances_m=[500, 1000])
    >>> [result.counts.certain_in for result in results.values()]
    [1, 1]
    """
    for distance in distances_m:
        require_distance(distance)
    require_draws(draws)
    places = read_sites(sites)
    corridor = read_corridor(stations, lines, line_ids, measure_from)
    require_same(sites, "sites", lines, "lines")
    thresholds = [float(distance) for distance in distances_m]
    spread = Spread(Simulation(places, corridor, draws=draws, seed=seed), thresholds)
    where = nominal(places, corridor)
    record = make_record(
        "check",
        {"sites": sites, "stations": stations, "lines": lines},
        {
            "line_ids": [line.id for line in corridor],
            "distance_m": thresholds[0],
            "measure_from": measure_from,
            "draws": draws,
            "seed": seed,
        },
    )
    results = {}
    for position, distance in enumerate(thresholds):
        table = _table(places, where, spread, position, distance)
        by_line = _by_line(places, corridor, where, spread, position)
        tallies = dict(zip([*(line.id for line in corridor), ANY], spread.tallies[position], strict=True))
        counts = count(list(table["verdict"]), table["probability"].to_numpy(), tallies[ANY].inside())
        results[distance] = CheckResult(
            table=table,
            by_line=by_line,
            counts=counts,
            distance_m=distance,
            line_ids=tuple(line.id for line in corridor),
            measure_from=measure_from,
            unlocated_stations=tuple(name for line in corridor for name in line.unlocated),
            warnings=(*corridor_remarks(corridor, measure_from), *site_remarks(places)),
            record=replace(record, parameters={**record.parameters, "distance_m": distance}),
            tallies=tallies,
        )
    return results


def _table(places: Sites, where: Nominal, spread: Spread, position: int, distance_m: float) -> pd.DataFrame:
    probability = spread.probability[:, -1, position]
    return pd.DataFrame(
        {
            "name": pd.Series(places.name, dtype=object),
            "street": pd.Series(places.street, dtype=object),
            "verdict": pd.Series([verdict_of(value) for value in probability], dtype=object),
            "probability": probability,
            "distance_m": where.whole_m,
            "distance_low_m": spread.low_m,
            "distance_high_m": spread.high_m,
            "nearest_station": where.nearest("station"),
            "nearest_line": where.nearest("line"),
            "margin_m": distance_m - where.whole_m,
            "basis": pd.Series(places.basis, dtype=object),
            "accuracy_m": places.ce90_m,
            "flip_m": spread.flip_m[:, position],
        },
    ).set_axis(places.index)


def _by_line(
    places: Sites,
    corridor: tuple[Line, ...],
    where: Nominal,
    spread: Spread,
    position: int,
) -> pd.DataFrame:
    probability = spread.probability[:, :-1, position].ravel()
    ids = [line.id for line in corridor]
    return pd.DataFrame(
        {
            "verdict": pd.Series([verdict_of(value) for value in probability], dtype=object),
            "probability": probability,
            "distance_m": where.distance_m.ravel(),
            "nearest_station": pd.Series(where.station.ravel(), dtype=object),
        },
    ).set_axis(pd.MultiIndex.from_product([places.index, ids], names=["site", "line"]))
