"""Covered areas of many polygons equal those cut one by one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.overlap import covered_m2

ORIGIN = np.array([500_000.0, 3_090_000.0])
SIZES = st.sampled_from([20, 300, 4000])


def zone_of(seed: int, distance: float) -> shapely.Geometry:
    random = np.random.default_rng(seed)
    line = shapely.LineString(ORIGIN + np.cumsum(random.normal(300, 400, (30, 2)), axis=0))
    stops = shapely.points(ORIGIN + random.uniform(0, 9000, (6, 2)))
    return shapely.union_all([line.buffer(distance), *shapely.buffer(stops, distance)])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 9999), distance=st.sampled_from([50.0, 500.0, 3000.0]), size=st.sampled_from([20, 300, 4000])
)
def test_equals_cutting_each(seed, distance, size):
    random = np.random.default_rng(seed)
    zone = zone_of(seed, distance)
    low = ORIGIN + random.uniform(-4000, 14_000, (200, 2))
    wide = random.uniform(0.1, 1, (200, 2)) * size
    polygons = shapely.box(low[:, 0], low[:, 1], low[:, 0] + wide[:, 0], low[:, 1] + wide[:, 1])
    polygons[::3] = shapely.buffer(shapely.centroid(polygons[::3]), size / 3)
    expected = shapely.area(shapely.intersection(polygons, zone))
    assert np.allclose(covered_m2(polygons, zone), expected, rtol=1e-9, atol=1e-3)


def test_parts_and_holes():
    ring = shapely.Point(0, 0).buffer(1000).difference(shapely.Point(0, 0).buffer(400))
    polygons = np.array(
        [
            shapely.box(-50, -50, 50, 50),  # in the hole
            shapely.box(600, -50, 700, 50),  # in the ring
            shapely.box(-2000, -2000, 2000, 2000),  # around all of it
            shapely.MultiPolygon([shapely.box(600, -50, 700, 50), shapely.box(5000, 0, 5100, 100)]),
            None,
            shapely.Polygon(),
        ],
        dtype=object,
    )
    expected = [0, 10_000, ring.area, 10_000, 0, 0]
    assert covered_m2(polygons, ring) == pytest.approx(expected)
    assert covered_m2(polygons, shapely.Polygon()).tolist() == [0] * 6
    assert covered_m2(polygons[4:], ring).tolist() == [0, 0]
    assert covered_m2(polygons[:0], ring).size == 0
