"""Share of every area within several distances: at the nominal position, and in every draw of the corridor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.area_draws import AREA_DRAWS, AreaDraws
from analysis.counts import HIGH_SHARE, LOW_SHARE
from analysis.verdict import order_statistic
from analysis.zones import corridor_geometries, zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.areas import Areas
    from analysis.inputs import Line

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class AreaSpread:
    """Shares of n areas at t distances: `nominal` (n, t), `drawn` (n, t, draws)."""

    nominal: Floats
    drawn: Floats

    def weighed(self, weight: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return a weight covered in total: nominal, expected, 5 % and 95 % point, each of shape (t,)."""
        total = np.tensordot(weight, self.drawn, axes=1)
        return (weight @ self.nominal, *summary(total))

    @property
    def each(self) -> tuple[Floats, Floats, Floats]:
        """Expected share, 5 % and 95 % point of every area, each of shape (n, t)."""
        return summary(self.drawn)


def summary(drawn: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, 5 % and 95 % point over the last axis."""
    ranks = [order_statistic(drawn.shape[-1], share) for share in (LOW_SHARE, HIGH_SHARE)]
    ordered = np.partition(drawn, ranks, axis=-1)
    return drawn.mean(axis=-1), ordered[..., ranks[0]], ordered[..., ranks[1]]


def area_spread(areas: Areas, lines: Sequence[Line], distances_m: Floats, *, seed: int) -> AreaSpread:
    """Measure the shares.

    Parameters
    ----------
    areas, lines
        As read.
    distances_m
        Ascending, shape (t,).
    seed
        Of the simulation.

    Returns
    -------
    AreaSpread
    """
    shapes = corridor_geometries(lines)
    nominal = np.column_stack([covered_m2(areas.geometry, zone(shapes, d)) for d in distances_m.tolist()])
    nominal = np.clip(nominal / areas.area_m2[:, None], 0.0, 1.0)
    corridor = AreaDraws(lines, seed=seed)
    drawn = np.empty((len(areas.index), len(distances_m), AREA_DRAWS))
    for row, area in enumerate(areas.geometry):
        drawn[row] = corridor.shares(area, distances_m, nominal[row])
    return AreaSpread(nominal, drawn)


def covered_m2(geometry: Objects, covering: shapely.Geometry) -> Floats:
    """Return the area each polygon shares with the covering one, in square metres, shape (n,)."""
    return np.asarray(shapely.area(shapely.intersection(geometry, covering)), dtype=np.float64)
