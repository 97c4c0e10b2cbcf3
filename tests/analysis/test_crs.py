"""Coordinate systems that cannot carry metres are refused with the reason."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from analysis import AtlasError, CrsError
from analysis.crs import require_metric, require_same


def layer(crs: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=crs)


@pytest.mark.parametrize("crs", [4549, 4548, 4528, 32651, 4507])
def test_metres_on_the_ground_are_accepted(crs: int):
    assert require_metric(layer(crs), "x").to_epsg() == crs


@pytest.mark.parametrize(
    ("crs", "zh", "en"),
    [
        (None, "没有坐标系", "no CRS"),
        (4326, "是度", "degrees"),
        (4490, "是度", "degrees"),
        (4979, "是度", "degrees"),
        (3857, "墨卡托", "Mercator"),
        (3395, "墨卡托", "Mercator"),
        (2263, "单位", "measured in US survey foot"),
        (2437, "Beijing", "datum"),
        (2385, "Xian", "datum"),
    ],
)
def test_others_are_refused(crs: int | None, zh: str, en: str):
    with pytest.raises(CrsError) as caught:
        require_metric(layer(crs), "村")
    assert zh in caught.value.zh
    assert "村" in caught.value.zh
    assert en in caught.value.en
    assert isinstance(caught.value, (AtlasError, ValueError))


def test_two_systems_do_not_mix():
    with pytest.raises(CrsError, match="different CRS"):
        require_same(layer(4549), "a", layer(4548), "b")
    require_same(layer(4549), "a", layer("EPSG:4549"), "b")


def test_distances_in_the_plane_are_geodesic_within_a_few_centimetres():
    lonlat = gpd.GeoSeries([shapely.Point(120.56, 27.92), shapely.Point(120.568, 27.926)], crs=4326)
    plane = lonlat.to_crs(4549)
    geodesic = Geod(ellps="GRS80").inv(120.56, 27.92, 120.568, 27.926)[2]
    # 0.56 degrees from the central meridian the scale is 1.00004: 4 cm in a kilometre.
    assert plane.iloc[0].distance(plane.iloc[1]) == pytest.approx(geodesic, rel=6e-5)
