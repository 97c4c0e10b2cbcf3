"""A buffer around any layer: the three tests, the chance behind the verdict, rings and sides."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely

from analysis import check
from analysis.around import around
from analysis.chances import chances
from analysis.errors import DataError
from tests.analysis.frames import CRS, box, lines, sites, stations

ROAD = lines({"G": 0.0}, {"G": [(0, 0), (4000, 0)]})


def test_exact_places_have_certain_verdicts_that_agree_with_the_nearest_edge():
    places = sites([(100, 29), (100, 30), (100, 31), (100, -10), (5000, 0)], 0.0)
    found = around(places, ROAD, distance_m=30)
    assert found.table["verdict"].tolist() == ["in", "in", "out", "in", "out"]
    assert found.table["edge"].tolist() == (found.table["probability"] == 1).tolist()
    assert (found.counts.certain_in, found.counts.low, found.counts.high) == (3, 3, 3)
    assert found.table.index.equals(places.index)


def test_chance_is_that_of_the_corridor_check():
    places = sites([(100, 500), (900, 900), None, box(2000, 700, 80, 60)], [300.0, 500.0, None, 200.0])
    places["search_area"] = [None, None, box(0, -1000, 3000, 2500), None]
    road = lines({"G": 120.0}, {"G": [(0, 0), (4000, 0)]})
    expected = check(places, stations([("G", (0, 0), 0.0)]), road, line_ids=["G"], distance_m=600, measure_from="line")
    found, inside = chances(places, road, distance_m=600)
    assert found == pytest.approx(expected.table["probability"].to_numpy(), abs=0.05)
    assert inside.mean() == pytest.approx(found.sum())


def test_without_accuracy_there_is_no_verdict_and_without_a_place_it_is_open():
    places = sites([(100, 10), None], [None, None])
    found = around(places, ROAD, distance_m=30)
    assert found.table["edge"].tolist() == [True, False]
    assert found.table["verdict"].tolist() == [None, "verify"]
    assert found.counts.n == found.counts.unknown == 1
    assert any("没有坐标" in message.zh for message in found.warnings)


def test_one_side_only():
    places = sites([(100, 20), (100, -20), (100, 0)], 0.0)
    assert around(places, ROAD, distance_m=30, side="left").table["verdict"].tolist() == ["in", "out", "in"]
    right = around(places, ROAD, distance_m=30, side="right")
    assert right.table["edge"].tolist() == [False, True, True]
    assert right.zone.area == pytest.approx(30 * 4000)


def test_three_tests_differ_for_areas_and_rings_sort_by_distance():
    areas = gpd.GeoDataFrame({"accuracy_m": [0.0, 0.0]}, geometry=[box(0, 20, 100, 100), box(0, 5, 100, 20)], crs=CRS)
    found = around(areas, ROAD, distance_m=30, rings_m=[10, 30]).table
    assert found["edge"].tolist() == [True, True]
    assert found["representative"].tolist() == [False, True]
    assert found["share"].tolist() == pytest.approx([0.1, 1.0])
    assert found["ring_m"].tolist() == [30.0, 10.0]
    moved = areas.assign(accuracy_m=[50.0, 50.0])
    chance = around(moved, ROAD, distance_m=30).table["probability"]
    # A straight edge 20 m away, reached from 30 m: ten metres to spare on the near side, a strip wide enough behind.
    sigma = 50 / np.sqrt(-2 * np.log(0.1))
    normal = 0.5 * (1 + math.erf(10 / sigma / math.sqrt(2)))
    assert chance.iloc[0] == pytest.approx(normal, abs=0.03)


def test_nothing_to_measure_from_is_refused():
    with pytest.raises(DataError, match="no feature"):
        around(sites([(0, 0)]), lines({"G": None}), distance_m=30)


def test_targets_of_many_kinds():
    mixed = gpd.GeoDataFrame(
        {"accuracy_m": [0.0, np.nan, 10.0]},
        geometry=[shapely.Point(560_000, 3_090_500), box(900, 0, 200, 200), ROAD.geometry.iloc[0]],
        crs=CRS,
    )
    found = around(sites([(0, 500), (1000, 100), (3000, 900)], 0.0), mixed, distance_m=50)
    assert found.table["verdict"].tolist() == ["in", "in", "out"]
    assert any("没有注明精度" in message.zh for message in found.warnings)
