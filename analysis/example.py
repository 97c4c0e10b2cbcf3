"""A village green of layers for the examples in this package: two lines, three stations, four sites, two areas."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import shapely

from analysis.crs import ANALYSIS_EPSG

_X0, _Y0 = 560_000.0, 3_090_000.0


class Layers(NamedTuple):
    """Layers in EPSG:4549; made up, and nowhere in particular."""

    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame


def example_layers() -> Layers:
    """Return small layers of every kind the analysis takes.

    Returns
    -------
    Layers
        `sites` (the last one unlocated, with a search area), `stations`, `lines`, `areas`.

    Examples
    --------
    >>> example_layers().sites["name"].tolist()
    ['甲村', '乙村', '丙村', '丁村']
    """
    sites = gpd.GeoDataFrame(
        {
            "name": ["甲村", "乙村", "丙村", "丁村"],
            "street": ["东街道", "东街道", "西街道", "西街道"],
            "basis": ["surveyed", "estimated", "estimated", "unlocated"],
            "accuracy_m": [100.0, 500.0, 500.0, None],
            "search_area": [None, None, None, _box(-2000, -1000, 0, 1000)],
        },
        geometry=[_point(200, 0), _point(900, 100), _point(-3000, 0), None],
        index=["a", "b", "c", "d"],
        crs=ANALYSIS_EPSG,
    )
    stations = gpd.GeoDataFrame(
        {"line": ["S1", "S1", "S3"], "name": ["一站", "二站", "三站"], "accuracy_m": [50.0, 50.0, 400.0]},
        geometry=[_point(0, 0), _point(2000, 0), _point(1000, 600)],
        index=["S1.1", "S1.2", "S3.1"],
        crs=ANALYSIS_EPSG,
    )
    lines = gpd.GeoDataFrame(
        {"name": ["S1", "S3"], "status": ["operating", "planned"], "accuracy_m": [10.0, 100.0]},
        geometry=[_line((-500, 0), (2500, 0)), _line((1000, -2000), (1000, 2000))],
        index=["S1", "S3"],
        crs=ANALYSIS_EPSG,
    )
    areas = gpd.GeoDataFrame(
        {"name": ["东街道", "西街道"], "people": [8000, 3000]},
        geometry=[_box(0, -1000, 2000, 1000), _box(-2000, -1000, 0, 1000)],
        index=["east", "west"],
        crs=ANALYSIS_EPSG,
    )
    return Layers(sites, stations, lines, areas)


def _point(x: float, y: float) -> shapely.Point:
    return shapely.Point(_X0 + x, _Y0 + y)


def _line(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(_X0 + x, _Y0 + y) for x, y in corners])


def _box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(_X0 + west, _Y0 + south, _X0 + east, _Y0 + north)
