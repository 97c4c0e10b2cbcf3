"""Are the probabilities true? Simulated truths against verdicts given without knowing them.

Many small worlds are drawn in which the true positions are known; what is recorded is the truth plus errors as
the stated accuracies promise, a line's shared shift included. The check sees the records only. Of the sites
given a probability near p, a share p must truly be inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.check import check
from analysis.gaussian import shared_ce90_m, sigma_of

SIDE_M = 9000.0
"""Side of a world; truths are spread evenly over it, and sites near its edge are not scored."""
MARGIN_M = 2500.0


@dataclass(frozen=True)
class World:
    """What a simulated world is made of."""

    sites: int = 120
    stations: int = 4
    lines: int = 2
    distance_m: float = 800.0
    site_ce90_m: tuple[float, float] = (200.0, 1000.0)
    station_ce90_m: tuple[float, float] = (100.0, 900.0)
    line_ce90_m: tuple[float, float] = (50.0, 800.0)


def calibration_table(
    *,
    worlds: int = 100,
    seed: int = 1,
    draws: int = 1024,
    world: World | None = None,
    stated_share: float = 1.0,
) -> pd.DataFrame:
    """Compare stated probabilities with what turned out to be true.

    Parameters
    ----------
    worlds
        Number of simulated worlds; sites of one world share the corridor's errors and are not independent, so
        the sampling error is taken between worlds.
    seed
        Of the truths; it has nothing to do with the seed of the check.
    draws
        Of the check.
    world
        Sizes and accuracies.
    stated_share
        Every accuracy is stated as this share of the true one; anything but 1 must show in the table.

    Returns
    -------
    DataFrame
        Index `bin` (0, 0.05, 0.15 ... 0.95, 1: the middle of a tenth; the ends hold P = 0 and P = 1): `n` sites,
        `stated` (mean probability), `observed` (share truly inside), `standard_error` of observed - stated.
    """
    world = world or World()
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(worlds):
        probability, inside = _one(rng, world, draws, stated_share)
        rows.append(pd.DataFrame({"world": number, "stated": probability, "observed": inside.astype(float)}))
    scored = pd.concat(rows, ignore_index=True)
    scored["bin"] = np.clip(np.floor(scored["stated"] * 10), 0, 9) / 10 + 0.05
    scored.loc[scored["stated"] == 0, "bin"] = 0.0
    scored.loc[scored["stated"] == 1, "bin"] = 1.0
    scored["bin"] = scored["bin"].round(2)
    scored["surprise"] = scored["observed"] - scored["stated"]
    result = scored.groupby("bin").agg(n=("stated", "size"), stated=("stated", "mean"), observed=("observed", "mean"))
    by_world = scored.groupby(["bin", "world"])["surprise"].agg(["sum", "size"])
    # A ratio estimator over worlds: the residual of each world's sum, as for a cluster sample.
    mean = (result["observed"] - result["stated"]).reindex(by_world.index.get_level_values("bin")).to_numpy()
    residual = by_world["sum"] - mean * by_world["size"]
    variance = (residual**2).groupby(level="bin").sum()
    result["standard_error"] = np.sqrt(variance) / result["n"]
    return result


def _one(rng: np.random.Generator, world: World, draws: int, stated: float) -> tuple[np.ndarray, np.ndarray]:
    """Stated probability and truth of the scored sites of one world."""
    true_sites = rng.uniform(0, SIDE_M, (world.sites, 2))
    true_stations = rng.uniform(0, SIDE_M, (world.lines * world.stations, 2))
    owner = np.repeat(np.arange(world.lines), world.stations)
    site_ce90 = rng.uniform(*world.site_ce90_m, world.sites)
    station_ce90 = rng.uniform(*world.station_ce90_m, len(owner))
    line_ce90 = rng.uniform(*world.line_ce90_m, world.lines)
    shift = np.empty_like(true_stations)
    for line in range(world.lines):
        mine = owner == line
        shared = shared_ce90_m(float(line_ce90[line]), station_ce90[mine])
        own = sigma_of(1.0) * np.sqrt(station_ce90[mine] ** 2 - shared**2)
        shift[mine] = sigma_of(shared) * rng.standard_normal(2) + own[:, None] * rng.standard_normal((mine.sum(), 2))
    sigma = site_ce90 * sigma_of(1.0)
    seen_sites = true_sites + sigma[:, None] * rng.standard_normal(true_sites.shape)
    seen_stations = true_stations + shift
    codes = [f"L{line}" for line in range(world.lines)]
    result = check(
        _frame(seen_sites, stated * site_ce90),
        _frame(seen_stations, stated * station_ce90).assign(line=[codes[line] for line in owner]),
        gpd.GeoDataFrame({"accuracy_m": stated * line_ce90}, geometry=[None] * world.lines, index=codes, crs=4549),
        line_ids=codes,
        distance_m=world.distance_m,
        draws=draws,
    )
    separation = np.hypot(*(true_sites[:, None] - true_stations[None]).transpose(2, 0, 1)).min(axis=1)
    scored = ((seen_sites > MARGIN_M) & (seen_sites < SIDE_M - MARGIN_M)).all(axis=1)
    return result.table["probability"].to_numpy()[scored], (separation <= world.distance_m)[scored]


def _frame(xy: np.ndarray, ce90_m: np.ndarray) -> gpd.GeoDataFrame:
    # Eastings and northings of the zone, so that the CRS is an honest one.
    points = shapely.points(xy + np.array([500_000.0, 3_090_000.0]))
    return gpd.GeoDataFrame(
        {"accuracy_m": ce90_m}, geometry=points, crs=4549, index=[f"s{i:04d}" for i in range(len(xy))]
    )
