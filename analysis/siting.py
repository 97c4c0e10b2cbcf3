"""Where next: which station sites would bring most uncovered places within a distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis.candidates import candidate_points
from analysis.counts import HIGH_SHARE, LOW_SHARE
from analysis.cover import Choice, Kinds, cover, kinds
from analysis.crs import require_same
from analysis.demand import Demand
from analysis.draws import DEFAULT_DRAWS, DEFAULT_SEED, require_draws
from analysis.errors import ParameterError
from analysis.fields import listed, require_unique_ids
from analysis.inputs import read_corridor, read_sites, require_distance
from analysis.record import make_record
from analysis.remarks import corridor_remarks, site_remarks
from analysis.verdict import order_statistic, verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    from analysis.inputs import Line, MeasureFrom
    from analysis.messages import Message
    from analysis.record import Record

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

MOST_STATIONS = 10
CHOSEN_ON = 128
"""Positions a place that the choice is made on; the figures of the result come from the full simulation."""
SECONDS = 10.0
"""Time the solver may take for each number of stations."""


@dataclass(frozen=True, eq=False)
class Existing:
    """Lines that are there already, as for `analysis.check`; what they cover counts for nothing."""

    stations: GeoDataFrame
    lines: GeoDataFrame
    line_ids: Sequence[str]
    measure_from: MeasureFrom = "stations"

    def read(self, sites: GeoDataFrame) -> tuple[Line, ...]:
        """Take the chosen lines apart; none when none is chosen."""
        if not len(self.line_ids):
            return ()
        require_same(sites, "sites", self.lines, "lines")
        return read_corridor(self.stations, self.lines, self.line_ids, self.measure_from)


@dataclass(frozen=True, eq=False)
class Suggestion:
    """The best stations for one number of them.

    Parameters
    ----------
    k
        How many stations were allowed.
    stations
        The chosen candidates: columns of the candidates, and `gain` (what each adds to the lines there, alone) and
        `unique` (what would be lost without it), both expected.
    gain, low, high
        Expected number (or weight) newly covered by all of them, and its 90 % interval.
    gap
        How far the choice may be below the best one, as a share of the best, on the positions it was made on.
    greedy_share
        What choosing one station after another would reach of this choice, 0 to 1, on the same positions.
    sites
        One row a place, index and order of the sites: `name`, `street`, `weight`, `before` and `after`
        (probability of being within the distance of the lines, and of lines or stations), `verdict_before`,
        `verdict_after`, `station` (id of the station most likely to cover it, None when none does).
    """

    k: int
    stations: GeoDataFrame
    gain: float
    low: float
    high: float
    gap: float
    greedy_share: float
    sites: pd.DataFrame

    @property
    def proven(self) -> bool:
        """Whether no better choice of as many stations exists on the positions it was made on."""
        return self.gap == 0.0


@dataclass(frozen=True, eq=False)
class SitingResult:
    """Suggestions for 1 to k stations.

    Parameters
    ----------
    suggestions
        One a number of stations, ascending.
    table
        Index k: `gain`, `low`, `high`, `adds` (over k - 1), `share` (of what is uncovered), `newly_in`,
        `newly_verify`, `gap`, `greedy_share`.
    total, before
        Weight of all places, and what the lines there cover of it (expected).
    candidates
        All candidates with `alone`, what each would add by itself (expected, on the positions of the choice).
    warnings, record
        As in `analysis.CheckResult`.
    """

    suggestions: tuple[Suggestion, ...]
    table: pd.DataFrame
    total: float
    before: float
    candidates: GeoDataFrame
    warnings: tuple[Message, ...]
    record: Record


def suggest(
    sites: GeoDataFrame,
    candidates: GeoDataFrame,
    *,
    distance_m: float,
    up_to: int = 5,
    weight: str | None = None,
    existing: Existing | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> SitingResult:
    """Choose 1 to `up_to` of the candidates so that the expected number of newly covered places is greatest.

    Every place counts with the probability that it is truly within the distance: a located one scatters by its
    accuracy, an unlocated one over its search area. What the lines there cover already counts for nothing. The
    integer programme (`analysis.cover`) is solved exactly on `CHOSEN_ON` positions of every place; the figures then
    come from `draws` positions. Distance is all it knows: not ground, cost, operation, or approval.

    Parameters
    ----------
    sites
        As for `analysis.check`.
    candidates
        Points; index = ids (`analysis.candidates`). Taken as exact: a proposal stands where it is put.
    distance_m
        Threshold in metres.
    up_to
        Largest number of stations, 1 to 10.
    weight
        Numeric column of `sites`, 0 or more; without one every place counts 1.
    existing
        What is there already.
    draws, seed
        Of the simulation.

    Returns
    -------
    SitingResult

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check`; also without candidates, or with a weight that is no number of 0 or more.

    Examples
    --------
    >>> from analysis.candidates import along
    >>> from analysis.example import example_layers
    >>> layers = example_layers()
    >>> result = suggest(layers.sites, along(layers.lines, 500), distance_m=800, up_to=2)
    >>> [len(each.stations) for each in result.suggestions], result.table["gap"].tolist()
    ([1, 2], [0.0, 0.0])
    """
    require_distance(distance_m)
    require_draws(draws)
    if not 1 <= up_to <= MOST_STATIONS:
        zh = f"站数 up_to={up_to!r} 应在 1 到 {MOST_STATIONS} 之间"
        raise ParameterError(zh, f"up_to={up_to!r} must be from 1 to {MOST_STATIONS}")
    require_unique_ids(candidates, "candidates")
    places = read_sites(sites)
    xy = candidate_points(candidates, sites)
    corridor = () if existing is None else existing.read(sites)
    measure_from = "stations" if existing is None else existing.measure_from
    weights = _weights(sites, weight)
    sample = min(CHOSEN_ON, draws)
    demand = Demand(places, corridor, float(distance_m), sample, seed)
    rows, before, by = demand.covered(xy, independent=False)
    open_weight = np.where(before, 0.0, weights[rows][:, None] / sample)
    programme = kinds(by.reshape(-1, len(xy)), open_weight.ravel())
    choices = [cover(programme, k, seconds=SECONDS) for k in range(1, up_to + 1)]
    figures = _Figures(
        Demand(places, corridor, float(distance_m), draws, seed), sites, weights, candidates, xy, choices
    )
    suggestions = tuple(figures.suggestion(k, choice) for k, choice in enumerate(choices, 1))
    inputs = {"sites": sites, "candidates": candidates}
    if existing is not None and corridor:
        inputs |= {"stations": existing.stations, "lines": existing.lines}
    return SitingResult(
        suggestions=suggestions,
        table=_table(suggestions, float(weights.sum()) - figures.covered),
        total=float(weights.sum()),
        before=figures.covered,
        candidates=candidates.assign(alone=_alone(programme)),
        warnings=(*corridor_remarks(corridor, measure_from), *site_remarks(places)),
        record=make_record(
            "siting",
            inputs,
            {
                "line_ids": [line.id for line in corridor], "distance_m": float(distance_m), "up_to": up_to,
                "weight": weight, "measure_from": measure_from, "draws": draws, "seed": seed, "chosen_on": sample,
                "chosen": [[str(key) for key in each.stations.index] for each in suggestions],
            },
        ),
    )  # fmt: skip


class _Figures:
    """What choices bring, measured on the full simulation."""

    def __init__(
        self,
        demand: Demand,
        sites: GeoDataFrame,
        weights: Floats,
        candidates: GeoDataFrame,
        xy: Floats,
        choices: Sequence[Choice],
    ) -> None:
        self.sites, self.weights, self.candidates = sites, weights, candidates
        self.names, self.streets = demand.sites.name, demand.sites.street
        self.used = sorted({place for choice in choices for place in choice.chosen})
        self.rows, self.before, self.by = demand.covered(xy[self.used], independent=False)
        _, before, by = demand.covered(xy[self.used], independent=True)
        self.open_by = by & ~before[:, :, None]
        self.weight = weights[self.rows]
        self.covered = float((self.before.mean(axis=1) * self.weight).sum())
        self.unknown = float(weights.sum() - self.weight.sum())

    def suggestion(self, k: int, choice: Choice) -> Suggestion:
        """Measure one choice."""
        mine = [self.used.index(place) for place in choice.chosen]
        by = self.by[:, :, mine]
        new = by.any(axis=2) & ~self.before
        chance = new.mean(axis=1)
        alone = ((by & ~self.before[:, :, None]).mean(axis=1) * self.weight[:, None]).sum(axis=0)
        others = by.sum(axis=2)[:, :, None] - by
        unique = ((by & (others == 0) & ~self.before[:, :, None]).mean(axis=1) * self.weight[:, None]).sum(axis=0)
        drawn = self.weight @ self.open_by[:, :, mine].any(axis=2)
        ranks = [order_statistic(len(drawn), share) for share in (LOW_SHARE, HIGH_SHARE)]
        low, high = np.sort(drawn)[ranks].tolist()
        stations = self.candidates.iloc[list(choice.chosen)].assign(gain=alone, unique=unique)
        return Suggestion(
            k=k,
            stations=gpd.GeoDataFrame(stations),
            gain=float((chance * self.weight).sum()),
            low=low,
            high=high + self.unknown,
            gap=choice.gap,
            greedy_share=choice.greedy / choice.covered if choice.covered > 0 else 1.0,
            sites=self._sites(by, new, choice.chosen),
        )

    def _sites(self, by: Bools, new: Bools, chosen: Sequence[int]) -> pd.DataFrame:
        n = len(self.sites)
        before, after = np.full(n, np.nan), np.full(n, np.nan)
        before[self.rows] = self.before.mean(axis=1)
        after[self.rows] = before[self.rows] + new.mean(axis=1)
        station = np.full(n, None, dtype=object)
        if len(chosen):
            chance = by.mean(axis=1)
            ids = self.candidates.index.to_numpy(dtype=object)[list(chosen)]
            station[self.rows] = np.where(chance.max(axis=1) > 0, ids[chance.argmax(axis=1)], None)
        return pd.DataFrame(
            {
                "name": pd.Series(self.names, dtype=object),
                "street": pd.Series(self.streets, dtype=object),
                "weight": self.weights,
                "before": before,
                "after": after,
                "verdict_before": pd.Series([verdict_of(value) for value in before], dtype=object),
                "verdict_after": pd.Series([verdict_of(value) for value in after], dtype=object),
                "station": pd.Series(station, dtype=object),
            },
        ).set_axis(self.sites.index)


def _table(suggestions: Sequence[Suggestion], uncovered: float) -> pd.DataFrame:
    gain = np.array([each.gain for each in suggestions])
    changed = [(each.sites["verdict_before"], each.sites["verdict_after"]) for each in suggestions]
    return pd.DataFrame(
        {
            "gain": gain,
            "low": [each.low for each in suggestions],
            "high": [each.high for each in suggestions],
            "adds": np.diff(gain, prepend=0.0),
            "share": gain / uncovered if uncovered > 0 else np.zeros(len(gain)),
            "newly_in": [int(((first != "in") & (second == "in")).sum()) for first, second in changed],
            "newly_verify": [int(((first == "out") & (second == "verify")).sum()) for first, second in changed],
            "gap": [each.gap for each in suggestions],
            "greedy_share": [each.greedy_share for each in suggestions],
        },
        index=pd.Index([each.k for each in suggestions], name="k"),
    )


def _alone(programme: Kinds) -> Floats:
    result: Floats = programme.weight @ programme.by
    return result


def _weights(sites: GeoDataFrame, column: str | None) -> Floats:
    if column is None:
        return np.ones(len(sites))
    if column not in sites.columns:
        zh = f"图层“sites”没有“{column}”列, 不能作为权重"
        raise ParameterError(zh, f"layer 'sites' has no column '{column}' to weigh by")
    values = np.asarray(pd.to_numeric(sites[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan))
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        names = listed(list(sites.index[bad]))
        zh = f"图层“sites”的 {names}: “{column}”不是 0 或更大的数; 请改正或填 0"
        raise ParameterError(zh, f"layer 'sites': {names} have no '{column}' of 0 or more; correct it or enter 0")
    return values
