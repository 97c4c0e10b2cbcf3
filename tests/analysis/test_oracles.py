"""Probabilities against closed forms and brute force."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import stats

from analysis import check
from analysis.gaussian import sigma_of
from tests.analysis.frames import X0, Y0, at, box, lines, sites, stations

TOLERANCE = 0.006
"""4096 scrambled Sobol points: a standard error of about 0.002."""


@pytest.mark.parametrize("separation", [0, 350, 800, 1100, 1600])
@pytest.mark.parametrize("site_ce90", [0.0, 400.0, 1250.0])
@pytest.mark.parametrize(("line_ce90", "stop_ce90"), [(10.0, 50.0), (100.0, 981.0), (800.0, 200.0), (0.0, 0.0)])
def test_one_station_is_rice(separation: float, site_ce90: float, line_ce90: float, stop_ce90: float):
    result = check(
        sites([(separation, 0)], site_ce90),
        stations([("L", (0, 0), stop_ce90)]),
        lines({"L": line_ce90}),
        line_ids=["L"],
        distance_m=800,
    )
    sigma = math.hypot(sigma_of(site_ce90), sigma_of(stop_ce90))
    exact = float(separation <= 800) if sigma == 0 else stats.rice.cdf(800, separation / sigma, scale=sigma)
    assert result.table["probability"].iloc[0] == pytest.approx(exact, abs=TOLERANCE)


@pytest.mark.parametrize("offset", [0, 300, 800, 1300])
def test_a_long_straight_line_is_a_strip(offset: float):
    result = check(
        sites([(0, offset)], 500.0),
        stations([]),
        lines({"L": 300.0}, {"L": [(-90_000, 0), (90_000, 0)]}),
        line_ids=["L"],
        distance_m=800,
        measure_from="line",
    )
    sigma = math.hypot(sigma_of(500.0), sigma_of(300.0))
    exact = stats.norm.cdf((800 - offset) / sigma) - stats.norm.cdf((-800 - offset) / sigma)
    assert result.table["probability"].iloc[0] == pytest.approx(exact, abs=TOLERANCE)


def test_a_search_area_without_other_error_is_its_covered_share():
    area = shapely.union_all([box(-600, 0, 900, 400), box(2000, 0, 300, 300)])
    result = check(
        sites([None], None, search_area=[area]),
        stations([("L", (0, 0), 0.0)]),
        lines({"L": 0.0}),
        line_ids=["L"],
        distance_m=500,
    )
    exact = at(0, 0).buffer(500, quad_segs=256).intersection(area).area / area.area
    assert result.table["probability"].iloc[0] == pytest.approx(exact, abs=TOLERANCE)


def test_a_station_known_by_its_area_only():
    area = box(0, 0, 1000, 1000)
    result = check(
        sites([(0, 0)], 0.0),
        stations([("L", None, None)], search_area=[area]),
        lines({"L": 50.0}),
        line_ids=["L"],
        distance_m=700,
    )
    assert result.table["probability"].iloc[0] == pytest.approx(math.pi * 700**2 / 4 / 1e6, abs=TOLERANCE)
    assert result.table["distance_m"].isna().all()


def brute_force(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Membership of two sites in the corridor of the test below, and in line A's, drawn plainly."""
    moved = {
        "A": sigma_of(100.0) * rng.standard_normal((size, 2)),
        "B": sigma_of(300.0) * rng.standard_normal((size, 2)),
    }
    stops = [("A", (0, 0), 600.0, 100.0), ("A", (900, 300), 400.0, 100.0), ("B", (500, -400), 300.0, 300.0)]
    places = [sigma_of(500.0) * rng.standard_normal((size, 2)) + (400, 500),
              sigma_of(900.0) * rng.standard_normal((size, 2)) + (-700, 0)]  # fmt: skip
    whole, first = np.zeros((2, size), dtype=bool), np.zeros((2, size), dtype=bool)
    for line, centre, total, shared in stops:
        own = sigma_of(math.sqrt(total**2 - shared**2))
        stop = moved[line] + own * rng.standard_normal((size, 2)) + centre
        for row, place in enumerate(places):
            near = np.hypot(*(place - stop).T) <= 500
            whole[row] |= near
            if line == "A":
                first[row] |= near
    return whole, first


def test_several_stations_lines_and_sites_agree_with_brute_force():
    result = check(
        sites([(400, 500), (-700, 0)], [500.0, 900.0]),
        stations([("A", (0, 0), 600.0), ("A", (900, 300), 400.0), ("B", (500, -400), 300.0)]),
        lines({"A": 100.0, "B": 800.0}),
        line_ids=["A", "B"],
        distance_m=500,
    )
    whole, first = brute_force(np.random.default_rng(3), 400_000)
    assert result.table["probability"].to_numpy() == pytest.approx(whole.mean(axis=1), abs=TOLERANCE)
    alone = result.by_line.xs("A", level="line")["probability"].to_numpy()
    assert alone == pytest.approx(first.mean(axis=1), abs=TOLERANCE)
    both = whole.sum(axis=0)
    inside = result.tallies["*"].inside()
    shares = [(inside == number).mean() for number in range(3)]
    assert shares == pytest.approx([(both == number).mean() for number in range(3)], abs=0.02)


def test_an_extended_site_is_moved_whole():
    field = box(0, -200, 300, 400)
    result = check(
        sites([field], 400.0),
        stations([("L", (-700, 0), 200.0)]),
        lines({"L": 500.0}),
        line_ids=["L"],
        distance_m=600,
    )
    rng = np.random.default_rng(5)
    moved = math.hypot(sigma_of(400.0), sigma_of(200.0)) * rng.standard_normal((2, 100_000))
    exact = (shapely.distance(field, shapely.points(moved[0] + X0 - 700, moved[1] + Y0)) <= 600).mean()
    assert result.table["probability"].iloc[0] == pytest.approx(exact, abs=TOLERANCE)
    assert result.table["distance_m"].iloc[0] == 700


def test_an_extended_site_and_a_bent_line():
    field, axis = box(0, 300, 300, 300), [(-3000, -500), (0, 0), (200, -3000)]
    result = check(
        sites([field], 400.0),
        stations([]),
        lines({"L": 300.0}, {"L": axis}),
        line_ids=["L"],
        distance_m=500,
        measure_from="line",
    )
    rng = np.random.default_rng(5)
    moved = math.hypot(sigma_of(400.0), sigma_of(300.0)) * rng.standard_normal((20_000, 2))
    drawn = shapely.LineString([(X0 + x, Y0 + y) for x, y in axis])
    copies = [shapely.box(X0 + x, Y0 + 300 + y, X0 + 300 + x, Y0 + 600 + y) for x, y in moved]
    exact = (shapely.distance(copies, drawn) <= 500).mean()
    assert result.table["probability"].iloc[0] == pytest.approx(exact, abs=0.01)


def test_a_point_and_a_bent_line_of_two_parts():
    axes = lines({"L": 300.0})
    parts = shapely.MultiLineString([[(X0, Y0), (X0 + 900, Y0)], [(X0 + 900, Y0 + 900), (X0 + 900, Y0 + 3000)]])
    axes = axes.set_geometry([parts], crs=4549)
    result = check(sites([(300, 700)], 400.0), stations([]), axes, line_ids=["L"], distance_m=500, measure_from="line")
    moved = math.hypot(sigma_of(400.0), sigma_of(300.0)) * np.random.default_rng(5).standard_normal((2, 100_000))
    exact = (shapely.distance(parts, shapely.points(moved[0] + X0 + 300, moved[1] + Y0 + 700)) <= 500).mean()
    assert result.table["probability"].iloc[0] == pytest.approx(exact, abs=TOLERANCE)


def test_five_and_ninety_five_per_cent_of_the_distance():
    result = check(
        sites([(1000, 0)], 500.0), stations([("L", (0, 0), 300.0)]), lines({"L": 10.0}), line_ids=["L"], distance_m=800
    )
    sigma = math.hypot(sigma_of(500.0), sigma_of(300.0))
    exact = stats.rice.ppf([0.05, 0.95], 1000 / sigma, scale=sigma)
    assert result.table[["distance_low_m", "distance_high_m"]].iloc[0].to_numpy() == pytest.approx(exact, rel=0.01)


def test_leaving_out_far_stations_changes_nothing():
    rng = np.random.default_rng(11)
    stops = [("L", tuple(place), 300.0) for place in rng.uniform(-6000, 6000, (40, 2)).round(1)]
    places = sites([tuple(place) for place in rng.uniform(-4000, 4000, (12, 2)).round(1)], 700.0)
    result = check(places, stations(stops), lines({"L": 100.0}), line_ids=["L"], distance_m=600)
    for name, row in result.table.iterrows():
        close = [
            stop
            for stop in stops
            if math.dist(stop[1], (places.loc[name].geometry.x - X0, places.loc[name].geometry.y - Y0)) < 5200
        ]
        # The far ones keep their ranks, and so the near ones their draws, without being measurable.
        kept = [stop if stop in close else ("L", None, None) for stop in stops]
        alone = check(places.loc[[name]], stations(kept), lines({"L": 100.0}), line_ids=["L"], distance_m=600)
        pd.testing.assert_series_equal(alone.table.loc[name], row)
