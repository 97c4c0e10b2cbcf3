"""Land, weights and sites covered; what stays uncovered; whose doing it is."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from analysis import DataError, ParameterError, area_contribution, coverage, uncovered
from analysis.gaussian import sigma_of
from tests.analysis.frames import X0, Y0, at, box, lines, sites, stations

STOPS = stations([("S1", (0, 0), 0.0), ("S1", (600, 0), 0.0), ("S3", (5000, 0), 400.0), ("S3", None, None)])
AXES = lines({"S1": 0.0, "S3": 100.0}, {"S1": [(0, 0), (600, 0)], "S3": [(5000, -9000), (5000, 9000)]})
AREAS = sites(
    [box(-1000, -1000, 2600, 2000), box(4000, -1000, 2000, 2000), box(9000, 0, 100, 100)],
    name=["梧田街道", "茶山街道", "泽雅镇"],
    people=[52_000, 10_000, 70],
)


def run(line_ids: tuple[str, ...] = ("S1", "S3"), **options: object):
    return coverage(AREAS, STOPS, AXES, **{"line_ids": line_ids, "distance_m": 500, **options})


def test_overlapping_buffers_count_once():
    table = run(("S1",)).table
    half = math.acos(300 / 500)
    lens = 2 * (half * 500**2 - 300 * 400)
    assert table.loc["s0", "covered_m2"] == pytest.approx(2 * math.pi * 500**2 - lens, rel=2e-4)
    band = table.loc["s0", ["share_expected", "share_low", "share_high"]].tolist()
    assert band == pytest.approx([table.loc["s0", "share"]] * 3)
    assert table.loc[["s1", "s2"], "share_high"].tolist() == [0.0, 0.0]


def test_shape_of_the_answer():
    result = run(weights=["people"])
    assert result.table.index.equals(AREAS.index)
    assert result.table["name"].tolist() == ["梧田街道", "茶山街道", "泽雅镇"]
    assert result.total["area_m2"] == pytest.approx(AREAS.area.sum())
    assert result.total["share"] == pytest.approx(result.table["covered_m2"].sum() / AREAS.area.sum())
    assert result.table["people_covered"].to_numpy() == pytest.approx(AREAS["people"] * result.table["share"])
    assert result.total["people_covered"] == pytest.approx(result.table["people_covered"].sum())
    assert result.total["people_expected"] == pytest.approx(result.table["people_expected"].sum())
    assert result.total["people_low"] <= result.total["people_expected"] <= result.total["people_high"]
    assert result.unlocated_stations == ("S3.3",)
    assert any("均匀" in message.zh for message in result.warnings)
    assert result.record.kind == "coverage"
    assert result.zone.area == pytest.approx(result.total["covered_m2"])


def test_the_band_is_that_of_the_moving_corridor():
    """A disc whose centre is Gaussian: share covered by brute force over places and shifts."""
    result = run(("S3",), distance_m=900).table.loc["s1"]
    rng = np.random.default_rng(6)
    shifts = sigma_of(400.0) * rng.standard_normal((600, 2))
    area = AREAS.geometry.iloc[1]
    exact = np.array([at(5000 + x, y).buffer(900, quad_segs=32).intersection(area).area for x, y in shifts]) / area.area
    assert result["share_expected"] == pytest.approx(exact.mean(), abs=0.006)
    assert result["share_low"] == pytest.approx(np.quantile(exact, 0.05), abs=0.012)
    assert result["share_high"] == pytest.approx(np.quantile(exact, 0.95), abs=0.012)


def test_a_moving_line_covers_a_strip():
    result = run(("S3",), measure_from="line").table.loc["s1"]
    assert result["share"] == pytest.approx(0.5)
    # The strip stays inside the area: whatever the shift, it covers the same.
    assert (result["share_low"], result["share_high"]) == pytest.approx((0.5, 0.5), abs=0.01)


def test_sites_are_counted_with_their_street():
    places = sites([(100, 0), (5200, 0), (9050, 50)], 300.0, street=["梧田街道", "茶山街道", "不在图上"])
    result = run(sites=places)
    assert result.table["sites"].tolist() == [1, 1, 0]
    assert result.total["sites"] == 3
    assert result.sites is not None
    assert result.total["sites_expected"] == result.sites.counts.expected
    assert result.table.loc["s1", "sites_expected"] == result.sites.table.loc["s1", "probability"]


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        (sites([]), "empty"),
        (sites([box(0, 0, 10, 10), None]), "s1 have no geometry"),
        (sites([box(0, 0, 10, 10), box(5, 5, 10, 10)]), "s0 and s1 overlap"),
        (sites([at(0, 0)]), "only Polygon"),
    ],
)
def test_areas_that_cannot_be_covered(areas, said: str):
    with pytest.raises(DataError, match=said):
        coverage(areas, STOPS, AXES, line_ids=["S1"], distance_m=500)


def test_touching_areas_are_no_overlap():
    areas = sites([box(0, 0, 10, 10), box(10, 0, 10, 10), box(9.99999, 10, 10, 10)])
    assert coverage(areas, STOPS, AXES, line_ids=["S1"], distance_m=500).total["share"] == pytest.approx(1.0)


def test_weights_are_numbers():
    with pytest.raises(ParameterError, match="households"):
        run(weights=["households"])
    for wrong in ([1, -1, 1], [1, None, 1], ["a", 1, 1]):
        with pytest.raises(DataError, match="people"):
            coverage(AREAS.assign(people=wrong), STOPS, AXES, line_ids=["S1"], distance_m=500, weights=["people"])


def test_what_is_left_is_ranked():
    rest = uncovered(AREAS, STOPS, AXES, line_ids=["S1", "S3"], distance_m=1200, weight="people")
    # Four corners of each of the two large areas, and the small one whole.
    assert rest.index.tolist() == list(range(1, 10))
    assert rest["weight"].is_monotonic_decreasing
    assert rest.crs.to_epsg() == 4549
    by_land = uncovered(AREAS, STOPS, AXES, line_ids=["S1", "S3"], distance_m=500)
    assert by_land["part_m2"].is_monotonic_decreasing
    covered = run().table
    for area, left in by_land.groupby("area"):
        share = covered.loc[area, "share"]
        assert left["share"].sum() == pytest.approx(1 - share, abs=1e-9)
    assert by_land.union_all().intersection(run().zone).area == pytest.approx(0, abs=1e-3)


def test_slivers_are_not_listed():
    areas = sites([box(-400, -400, 900, 790)])
    assert uncovered(areas, STOPS, AXES, line_ids=["S1"], distance_m=500).empty


def test_each_line_s_part_of_the_land():
    stops = stations([("A", (0, 0), 0.0), ("B", (300, 0), 0.0), ("C", (3000, 0), 0.0)])
    axes = lines({"A": 0.0, "B": 0.0, "C": 0.0})
    areas = sites([box(-5000, -5000, 10_000, 10_000)])
    split = area_contribution(areas, stops, axes, line_ids=["B", "A", "C", "A"], distance_m=500)
    disc = at(0, 0).buffer(500, quad_segs=64).area
    shared = shapely.intersection(at(0, 0).buffer(500, quad_segs=64), at(300, 0).buffer(500, quad_segs=64)).area
    assert split.index.tolist() == ["B", "A", "C"]
    assert split["alone"].to_numpy() == pytest.approx([disc] * 3)
    assert split["marginal"].to_numpy() == pytest.approx([disc, disc - shared, disc])
    assert split["unique"].to_numpy() == pytest.approx([disc - shared, disc - shared, disc])
    assert split["cumulative"].iloc[-1] == pytest.approx(3 * disc - shared)
    only = area_contribution(areas, stops, axes, line_ids=["C"], distance_m=500)
    assert only.iloc[0].to_numpy() == pytest.approx([disc] * 4)


def test_coordinates_are_used_as_given():
    assert run(("S1",)).zone.bounds == pytest.approx((X0 - 500, Y0 - 500, X0 + 1100, Y0 + 500))
