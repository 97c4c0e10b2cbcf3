"""Buffers: areas that can be worked out by hand, and how far a drawn one is from the true distance."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.affinity import translate

from analysis import CrsError, DataError, ParameterError, buffer_zone, buffers, nearby, one_sided, rings
from analysis.zones import DRAWN_QUAD_SEGS
from tests.analysis.frames import X0, Y0, at, box, lines, sites

POINTS = sites([(0, 0), (600, 0), (5000, 0), None], group=["a", "a", None, "b"])
DISC = math.pi * 500**2


def test_one_zone():
    lens = 2 * (math.acos(0.6) * 500**2 - 300 * 400)
    assert buffer_zone(POINTS, 500).area == pytest.approx(3 * DISC - lens, rel=2e-3)
    assert buffer_zone(POINTS.iloc[3:], 500).is_empty


def test_every_feature_keeps_its_row():
    result = buffers(POINTS, 500)
    assert result.index.equals(POINTS.index)
    assert result.crs == POINTS.crs
    assert result.geometry.isna().tolist() == [False, False, False, True]
    assert result.area.iloc[:3].to_numpy() == pytest.approx([DISC] * 3, rel=2e-3)
    assert POINTS.geom_type.iloc[0] == "Point"


def test_dissolved():
    result = buffers(POINTS, 500, dissolve_by="group")
    assert result.index.tolist() == ["", "a", "b"]
    assert result["features"].tolist() == [1, 2, 0]
    assert result.area.sum() == pytest.approx(buffer_zone(POINTS, 500).area)
    with pytest.raises(ParameterError, match="colour"):
        buffers(POINTS, 500, dissolve_by="colour")


def test_rings_are_a_partition_of_the_outermost_buffer():
    result = rings(POINTS, [300, 500, 800])
    assert result[["from_m", "to_m"]].to_numpy().tolist() == [[0, 300], [300, 500], [500, 800]]
    assert result["area_m2"].sum() == pytest.approx(buffer_zone(POINTS, 800).area)
    assert result.union_all().area == pytest.approx(result["area_m2"].sum())
    assert rings(POINTS, [300, 500], dissolve_by="group")["group"].tolist() == ["", "", "a", "a", "b", "b"]
    with pytest.raises(ParameterError):
        rings(POINTS, [500, 300])


def test_one_side():
    axis = lines({"L": 0.0, "M": None}, {"L": [(0, 0), (1000, 0)]})
    left, right = one_sided(axis, 50, side="left"), one_sided(axis, 50, side="right")
    assert left.geometry.iloc[0].equals(box(0, 0, 1000, 50))
    assert right.geometry.iloc[0].equals(box(0, -50, 1000, 50))
    assert left.geometry.iloc[1] is None
    two = shapely.MultiLineString([[(X0, Y0), (X0 + 10, Y0)], [(X0, Y0 + 99), (X0 + 10, Y0 + 99)]])
    assert one_sided(axis.iloc[:1].set_geometry([two], crs=4549), 5, side="left").area.iloc[0] == pytest.approx(100)
    with pytest.raises(ParameterError, match="side"):
        one_sided(axis, 50, side="up")
    with pytest.raises(DataError, match="only LineString"):
        one_sided(POINTS, 50, side="left")


@pytest.mark.parametrize("crs", [None, 4326, 4490, 3857])
def test_degrees_and_mercator_are_refused_everywhere(crs: int | None):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(120.6, 28.0)], index=["a"], crs=crs)
    for question in (
        lambda: buffer_zone(frame, 500),
        lambda: buffers(frame, 500),
        lambda: rings(frame, [500]),
        lambda: one_sided(frame, 500, side="left"),
        lambda: nearby(frame, POINTS, distance_m=500),
        lambda: nearby(POINTS, frame, distance_m=500),
    ):
        with pytest.raises(CrsError):
            question()


@pytest.mark.parametrize("distance", [0, -1, math.nan, math.inf])
def test_distances_are_positive(distance: float):
    for question in (buffer_zone, buffers):
        with pytest.raises(ParameterError):
            question(POINTS, distance)
    with pytest.raises(ParameterError):
        nearby(POINTS, POINTS, distance_m=distance)


def test_distance_buffer_and_geodesic_agree():
    """The drawn circle lies inside the true one by at most its sagitta; the plane is true to 6 in 100 000."""
    geod = Geod(ellps="GRS80")
    middle = gpd.GeoSeries([shapely.Point(120.56, 27.94)], crs=4326)
    for azimuth in np.linspace(0, 350, 36):
        lon, lat, _ = geod.fwd(120.56, 27.94, azimuth, 800.0)
        there = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326).to_crs(4549).iloc[0]
        centre = middle.to_crs(4549).iloc[0]
        assert centre.distance(there) == pytest.approx(800.0, rel=6e-5)
    zone = buffer_zone(gpd.GeoDataFrame(geometry=middle.to_crs(4549)), 800)
    sag = 800 * (1 - math.cos(math.pi / (4 * DRAWN_QUAD_SEGS)))
    edge = shapely.get_coordinates(zone.exterior.interpolate(np.linspace(0, 1, 999), normalized=True))
    radius = np.hypot(*(edge - shapely.get_coordinates(centre)).T)
    assert radius.max() <= 800 + 1e-6
    assert radius.min() >= 800 - sag - 1e-6
    assert sag < 1.0


def test_three_tests_of_within_differ():
    field = box(400, -500, 1000, 1000)
    features = sites(
        [(500, 0), (500.1, 0), field, translate(field, 600), None, shapely.LineString([at(0, 0), at(1250, 0)])]
    )
    answers = nearby(features, sites([(0, 0), (9000, 0), None]).set_axis(["t0", "t1", "t2"]), distance_m=500)
    assert answers.index.equals(features.index)
    assert answers["edge"].tolist() == [True, False, True, False, False, True]
    assert answers["representative"].tolist() == [True, False, False, False, False, True]
    assert answers["by_share"].tolist() == [True, False, False, False, False, False]
    assert answers["distance_m"].iloc[2] == 400
    assert answers["nearest"].tolist() == ["t0", "t0", "t0", "t0", None, "t0"]
    segment = 500**2 * math.acos(0.8) - 400 * 300
    assert answers["share"].iloc[2] == pytest.approx(segment / 1e6, rel=1e-3)
    assert answers["share"].iloc[5] == pytest.approx(0.4, abs=1e-4)
    assert nearby(features, POINTS, distance_m=500, min_share=0.01)["by_share"].iloc[2]


def test_nearest_of_equals_is_the_first():
    answers = nearby(sites([(0, 0)]), sites([(10, 0), (-10, 0), (0, 10)]), distance_m=500)
    assert answers["nearest"].tolist() == ["s0"]


def test_nothing_to_be_near():
    answers = nearby(POINTS, POINTS.iloc[3:], distance_m=500)
    assert not answers[["edge", "representative", "by_share"]].any(axis=None)
    assert answers["distance_m"].isna().all()
    assert len(nearby(POINTS.iloc[:0], POINTS, distance_m=500)) == 0


@pytest.mark.parametrize("share", [0, -0.1, 1.1, math.nan])
def test_a_share_is_a_share(share: float):
    with pytest.raises(ParameterError, match="min_share"):
        nearby(POINTS, POINTS, distance_m=500, min_share=share)
