"""Two scenarios side by side: gained, lost, unchanged, now to verify."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.check import ANY, CheckResult, check
from analysis.counts import interval
from analysis.errors import ParameterError
from analysis.scenario import Scenario, with_extras
from analysis.verdict import VERDICTS

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from analysis.inputs import MeasureFrom

CHANGES = ("gained", "lost", "now_verify", "unchanged")


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changes from the first result to the second.

    Parameters
    ----------
    table
        One row a site: `name`, `street`, `before`, `after` (verdicts), `change`, `probability_before`,
        `probability_after`, `probability_change`, `distance_before_m`, `distance_after_m`. `change` is "gained"
        (now in), "lost" (now out), "now_verify" (now to verify) or "unchanged".
    transitions
        Sites by verdict before (rows) and after (columns): for every verdict, arrivals less departures is the
        difference of the two counts.
    counts
        Sites by change, index `CHANGES`.
    expected_gain, expected_loss
        Sum of the probabilities that rose, and of those that fell; their difference is `expected_change`.
    expected_change, low, high
        Change of the expected number inside, and the 90 % interval of the change: both results share their draws.
    before, after
        The two results.
    """

    table: pd.DataFrame
    transitions: pd.DataFrame
    counts: pd.Series
    expected_gain: float
    expected_loss: float
    expected_change: float
    low: int
    high: int
    before: CheckResult
    after: CheckResult


def compare(before: CheckResult, after: CheckResult) -> Comparison:
    """Compare two checks of the same sites.

    Parameters
    ----------
    before, after
        Made from the same sites with the same draws and seed; lines, distance and what is measured from may
        differ. For different lines, pass the same layers of lines and stations to both checks.

    Returns
    -------
    Comparison

    Raises
    ------
    ParameterError
        Different sites, or different draws or seed.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> near = check(sites, stations, lines, line_ids=["S1"], distance_m=500)
    >>> far = check(sites, stations, lines, line_ids=["S1"], distance_m=3500)
    >>> compare(near, far).counts.to_dict()
    {'gained': 3, 'lost': 0, 'now_verify': 0, 'unchanged': 1}
    """
    if not before.table.index.equals(after.table.index):
        zh = "两个结果的对象不是同一批, 无法比较; 请用同一图层重算"
        en = "the two results are about different sites and cannot be compared; make both from the same layer"
        raise ParameterError(zh, en)
    inside_before, inside_after = before.tallies[ANY].inside(), after.tallies[ANY].inside()
    if any(before.record.parameters[key] != after.record.parameters[key] for key in ("draws", "seed")):
        zh = "两个结果的模拟次数或种子不同, 无法比较; 请用相同的 draws 和 seed 重算"
        en = "the two results were made with different draws or seed; make both with the same to compare them"
        raise ParameterError(zh, en)
    old, new = before.table["verdict"].to_numpy(), after.table["verdict"].to_numpy()
    arrived = pd.Series(new).map({"in": "gained", "out": "lost", "verify": "now_verify"}).to_numpy()
    change = np.where(old == new, "unchanged", arrived)
    p_old, p_new = before.table["probability"].to_numpy(), after.table["probability"].to_numpy()
    moved = np.nan_to_num(p_new) - np.nan_to_num(p_old)
    low, high = interval(inside_after - inside_before)
    return Comparison(
        table=pd.DataFrame(
            {
                "name": before.table["name"],
                "street": before.table["street"],
                "before": old,
                "after": new,
                "change": pd.Series(change, index=before.table.index, dtype=object),
                "probability_before": p_old,
                "probability_after": p_new,
                "probability_change": p_new - p_old,
                "distance_before_m": before.table["distance_m"],
                "distance_after_m": after.table["distance_m"],
            },
            index=before.table.index,
        ),
        transitions=pd.DataFrame(
            [[int(((old == a) & (new == b)).sum()) for b in VERDICTS] for a in VERDICTS],
            index=pd.Index(VERDICTS, name="before", dtype=object),
            columns=pd.Index(VERDICTS, name="after", dtype=object),
        ),
        counts=pd.Series({name: int((change == name).sum()) for name in CHANGES}, name="sites"),
        expected_gain=float(moved[moved > 0].sum()),
        expected_loss=float(-moved[moved < 0].sum()),
        expected_change=float(moved.sum()),
        low=low,
        high=high,
        before=before,
        after=after,
    )


def compare_scenarios(
    first: Scenario,
    second: Scenario,
    sites: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    distance_m: float,
    measure_from: MeasureFrom = "stations",
) -> Comparison:
    """Check the sites against two scenarios and compare.

    Parameters
    ----------
    first, second
        Before and after.
    sites, stations, lines, distance_m, measure_from
        As for `analysis.check`.

    Returns
    -------
    Comparison

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check` and `analysis.scenario.with_extras`.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> now, plan = Scenario.at("now"), Scenario.at("plan")
    >>> compare_scenarios(now, plan, sites, stations, lines, distance_m=500).table["change"].tolist()
    ['unchanged', 'now_verify', 'unchanged', 'unchanged']
    """
    every_station, every_line = with_extras(stations, lines, [first, second])
    results = [
        check(
            sites,
            every_station,
            every_line,
            line_ids=scenario.choose(lines),
            distance_m=distance_m,
            measure_from=measure_from,
        )
        for scenario in (first, second)
    ]
    return compare(*results)
