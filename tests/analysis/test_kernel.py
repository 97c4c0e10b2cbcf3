"""The kernel's short cuts give what brute force gives, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import kernel
from analysis.errors import DataError, ParameterError

if TYPE_CHECKING:
    from analysis.target import Target


def brute(x, y, target: Target):
    """Every point against every segment."""
    pairs = target.distances(
        np.repeat(x, target.size), np.repeat(y, target.size), np.tile(np.arange(target.size), x.size)
    ).reshape(x.size, target.size)
    return pairs.min(axis=1), target.owner[pairs.argmin(axis=1)]


coordinate = st.one_of(st.integers(-400, 400).map(float), st.integers(-5_000_000, 5_000_000).map(lambda mm: mm / 1000))
place = st.tuples(coordinate, coordinate)
lines = st.lists(st.lists(place, min_size=2, max_size=6), min_size=1, max_size=6)
offset = st.sampled_from([(0.0, 0.0), (500_000.0, 3_090_000.0)])


def points_near(target: Target, seed: int, distance: float, count: int = 300):
    """Random points, many of them within a metre of the distance itself, some exactly on the target."""
    random = np.random.default_rng(seed)
    which = random.integers(0, target.size, count)
    share = random.random(count)
    x, y = target.ax[which] + share * target.ux[which], target.ay[which] + share * target.uy[which]
    angle, radius = random.uniform(0, 2 * np.pi, count), distance + random.normal(0, 1, count)
    radius[: count // 4] = distance
    radius[count // 4 : count // 3] = 0
    wide = random.random(count) < 0.3
    spread = 3 * distance + 5000
    x = np.where(wide, x + random.uniform(-spread, spread, count), x + radius * np.cos(angle))
    y = np.where(wide, y + random.uniform(-spread, spread, count), y + radius * np.sin(angle))
    return x, y


@settings(max_examples=60, deadline=None)
@given(
    parts=lines,
    shift=offset,
    distance=st.sampled_from([0.0, 0.5, 100.0, 800.0, 3000.0]),
    seed=st.integers(0, 99),
)
def test_within_equals_brute_force(parts, shift, distance, seed):
    geometries = np.array([shapely.LineString(np.array(part) + shift) for part in parts], dtype=object)
    target = kernel.from_geometries(geometries)
    x, y = points_near(target, seed, distance)
    least, _ = brute(x, y, target)
    assert np.array_equal(kernel.within(x, y, target, distance), least <= distance)
    oracle = shapely.distance(shapely.points(x, y), shapely.multilinestrings(list(geometries)))
    assert np.allclose(least, oracle, rtol=0, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(sites=st.lists(place, min_size=1, max_size=30), shift=offset, seed=st.integers(0, 99))
def test_nearest_equals_brute_force(sites, shift, seed):
    target = kernel.from_points(*(np.array(sites) + shift).T)
    x, y = points_near(target, seed, 700.0)
    distance, owner = kernel.nearest(x, y, target)
    least, first = brute(x, y, target)
    assert np.array_equal(distance, least)
    assert np.array_equal(owner, first)


@settings(max_examples=30, deadline=None)
@given(parts=lines, shift=offset, seed=st.integers(0, 99))
def test_nearest_line_equals_brute_force(parts, shift, seed):
    target = kernel.from_geometries([shapely.LineString(np.array(part) + shift) for part in parts])
    x, y = points_near(target, seed, 700.0)
    distance, owner = kernel.nearest(x, y, target)
    least, first = brute(x, y, target)
    assert np.array_equal(distance, least)
    assert np.array_equal(owner, first)


@settings(max_examples=30, deadline=None)
@given(parts=lines, shift=offset, inner=st.floats(0, 900), more=st.floats(0, 900), seed=st.integers(0, 99))
def test_states_split_at_both_distances(parts, shift, inner, more, seed):
    target = kernel.from_geometries([shapely.LineString(np.array(part) + shift) for part in parts])
    x, y = points_near(target, seed, inner + more / 2)
    least, _ = brute(x, y, target)
    state = kernel.Reach(target, inner, inner + more).states(x, y)
    assert np.array_equal(state == kernel.IN, least <= inner)
    assert np.array_equal(state == kernel.OUT, least > inner + more)


@pytest.mark.parametrize("hint", [1, 5_000, 1_000_000, 4_000_000])
def test_number_of_points_expected_changes_no_result(hint):
    random = np.random.default_rng(3)
    line = shapely.LineString(np.c_[np.linspace(0, 9e4, 400), 500 * np.sin(np.arange(400) / 9)])
    target = kernel.from_geometries([line])
    x, y = random.uniform(-3e3, 9.3e4, 20_000), random.uniform(-3e3, 3e3, 20_000)
    distance = shapely.distance(shapely.points(x, y), line)
    state = kernel.Reach(target, 800, 800, points=hint).states(x, y)
    assert np.array_equal(state == kernel.IN, distance <= 800)


def test_more_points_than_one_block():
    random = np.random.default_rng(4)
    target = kernel.from_points(random.uniform(0, 3e4, 40), random.uniform(0, 3e4, 40))
    x, y = random.uniform(0, 3e4, 150_000), random.uniform(0, 3e4, 150_000)
    distance, owner = kernel.nearest(x, y, target)
    least, first = brute(x[::50], y[::50], target)
    assert np.array_equal(distance[::50], least)
    assert np.array_equal(owner[::50], first)
    assert np.array_equal(kernel.within(x, y, target, 1000), distance <= 1000)


def test_segment_too_short_to_have_a_direction():
    target = kernel.from_geometries([shapely.LineString([(0, 0), (0, 1e-160)])])
    distance, _ = kernel.nearest([3.0], [4.0], target)
    assert distance.tolist() == [5.0]


def test_unknown_positions_are_outside_and_have_no_distance():
    target = kernel.from_points([0.0], [0.0])
    x, y = np.array([0.0, np.nan, np.inf, 3.0]), np.array([0.0, 0.0, 1.0, 4.0])
    assert kernel.within(x, y, target, 10).tolist() == [True, False, False, True]
    distance, owner = kernel.nearest(x, y, target)
    assert np.array_equal(distance, [0, np.nan, np.nan, 5], equal_nan=True)
    assert owner.tolist() == [0, -1, -1, 0]


def test_points_taken_block_by_block():
    random = np.random.default_rng(6)
    x, y = random.uniform(0, 3e4, 100_000), random.uniform(0, 3e4, 100_000)
    target = kernel.from_points(random.uniform(0, 3e4, 40), random.uniform(0, 3e4, 40))
    points = shapely.points(x, y)
    assert np.array_equal(kernel.points_within(points, target, 900), kernel.within(x, y, target, 900))
    some = np.array([shapely.Point(target.ax[0], target.ay[0]), None, shapely.Point()], dtype=object)
    assert kernel.points_within(some, target, 900).tolist() == [True, False, False]


def test_no_points_at_all():
    target = kernel.from_points([0.0], [0.0])
    assert kernel.within(np.empty(0), np.empty(0), target, 10).size == 0
    assert kernel.nearest(np.empty(0), np.empty(0), target)[0].size == 0


def test_mixed_and_multi_part_targets_keep_their_owner():
    geometries = [
        shapely.MultiLineString([[(0, 0), (10, 0)], [(0, 50), (10, 50)]]),
        None,
        shapely.Point(100, 0),
        shapely.LineString([(200, 0), (210, 0)]),
    ]
    distance, owner = kernel.nearest([5.0, 101.0, 205.0], [49.0, 0.0, 3.0], kernel.from_geometries(geometries))
    assert distance.tolist() == [1, 1, 3]
    assert owner.tolist() == [0, 2, 3]


@pytest.mark.parametrize("distance", [-1.0, float("nan"), float("inf")])
def test_bad_distances_are_refused(distance):
    with pytest.raises(ParameterError, match="距离"):
        kernel.within([0.0], [0.0], kernel.from_points([0.0], [0.0]), distance)


def test_bad_targets_are_refused():
    with pytest.raises(DataError, match="第 2 个"):
        kernel.from_geometries([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)])
    with pytest.raises(DataError, match="没有"):
        kernel.from_geometries([None, shapely.Point()])
    with pytest.raises(DataError, match="有限"):
        kernel.from_points([0.0, np.nan], [0.0, 1.0])


def test_uneven_arrays_are_refused():
    with pytest.raises(ParameterError, match="一维"):
        kernel.within(np.zeros(2), np.zeros(3), kernel.from_points([0.0], [0.0]), 1)
