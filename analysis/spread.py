"""From simulated distances to probabilities, intervals and tallies, for one corridor and several thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.counts import HIGH_SHARE, LOW_SHARE
from analysis.draws import site_keys
from analysis.tally import Tally
from analysis.verdict import flip_m, order_statistic, turning_ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.simulate import Simulation

    Floats = NDArray[np.float64]


class Spread:
    """What the draws say about n sites, m lines and t thresholds.

    Parameters
    ----------
    simulation
        Sites and lines in every draw.
    distances_m
        The thresholds.

    Attributes
    ----------
    probability
        Shape (n, m + 1, t); the last of the second axis is the whole corridor. NaN where nothing is known.
    flip_m
        Change of the threshold that changes the verdict on the whole corridor, shape (n, t).
    low_m, high_m
        5 % and 95 % points of the distance to the whole corridor, shape (n,).
    tallies
        t lists of m + 1 tallies.
    """

    def __init__(self, simulation: Simulation, distances_m: Sequence[float]) -> None:
        n, m, t = len(simulation.sites.index), len(simulation.lines), len(distances_m)
        self.probability = np.full((n, m + 1, t), np.nan)
        self.flip_m = np.full((n, t), np.nan)
        self.low_m = np.full(n, np.nan)
        self.high_m = np.full(n, np.nan)
        measurable = np.array([line.measurable for line in simulation.lines], dtype=bool)
        if measurable.any():
            self._measure(simulation, distances_m)
        self.probability[:, np.append(~measurable, not measurable.any())] = np.nan
        self.tallies = self._tally(simulation, distances_m)

    def _measure(self, simulation: Simulation, distances_m: Sequence[float]) -> None:
        ranks = [order_statistic(simulation.draws, share) for share in (LOW_SHARE, HIGH_SHARE)]
        ranks += turning_ranks(simulation.draws)
        twins: dict[bytes, int] = {}
        for row in np.flatnonzero(~simulation.sites.unknown).tolist():
            unlocated = simulation.sites.geometry[row] is None
            twin = twins.setdefault(simulation.area_key[row], row) if unlocated else row
            if twin != row:  # places that share a search area share its answer
                for array in (self.probability, self.flip_m, self.low_m, self.high_m):
                    array[row] = array[twin]
                continue
            distances = _with_whole(simulation.distances(row))
            low, high, first_verify, first_in = np.partition(distances[-1], ranks)[ranks].tolist()
            self.low_m[row], self.high_m[row] = low, high
            for position, threshold in enumerate(distances_m):
                self.probability[row, :, position] = (distances <= threshold).mean(axis=1)
                self.flip_m[row, position] = flip_m(first_verify, first_in, threshold)

    def _tally(self, simulation: Simulation, distances_m: Sequence[float]) -> list[list[Tally]]:
        """Place every site independently of the others: what a number of sites is counted on."""
        uncertain = (self.probability > 0) & (self.probability < 1)
        rows = np.flatnonzero(uncertain.any(axis=(1, 2)))
        keys = site_keys(simulation.sites.index).tolist()
        corridors, t = self.probability.shape[1:]
        packed = np.empty((len(rows), t, corridors, simulation.draws // 8), dtype=np.uint8)
        for position, row in enumerate(rows.tolist()):
            distances = _with_whole(simulation.distances(row, keys[row], up_to_m=max(distances_m)))
            for place, threshold in enumerate(distances_m):
                packed[position, place] = np.packbits(distances <= threshold, axis=1)
        result = []
        for place in range(t):
            some = []
            for corridor in range(corridors):
                mine = uncertain[rows, corridor, place]
                always = self.probability[:, corridor, place] == 1.0
                some.append(Tally(always, rows[mine], packed[mine, place, corridor]))
            result.append(some)
        return result


def _with_whole(distances: Floats) -> Floats:
    return np.vstack([distances, distances.min(axis=0)])
