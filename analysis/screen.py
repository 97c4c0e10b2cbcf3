"""The corridor check for very many points: only those near the threshold are simulated.

In a simulation of finitely many draws no error exceeds the greatest one drawn. A point farther from the threshold
than all greatest errors together is inside in every draw or in none, so its probability is exactly 1 or 0 and the
answer equals that of `analysis.check`. Every point between is simulated with the very draws of the check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from analysis.drawn import Drawn
from analysis.draws import normal_pair, require_draws
from analysis.errors import DataError
from analysis.gaussian import sigma_of
from analysis.inputs import read_corridor, require_distance
from analysis.kernel import EDGE, IN, OUT, Reach, from_geometries, from_points
from analysis.verdict import verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from analysis.inputs import MeasureFrom
    from analysis.target import FloatArray, IntArray, Target

ROUNDING_M = 1e-5
"""Far more than rounding can move a distance between coordinates of seven digits before the point."""
SEPARATE_ACCURACIES = 8
"""With more different accuracies than this, they are rounded up to steps of a quarter."""
VERDICT_OF = {IN: "in", OUT: "out", EDGE: "verify"}


@dataclass(frozen=True, eq=False)
class Screened:
    """Answers for one batch of points.

    Attributes
    ----------
    table
        Index = ids: `verdict`, `probability` (NaN: nothing known), and where the point is near enough for the
        threshold to matter `distance_m`, `nearest_station`, `nearest_line` of the nominal positions, else NaN, None.
    inside
        Number of points inside in every draw, shape (draws,).
    simulated
        How many points had to be simulated.
    """

    table: pd.DataFrame
    inside: IntArray
    simulated: int


class Screen:
    """One corridor and distance, ready for any number of batches.

    Parameters
    ----------
    stations, lines, line_ids, distance_m, measure_from, draws, seed
        As for `analysis.check`.
    points
        About how many points will be asked; only the speed depends on it.

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.check`.
    """

    def __init__(
        self,
        stations: gpd.GeoDataFrame,
        lines: gpd.GeoDataFrame,
        *,
        line_ids: Sequence[str],
        distance_m: float,
        measure_from: MeasureFrom,
        draws: int,
        seed: int,
        points: int = 1_000_000,
    ) -> None:
        require_distance(distance_m)
        require_draws(draws)
        self._draws = draws
        self._points = points
        self.crs = lines.crs
        self.distance_m = float(distance_m)
        self._site_norm = _greatest(draws, seed, 0)
        corridor = read_corridor(stations, lines, line_ids, measure_from)
        self._drawn = Drawn(corridor, float(distance_m), draws, seed)
        self._stops: list[tuple[str | None, str]] = []  # (station, line) of every geometry that is measured to
        shapes, reaches, self._areas = [], [0.0], []
        for line in corridor:
            shift = sigma_of(line.shared_ce90_m) * _greatest(draws, seed, line.pair)
            if line.axis is not None:
                shapes.append(line.axis)
                reaches.append(shift)
                self._stops.append((None, line.id))
            for station in line.stations:
                if station.xy is None:
                    box = shapely.bounds(station.area)
                    reach = float(np.hypot(box[2] - box[0], box[3] - box[1])) / 2
                    self._areas.append((from_points([(box[0] + box[2]) / 2], [(box[1] + box[3]) / 2]), reach))
                    continue
                own = sigma_of(station.own_ce90_m) * _greatest(draws, seed, station.pair)
                shapes.append(shapely.Point(station.xy))
                reaches.append(shift + own)
                self._stops.append((station.name, line.id))
        if not shapes:
            msg_zh = "所选线路没有一个有位置的车站或线位，不能批量核查"
            msg_en = "the chosen lines have no station or axis with a position: nothing to screen against"
            raise DataError(msg_zh, msg_en)
        self.target: Target = from_geometries(np.array(shapes, dtype=object))
        self._reach_m = max(reaches)
        self._cache: dict[tuple[int, float, float], Reach] = {}

    def outer_m(self, accuracy_m: float) -> float:
        """Distance from the nominal corridor beyond which a point of that accuracy is certainly out, metres."""
        return self.distance_m + self._reach_m + sigma_of(accuracy_m) * self._site_norm + ROUNDING_M

    def bounds(self, accuracy_m: float) -> tuple[float, float, float, float]:
        """Box outside of which every point of that accuracy (CE90, metres) is certainly out."""
        corners = [
            (np.array(target.bounds), self.outer_m(accuracy_m) + reach)
            for target, reach in [(self.target, 0.0), *self._areas]
        ]
        low = np.min([box[:2] - reach for box, reach in corners], axis=0)
        high = np.max([box[2:] + reach for box, reach in corners], axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def far(self, ids: pd.Index) -> Screened:
        """Answer for points known to lie outside of `bounds`."""
        n = len(ids)
        return self._result(ids, np.full(n, OUT, dtype=np.uint8), np.full(n, np.nan), np.full(n, -1, dtype=np.int64))

    def batch(self, ids: pd.Index, x: FloatArray, y: FloatArray, accuracy_m: FloatArray) -> Screened:
        """Decide a batch of points.

        Parameters
        ----------
        ids
            Of the points, shape (n,).
        x, y
            Metres in `crs`, NaN for a place without a position, shape (n,).
        accuracy_m
            CE90, metres, shape (n,).

        Raises
        ------
        DataError
            An accuracy that is missing, negative or infinite; the message names the first place.
        """
        located = np.isfinite(x) & np.isfinite(y)
        wrong = located & ~(np.isfinite(accuracy_m) & (accuracy_m >= 0))
        if wrong.any():
            name = ids[int(np.flatnonzero(wrong)[0])]
            msg_zh = f"{name} 缺少有效的 accuracy_m；请补上，或用 --accuracy 统一指定"
            msg_en = f"{name} has no valid accuracy_m; state it, or give one for all with --accuracy"
            raise DataError(msg_zh, msg_en)
        state = np.full(x.size, EDGE, dtype=np.uint8)
        for value, rows in _groups(np.where(located, accuracy_m, 0.0), located):
            state[rows] = self._states(x[rows], y[rows], value)
        outer = self.outer_m(float(accuracy_m[located].max())) if located.any() else self.distance_m
        near = np.flatnonzero((state != OUT) & located)
        distance, owner = np.full(x.size, np.nan), np.full(x.size, -1, dtype=np.int64)
        distance[near], owner[near] = self._reach(-2, self.target, 0.0, outer).measure(x[near], y[near])
        result = self._result(ids, state, distance, owner)
        unsure = np.flatnonzero((state == EDGE) & located)
        if unsure.size == 0:
            return result
        probability, inside = self._drawn.solve(ids[unsure], x[unsure], y[unsure], accuracy_m[unsure])
        verdicts = np.array([verdict_of(value) for value in probability], dtype=object)
        table = result.table
        every = {name: table[name].to_numpy(copy=True) for name in ("verdict", "probability")}
        every["verdict"][unsure] = verdicts
        every["probability"][unsure] = probability
        table = table.assign(**every)
        return Screened(table, result.inside + inside, int(unsure.size))

    def _states(self, x: FloatArray, y: FloatArray, accuracy_m: float) -> npt.NDArray[np.uint8]:
        error = sigma_of(accuracy_m) * self._site_norm
        inner = self.distance_m - self._reach_m - error - ROUNDING_M
        outer = self.outer_m(accuracy_m)
        state = self._reach(-1, self.target, max(inner, 0.0), outer).states(x, y)
        if inner < 0:
            state[state == IN] = EDGE
        for number, (target, reach) in enumerate(self._areas):
            maybe = self._reach(number, target, 0.0, self.distance_m + reach + error + ROUNDING_M).states(x, y)
            state[(maybe != OUT) & (state == OUT)] = EDGE
        return state

    def _reach(self, number: int, target: Target, inner_m: float, outer_m: float) -> Reach:
        key = number, inner_m, outer_m
        if key not in self._cache:
            self._cache[key] = Reach(target, inner_m, outer_m, points=self._points)
        return self._cache[key]

    def _result(self, ids: pd.Index, state: npt.NDArray[np.uint8], distance: FloatArray, owner: IntArray) -> Screened:
        stations = np.array([*(stop[0] for stop in self._stops), None], dtype=object)
        lines = np.array([*(stop[1] for stop in self._stops), None], dtype=object)
        words = np.array([VERDICT_OF[code] for code in range(3)], dtype=object)
        table = pd.DataFrame(
            {
                "verdict": words[state],
                "probability": np.where(state == EDGE, np.nan, (state == IN).astype(np.float64)),
                "distance_m": distance,
                "nearest_station": pd.Series(stations[owner], dtype=object, index=ids),
                "nearest_line": pd.Series(lines[owner], dtype=object, index=ids),
            },
            index=ids,
        )
        inside = np.full(self._draws, int((state == IN).sum()), dtype=np.int64)
        return Screened(table, inside, 0)


def _greatest(draws: int, seed: int, pair: int) -> float:
    """Length of the longest of the normal vectors drawn for a coordinate pair."""
    vectors = normal_pair(draws, seed, pair)
    return float(np.sqrt((vectors**2).sum(axis=0).max()))


def _groups(
    accuracy_m: FloatArray, located: npt.NDArray[np.bool_]
) -> list[tuple[float, slice | npt.NDArray[np.bool_]]]:
    """Points of one accuracy together; accuracies rounded up where there are too many."""
    values = np.unique(accuracy_m[located])
    if values.size == 1 and located.all():
        return [(float(values[0]), slice(None))]
    grouped = accuracy_m
    if values.size > SEPARATE_ACCURACIES:
        steps = np.log(np.maximum(accuracy_m, 0.1)) / np.log(1.25)
        grouped = np.exp(np.ceil(steps) * np.log(1.25)) * (1 + 1e-9)
        values = np.unique(grouped[located])
    return [(float(value), located & (grouped == value)) for value in values]
