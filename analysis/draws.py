"""Quasi-random numbers: the same input gives the same bytes.

One table of scrambled Sobol points (Owen 1998; `scipy.stats.qmc`) with a fixed seed. Columns 0 and 1 are
the position error of a site, further pairs belong to lines and stations by rank, so that a line keeps its
draws whichever other lines are chosen beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.special import ndtri

from analysis.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

DEFAULT_DRAWS = 4096
"""Probabilities with a standard error of 0.002 (0.01 at worst in 2,300 comparisons with Rice's closed form)."""
DEFAULT_SEED = 20210301

SOBOL_COLUMNS = 128
"""Beyond this many coordinates (some 60 stations) plain pseudo-random columns do as well, and cost less."""

MIN_DRAWS, MAX_DRAWS = 64, 1 << 20


def require_draws(draws: int) -> None:
    """Refuse a number of draws for which Sobol points lose their balance.

    Raises
    ------
    ParameterError
        Not a power of two between 64 and 2^20.
    """
    if isinstance(draws, int) and MIN_DRAWS <= draws <= MAX_DRAWS and draws & (draws - 1) == 0:
        return
    zh = f"模拟次数 draws={draws!r} 应为 {MIN_DRAWS} 到 {MAX_DRAWS} 之间 2 的整数次幂, 例如 {DEFAULT_DRAWS}"
    en = f"draws={draws!r} must be a power of two from {MIN_DRAWS} to {MAX_DRAWS}, for example {DEFAULT_DRAWS}"
    raise ParameterError(zh, en)


@lru_cache(maxsize=8)
def _sobol(draws: int, seed: int) -> Floats:
    """Columns of uniform numbers, shape (SOBOL_COLUMNS, draws), read-only because threads share it."""
    from scipy.stats import qmc  # noqa: PLC0415 -- half the time to import this package, and only needed here

    points = qmc.Sobol(SOBOL_COLUMNS, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    # A zero would map to minus infinity; half a Sobol step keeps it finite without being seen.
    table = np.ascontiguousarray(np.clip(points, 2.0**-34, 1.0 - 2.0**-34).T)
    table.setflags(write=False)
    return table


@lru_cache(maxsize=8)
def _sobol_normal(draws: int, seed: int) -> Floats:
    table: Floats = ndtri(_sobol(draws, seed))
    table.setflags(write=False)
    return table


def uniform_pair(draws: int, seed: int, pair: int) -> Floats:
    """Return two columns of uniform numbers, shape (2, draws), for coordinate pair `pair`."""
    first = 2 * pair
    if first + 2 <= SOBOL_COLUMNS:
        return _sobol(draws, seed)[first : first + 2]
    return np.random.Generator(np.random.PCG64([seed, pair])).random((2, draws))


def normal_pair(draws: int, seed: int, pair: int) -> Floats:
    """Return two columns of standard normal numbers, shape (2, draws), for coordinate pair `pair`."""
    first = 2 * pair
    if first + 2 <= SOBOL_COLUMNS:
        return _sobol_normal(draws, seed)[first : first + 2]
    return np.random.Generator(np.random.PCG64([seed, pair])).standard_normal((2, draws))


def site_keys(ids: pd.Index) -> NDArray[np.uint64]:
    """Hash every id to the key of its own random order, so that it does not depend on the other rows."""
    names = np.array([str(value) for value in ids], dtype=object)
    return np.asarray(pd.util.hash_array(names, categorize=False), dtype=np.uint64)


def shuffled(draws: int, seed: int, key: int) -> Ints:
    """Return the order in which one site goes through its draws when sites are counted together.

    Sites share one table of position errors; walking through it in an order of its own makes each site's
    error independent of the others' and of the corridor's, which a count needs and a probability does not.
    """
    return np.random.Generator(np.random.PCG64([seed, int(key)])).permutation(draws)


@lru_cache(maxsize=512)
def _triangles(wkb: bytes) -> tuple[Floats, Floats]:
    """Constrained Delaunay triangles of a polygon, shape (n, 3, 2), and their cumulated area shares."""
    polygon = shapely.from_wkb(wkb)
    parts = shapely.get_parts(shapely.constrained_delaunay_triangles(polygon))
    corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
    # From west to east, so that numbers close together give places close together.
    corners = corners[np.argsort(corners[:, :, 0].mean(axis=1), kind="stable")]
    edge_1, edge_2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.abs(edge_1[:, 0] * edge_2[:, 1] - edge_1[:, 1] * edge_2[:, 0])
    share = np.cumsum(area) / area.sum()
    share[-1] = 1.0
    for array in (corners, share):
        array.setflags(write=False)
    return corners, share


def points_in(polygon: shapely.Geometry, uniform: Floats) -> Floats:
    """Map uniform numbers to points spread evenly over a polygon.

    Parameters
    ----------
    polygon
        Polygon or MultiPolygon with area.
    uniform
        Shape (2, draws), in (0, 1).

    Returns
    -------
    ndarray
        Coordinates, shape (2, draws), in the polygon's CRS.
    """
    corners, share = _triangles(shapely.to_wkb(polygon))
    which = np.searchsorted(share, uniform[0], side="right")
    below = np.concatenate(([0.0], share[:-1]))[which]
    # The place of the first number inside its triangle's share is again uniform; the square root makes
    # the map from the unit square to the triangle keep areas (Osada et al. 2002, section 4.2).
    within = np.clip((uniform[0] - below) / (share[which] - below), 0.0, 1.0)
    root = np.sqrt(within)
    weight_1, weight_2 = root * (1.0 - uniform[1]), root * uniform[1]
    a, b, c = corners[which, 0].T, corners[which, 1].T, corners[which, 2].T
    result: Floats = a + (b - a) * weight_1 + (c - a) * weight_2
    return result
