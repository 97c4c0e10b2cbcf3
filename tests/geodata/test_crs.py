"""Projected lengths and areas agree with the ellipsoid."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata import crs

GEOD = Geod(ellps="WGS84")
LON = st.floats(120.33, 120.80)
LAT = st.floats(27.82, 28.11)
SCALE_ERROR = 1e-4
"""Bound of the projection's scale error within 0.8 degrees of the central meridian."""


@given(LON, LAT, LON, LAT)
@settings(max_examples=200, deadline=None)
def test_distances_agree_with_the_geodesic(lon1, lat1, lon2, lat2):
    true = GEOD.inv(lon1, lat1, lon2, lat2)[2]
    flat = crs.to_metric(shapely.Point(lon1, lat1)).distance(crs.to_metric(shapely.Point(lon2, lat2)))
    assert flat == pytest.approx(true, rel=SCALE_ERROR, abs=1e-6)


@given(LON, LAT)
@settings(max_examples=200, deadline=None)
def test_there_and_back(lon, lat):
    back = crs.to_lonlat(crs.to_metric(shapely.Point(lon, lat)))
    assert back.x == pytest.approx(lon, abs=1e-9)
    assert back.y == pytest.approx(lat, abs=1e-9)


def test_axes_are_easting_then_northing():
    point = crs.to_metric(shapely.Point(120.0, 28.0))
    assert point.x == pytest.approx(500_000, abs=0.01)
    assert 3_090_000 < point.y < 3_110_000


def test_arrays_keep_their_shape_and_their_nones():
    given_ = np.array([shapely.Point(120.6, 28.0), None], dtype=object)
    moved = crs.project(given_)
    assert moved.shape == (2,)
    assert moved[1] is None
    assert given_[0].x == 120.6


def test_polygon_area_agrees_with_the_ellipsoid():
    square = shapely.box(120.5, 27.9, 120.6, 28.0)
    area = abs(GEOD.geometry_area_perimeter(shapely.segmentize(square, 0.001))[0])
    assert crs.to_metric(shapely.segmentize(square, 0.001)).area == pytest.approx(area, rel=2 * SCALE_ERROR)
