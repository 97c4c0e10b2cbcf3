"""Curves against distance never fall, and agree with the single questions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import ParameterError, area_curve, check, coverage, site_curve
from tests.analysis.frames import box, lines, sites, stations

STOPS = stations([("S1", (0, 0), 50.0), ("S1", (2500, 0), 50.0), ("S3", (1200, 1200), 600.0)])
AXES = lines({"S1": 10.0, "S3": 100.0})
DISTANCES = list(range(100, 2001, 100))
GRID = [(x, y) for x in range(-500, 3001, 500) for y in range(-500, 2001, 500)]


def test_sites():
    places = sites(GRID, 400.0)
    curve = site_curve(places, STOPS, AXES, line_ids=["S1", "S3"], distances_m=DISTANCES)
    assert curve.index.tolist() == DISTANCES
    for column in ("nominal", "certain_in", "expected", "low", "high"):
        assert curve[column].is_monotonic_increasing
    assert (curve["low"] <= curve["expected"]).all()
    assert (curve["expected"] <= curve["high"]).all()
    one = check(places, STOPS, AXES, line_ids=["S1", "S3"], distance_m=800, draws=1024)
    assert curve.loc[800, "expected"] == one.counts.expected
    assert curve.loc[800, ["low", "high"]].tolist() == [one.counts.low, one.counts.high]
    assert curve.loc[800, "nominal"] == (one.table["distance_m"] <= 800).sum()


def test_land():
    areas = sites([box(-500, -500, 2000, 2500), box(1500, -500, 2000, 2500)], people=[1000, 3000])
    curve = area_curve(areas, STOPS, AXES, line_ids=["S1", "S3"], distances_m=DISTANCES)
    for column in curve.columns:
        assert curve[column].is_monotonic_increasing
    one = coverage(areas, STOPS, AXES, line_ids=["S1", "S3"], distance_m=800, weights=["people"])
    assert curve.loc[800, "covered"] == pytest.approx(one.total["covered_m2"])
    assert curve.loc[800, "share_expected"] == pytest.approx(one.total["share_expected"], abs=1e-3)
    weighed = area_curve(areas, STOPS, AXES, line_ids=["S1", "S3"], distances_m=[800], weight="people")
    assert weighed.loc[800, "covered"] == pytest.approx(one.total["people_covered"])
    assert weighed.loc[800, "share_high"] * 4000 == pytest.approx(one.total["people_high"])


def test_exact_corridors_have_no_band():
    areas = sites([box(-500, -500, 2000, 2500)])
    curve = area_curve(areas, STOPS.assign(accuracy_m=0.0), AXES, line_ids=["S1", "S3"], distances_m=[300, 700])
    for column in ("share_expected", "share_low", "share_high"):
        pd.testing.assert_series_equal(curve[column], curve["share"], check_names=False)
    assert np.isfinite(curve.to_numpy()).all()


@pytest.mark.parametrize("distances", [[], [500, 500], [800, 500], [0, 500]])
def test_distances_ascend(distances: list[float]):
    with pytest.raises(ParameterError):
        site_curve(sites(GRID), STOPS, AXES, line_ids=["S1"], distances_m=distances)


def test_a_weight_adds_up_to_something():
    areas = sites([box(0, 0, 100, 100)], people=[0])
    with pytest.raises(ParameterError, match="people"):
        area_curve(areas, STOPS, AXES, line_ids=["S1"], distances_m=[500], weight="people")
