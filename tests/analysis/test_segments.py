"""Distances to segments equal those of the geometry library."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from analysis.segments import each_m, nearest_m, segments_of

SHAPES = [
    shapely.LineString([(0, 0), (10, 0), (10, 10), (10, 10), (-5, 3)]),
    shapely.MultiLineString([[(0, 0), (1, 1)], [(50, 0), (50, 50), (0, 50)]]),
    shapely.LineString([(3, 3), (3, 3)]),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_they_agree(shape: shapely.Geometry):
    points = np.random.default_rng(1).uniform(-40, 80, (2, 500))
    expected = shapely.distance(shape, shapely.points(points[0], points[1]))
    segments = segments_of(shape)
    assert nearest_m(points, segments) == pytest.approx(expected, abs=1e-9)
    assert [each_m(point, segments).min() for point in points.T[:50]] == pytest.approx(expected[:50].tolist(), abs=1e-9)


def test_no_segments_is_no_distance():
    assert np.isinf(nearest_m(np.zeros((2, 3)), np.empty((0, 4)))).all()
