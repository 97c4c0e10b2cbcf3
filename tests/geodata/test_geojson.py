"""Writing and reading GeoJSON."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, MissingFileError
from geodata import geojson

DEGREES = st.tuples(st.floats(120.4, 120.7), st.floats(27.85, 28.05))


@given(st.lists(DEGREES, min_size=3, max_size=8), st.text(max_size=20))
def test_round_trip(points, text):
    hull = shapely.convex_hull(shapely.MultiPoint(points))
    drawn = None if hull.area < 1e-6 else geojson.snap(hull)
    feature = geojson.Feature("a.1", {"name": text, "none": None, "accuracy_m": 50}, drawn)
    data = geojson.dumps([feature])
    (back,) = geojson.loads(data, "a.geojson")
    assert back.properties == feature.properties
    assert (back.geometry is None) == (drawn is None)
    assert drawn is None or back.geometry.equals(drawn)
    assert geojson.dumps([back]) == data


def test_features_are_sorted():
    data = geojson.dumps([geojson.Feature("b"), geojson.Feature("a")])
    assert [item.id for item in geojson.loads(data, "x")] == ["a", "b"]


def test_snap_turns_rings_and_rounds():
    hole = [(120.52, 27.92), (120.58, 27.92), (120.58, 27.98), (120.52, 27.98)]
    ring = [(120.5, 27.9), (120.5, 28.0000049), (120.6, 28.0), (120.6, 27.9)]
    drawn = geojson.snap(shapely.Polygon(ring, [hole]))
    assert drawn.exterior.is_ccw
    assert not drawn.interiors[0].is_ccw
    assert (shapely.get_coordinates(drawn).round(5) == shapely.get_coordinates(drawn)).all()


def test_snap_unwraps_single_parts():
    assert geojson.snap(shapely.MultiPoint([(120.5, 28)])).geom_type == "Point"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"{",
        b"[]",
        b"{}",
        b'{"features":[{"id":"a"}]}',
        b'{"features":[{"id":"a","properties":{},"geometry":{"type":"Heap","coordinates":[]}}]}',
        b'{"features":[{"id":"a","properties":{},"geometry":{"type":"Point","coordinates":["x",1]}}]}',
    ],
)
def test_broken_bytes(data):
    with pytest.raises(DataError, match=r"a\.geojson.*python -m geodata\.build"):
        geojson.loads(data, "a.geojson")


def test_missing_file(tmp_path):
    with pytest.raises(MissingFileError, match=r"none\.geojson"):
        geojson.read(tmp_path / "none.geojson")
