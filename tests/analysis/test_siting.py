"""Where next: the exact choice against brute force, and figures against the corridor check."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import check
from analysis.candidates import along, grid
from analysis.cover import GREEDY_FLOOR, cover, greedy, kinds
from analysis.errors import CrsError, DataError, ParameterError
from analysis.siting import Existing, suggest
from tests.analysis.frames import CRS, X0, Y0, at, box, lines, sites, stations


def _points(places, **columns):
    shapes = [at(*place) for place in places]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS, index=[f"p{row}" for row in range(len(places))])


@st.composite
def _programmes(draw):
    places, pieces = draw(st.integers(1, 8)), draw(st.integers(1, 14))
    bits = draw(st.lists(st.booleans(), min_size=places * pieces, max_size=places * pieces))
    weight = draw(st.lists(st.integers(0, 5), min_size=pieces, max_size=pieces))
    return np.array(bits).reshape(pieces, places), np.array(weight, dtype=np.float64)


@settings(max_examples=60, deadline=None)
@given(_programmes(), st.integers(1, 4))
def test_choice_is_as_good_as_trying_all(programme, most):
    by, weight = programme
    found = cover(kinds(by, weight), most)
    best = max(
        float(weight[by[:, list(chosen)].any(axis=1)].sum())
        for size in range(min(most, by.shape[1]) + 1)
        for chosen in combinations(range(by.shape[1]), size)
    )
    assert found.covered == pytest.approx(best)
    assert found.proven
    assert len(found.chosen) <= most
    assert float(weight[by[:, list(found.chosen)].any(axis=1)].sum()) == pytest.approx(best)
    assert GREEDY_FLOOR * best - 1e-9 <= found.greedy <= best + 1e-9


def test_exact_choice_beats_the_greedy_one():
    # The middle place takes most at once, and leaves two that the outer two together would have had.
    by = np.array([[1, 0, 0], [1, 0, 1], [1, 0, 1], [0, 1, 1], [0, 1, 1], [0, 1, 0]], dtype=bool)
    demand = kinds(by, np.ones(6))
    assert greedy(demand, 2)[0] == 2
    found = cover(demand, 2)
    assert (found.chosen, found.covered, found.greedy, found.gap) == ((0, 1), 6.0, 5.0, 0.0)


def test_without_time_the_greedy_choice_and_an_honest_gap_remain():
    rng = np.random.default_rng(3)
    by = rng.random((400, 60)) < 0.06
    found = cover(kinds(by, rng.random(400)), 6, seconds=0.0)
    exact = cover(kinds(by, np.random.default_rng(3).random(400)), 6).chosen
    assert len(exact) == 6
    assert found.covered >= found.greedy
    assert found.bound >= found.covered
    assert 0 <= found.gap <= 1 - GREEDY_FLOOR + 1e-9


def test_exact_places_are_counted_exactly():
    places = sites([(0, 0), (100, 0), (2000, 0), (2100, 0), (2200, 0), (9000, 0)], 0.0)
    result = suggest(places, _points([(50, 0), (2100, 0), (9000, 0)]), distance_m=300, up_to=3)
    assert [list(each.stations.index) for each in result.suggestions] == [["p1"], ["p0", "p1"], ["p0", "p1", "p2"]]
    assert result.table["gain"].tolist() == [3.0, 5.0, 6.0]
    assert result.table["adds"].tolist() == [3.0, 2.0, 1.0]
    assert result.table["newly_in"].tolist() == [3, 5, 6]
    assert result.table[["low", "high"]].to_numpy().tolist() == [[3.0, 3.0], [5.0, 5.0], [6.0, 6.0]]
    last = result.suggestions[-1]
    assert last.sites["station"].tolist() == ["p0", "p0", "p1", "p1", "p1", "p2"]
    assert last.stations["unique"].tolist() == [2.0, 3.0, 1.0]
    assert last.sites.index.equals(places.index)


def test_what_is_covered_already_counts_for_nothing():
    places = sites([(0, 0), (100, 0), (200, 0), (5000, 0)], 0.0)
    there = Existing(stations([("S1", (100, 0), 0.0)]), lines({"S1": 0.0}), ["S1"])
    result = suggest(places, _points([(100, 0), (5000, 0)]), distance_m=300, up_to=2, existing=there)
    assert list(result.suggestions[0].stations.index) == ["p1"]
    assert result.before == 3.0
    assert result.table["gain"].tolist() == [1.0, 1.0]
    assert result.suggestions[1].stations.index.tolist() == ["p1"]


def test_weights_decide():
    places = sites([(0, 0), (50, 0), (5000, 0)], 0.0, people=[10, 10, 500])
    result = suggest(places, _points([(0, 0), (5000, 0)]), distance_m=300, up_to=1, weight="people")
    assert list(result.suggestions[0].stations.index) == ["p1"]
    assert (result.total, result.table.loc[1, "gain"]) == (520.0, 500.0)
    with pytest.raises(ParameterError, match="people2"):
        suggest(places, _points([(0, 0)]), distance_m=300, weight="people2")
    with pytest.raises(ParameterError, match="s1"):
        suggest(places.assign(people=[1, -1, 1]), _points([(0, 0)]), distance_m=300, weight="people")


def test_uncertain_places_count_with_the_chance_the_check_gives_them():
    places = sites([(600, 0), (1500, 0), None, box(2000, -50, 100, 100)], [400.0, 500.0, None, 80.0])
    places["search_area"] = [None, None, box(-1000, -1000, 2000, 2000), None]
    there = Existing(stations([("S1", (0, 0), 50.0)]), lines({"S1": 10.0}), ["S1"])
    result = suggest(places, _points([(1600, 0)]), distance_m=800, up_to=1, existing=there)
    both = stations([("S1", (0, 0), 50.0), ("S9", (1600, 0), 0.0)])
    checked = check(places, both, lines({"S1": 10.0, "S9": 0.0}), line_ids=["S1", "S9"], distance_m=800)
    found = result.suggestions[0].sites
    assert found["after"].to_numpy() == pytest.approx(checked.table["probability"].to_numpy(), abs=0.02)
    alone = check(places, both, lines({"S1": 10.0, "S9": 0.0}), line_ids=["S1"], distance_m=800)
    assert found["before"].to_numpy() == pytest.approx(alone.table["probability"].to_numpy(), abs=0.02)
    assert result.table.loc[1, "gain"] == pytest.approx(float((found["after"] - found["before"]).sum()))
    assert result.table.loc[1, "low"] <= result.table.loc[1, "gain"] <= result.table.loc[1, "high"]


def test_the_same_question_gives_the_same_answer():
    places = sites([(row * 400, (row * 700) % 1500) for row in range(8)], 300.0)
    ask = {"distance_m": 600, "up_to": 3}
    candidates = along(lines({"S1": 10.0}, {"S1": [(0, 0), (3000, 1000)]}), 400)
    first, second = suggest(places, candidates, **ask), suggest(places, candidates, **ask)
    assert first.table.equals(second.table)
    assert first.record.parameters == second.record.parameters
    assert first.record.kind == "siting"


def test_candidates_along_a_line_are_evenly_spaced_and_inside():
    axis = lines({"A": 10.0, "B": None}, {"A": [(0, 0), (1000, 0)]})
    found = along(axis, 300)
    assert found["at_m"].tolist() == [125.0, 375.0, 625.0, 875.0]
    assert found["on"].unique().tolist() == ["A"]
    assert found.index.tolist() == ["c0001", "c0002", "c0003", "c0004"]
    inside = along(axis, 300, within=box(-10, -10, 310, 20))
    assert shapely.get_coordinates(inside.geometry.to_numpy()).tolist() == [[X0 + 150, Y0]]
    two = gpd.GeoDataFrame(
        {"name": ["x"]},
        geometry=[shapely.MultiLineString([[(0, 0), (100, 0)], [(100, 0), (300, 0)]])],
        crs=CRS,
    )
    assert along(two, 100)["at_m"].tolist() == [50.0, 150.0, 250.0]


def test_grid_leaves_out_what_cannot_be_built_on():
    areas = gpd.GeoDataFrame({"name": ["street"]}, geometry=[box(0, 0, 1000, 1000)], crs=CRS)
    everywhere = grid(areas, 250)
    assert len(everywhere) == 16
    free = grid(areas, 250, minus=[box(0, 0, 500, 1000)])
    assert len(free) == 8
    assert (free.geometry.x > X0 + 500).all()
    assert len(grid(areas, 250, minus=[box(-1, -1, 1002, 1002)])) == 0


def test_refusals_say_what_to_do():
    places, points = sites([(0, 0)]), _points([(0, 0)])
    with pytest.raises(ParameterError, match="no candidate"):
        suggest(places, points.iloc[:0], distance_m=300)
    with pytest.raises(ParameterError, match="up_to"):
        suggest(places, points, distance_m=300, up_to=0)
    with pytest.raises(ParameterError, match="distance"):
        suggest(places, points, distance_m=0)
    with pytest.raises(CrsError, match="different CRS"):
        suggest(places, points.set_crs(4528, allow_override=True), distance_m=300)
    with pytest.raises(DataError, match="Point"):
        suggest(places, _points([(0, 0)]).set_geometry([box(0, 0, 1, 1)], crs=CRS), distance_m=300)
    with pytest.raises(ParameterError, match="spacing"):
        along(lines({"A": 1.0}, {"A": [(0, 0), (100_000, 0)]}), 10)
