"""Quasi-random numbers: the same every time, even over any polygon."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from analysis.draws import (
    SOBOL_COLUMNS,
    normal_pair,
    points_in,
    require_draws,
    shuffled,
    site_keys,
    uniform_pair,
)
from analysis.errors import ParameterError

RING = shapely.Point(0, 0).buffer(100).difference(shapely.Point(20, 0).buffer(40))
SPLIT = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(1000, 0, 1010, 30)])


@pytest.mark.parametrize("pair", [0, 5, SOBOL_COLUMNS // 2 - 1, SOBOL_COLUMNS // 2, 400])
def test_normal_numbers_are_repeatable_and_standard(pair: int):
    numbers = normal_pair(4096, 7, pair)
    assert np.array_equal(numbers, normal_pair(4096, 7, pair))
    assert not np.array_equal(numbers, normal_pair(4096, 8, pair))
    assert np.abs(numbers.mean(axis=1)).max() < 0.06
    assert np.abs(numbers.std(axis=1) - 1).max() < 0.06


@pytest.mark.parametrize("polygon", [RING, SPLIT])
def test_points_are_spread_evenly(polygon: shapely.Geometry):
    x, y = points_in(polygon, uniform_pair(4096, 7, 0))
    assert shapely.distance(polygon, shapely.points(x, y)).max() < 1e-9
    west, south, east, north = polygon.bounds
    for share in (0.25, 0.5, 0.8):
        part = shapely.box(west, south, west + share * (east - west), south + share * (north - south))
        expected = polygon.intersection(part).area / polygon.area
        inside = ((x <= part.bounds[2]) & (y <= part.bounds[3])).mean()
        assert inside == pytest.approx(expected, abs=0.005)


def test_each_site_has_an_order_of_its_own_that_its_neighbours_do_not_change():
    keys = site_keys(np.array(["a", "b", "c"], dtype=object))
    assert site_keys(np.array(["c", "b"], dtype=object)).tolist() == keys[[2, 1]].tolist()
    orders = [shuffled(1024, 7, int(key)) for key in keys]
    assert all(np.array_equal(np.sort(order), np.arange(1024)) for order in orders)
    assert abs(np.corrcoef(orders[0], orders[1])[0, 1]) < 0.1


@pytest.mark.parametrize("draws", [0, 63, 1000, 4096.0, -64, 1 << 21])
def test_draws_must_be_a_power_of_two(draws: float):
    with pytest.raises(ParameterError, match="draws"):
        require_draws(draws)
