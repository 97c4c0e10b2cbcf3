"""Walking along a street grid, checked against figures worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from analysis.errors import CrsError, DataError, ParameterError
from analysis.network import SPARSE_ROADS, attach, build_network, reached, walk_from
from analysis.walk import walk

X0, Y0 = 500_000.0, 3_090_000.0


def grid_streets(n: int = 11, step: float = 100.0) -> gpd.GeoDataFrame:
    """n × n straight streets that cross without sharing a vertex."""
    reach = (n - 1) * step
    lines = [shapely.LineString([(X0, Y0 + k * step), (X0 + reach, Y0 + k * step)]) for k in range(n)]
    lines += [shapely.LineString([(X0 + k * step, Y0), (X0 + k * step, Y0 + reach)]) for k in range(n)]
    return gpd.GeoDataFrame(geometry=lines, crs=4549)


def stations(*places, **columns) -> gpd.GeoDataFrame:
    shapes = [None if place is None else shapely.Point(X0 + place[0], Y0 + place[1]) for place in places]
    names = [f"站{number}" for number in range(len(places))]
    return gpd.GeoDataFrame({"name": names, "line": "S1", **columns}, geometry=shapes, crs=4549, index=names)


def test_crossings_become_junctions():
    network = build_network(grid_streets())
    assert network.x.size == 121
    assert network.length_m.size == 220
    assert np.allclose(network.length_m, 100)


def test_walking_distances_are_manhattan():
    network, junction, access = attach(build_network(grid_streets()), stations((500, 500)).geometry.to_numpy())
    assert access.tolist() == [0]
    distance = walk_from(network, junction, access, np.inf)
    expected = np.abs(network.x - X0 - 500) + np.abs(network.y - Y0 - 500)
    assert np.allclose(distance, expected)


def test_stretch_reached_within_250_m_is_2600_m():
    # 4 streets leave the station, 12 go on from 100 m, 20 are half walked from 200 m: 400 + 1200 + 1000
    network, junction, access = attach(build_network(grid_streets()), stations((500, 500)).geometry.to_numpy())
    distance = walk_from(network, junction, access, 250)
    assert reached(network, distance, 250).length == pytest.approx(2600)


def test_station_beside_a_street_spends_its_way_to_it():
    # 30 m off the middle of a street: 220 m are left. Its own street 100 m; from either end (170 m left) 3 streets
    # of 100 m, then 70 m into 9 more; the two streets between the neighbours are entered from both ends and
    # count 100 m instead of 140 m
    network, junction, access = attach(build_network(grid_streets()), stations((550, 530)).geometry.to_numpy())
    assert access[0] == pytest.approx(30)
    distance = walk_from(network, junction, access, 250)
    assert reached(network, distance, 250).length == pytest.approx(100 + 2 * (300 + 9 * 70) - 2 * 40)


def test_catchment_beside_its_circle():
    result = walk(stations((500, 500)), grid_streets(), distance_m=300, verge_m=1)
    row = result.table.loc["站0"]
    assert row["circle_km2"] == pytest.approx(np.pi * 0.09)
    # 2 m wide streets: 400 + 1200 + 2000 m of them within 300 m
    assert row["reached_km"] == pytest.approx(3.6)
    assert row["walk_km2"] == pytest.approx(0.0072, rel=0.05)
    assert row["share"] == pytest.approx(row["walk_km2"] / row["circle_km2"])
    # junctions at 100, 200, 300 m: 12 on the axes with ratio 1, 4 at (1,1), 8 at (1,2)
    by_hand = (12 * 1 + 4 * 2 / np.sqrt(2) + 8 * 3 / np.sqrt(5)) / 24
    assert row["detour"] == pytest.approx(by_hand)
    assert result.catchments.crs.to_epsg() == 4549
    assert list(result.catchments.index) == ["站0"]


def test_sites_walk_to_the_station_nearest_on_foot():
    sites = gpd.GeoDataFrame(
        {"name": ["甲", "乙", "丙"]},
        geometry=[shapely.Point(X0 + 700, Y0 + 600), None, shapely.Point(X0 + 510, Y0 + 500)],
        crs=4549,
        index=["a", "b", "c"],
    )
    result = walk(stations((500, 500), (0, 0)), grid_streets(), distance_m=500, sites=sites)
    assert result.sites.loc["a", "walk_m"] == pytest.approx(300)
    assert result.sites.loc["a", "straight_m"] == pytest.approx(np.hypot(200, 100))
    assert result.sites.loc["a", "detour"] == pytest.approx(300 / np.hypot(200, 100))
    assert np.isnan(result.sites.loc["b", "walk_m"])
    assert result.sites.loc["c", "walk_m"] == pytest.approx(10)
    assert list(result.sites.index) == ["a", "b", "c"]


def test_place_no_street_leads_to_has_no_walking_distance():
    lonely = gpd.GeoDataFrame(
        geometry=[*grid_streets().geometry, shapely.LineString([(X0 + 5000, Y0), (X0 + 5100, Y0)])], crs=4549
    )
    sites = gpd.GeoDataFrame(geometry=[shapely.Point(X0 + 5050, Y0)], crs=4549)
    result = walk(stations((500, 500)), lonely, distance_m=500, sites=sites)
    assert np.isnan(result.sites["walk_m"].iloc[0])


def test_parallel_streets_count_by_the_shorter():
    lines = [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(0, 0), (50, 80), (100, 0)])]
    network = build_network(gpd.GeoDataFrame(geometry=lines, crs=4549))
    distance = walk_from(network, np.array([0]), np.array([0.0]), np.inf)
    assert distance.max() == pytest.approx(100)


def test_stations_without_place_or_street_are_named():
    result = walk(stations((500, 500), None, (500, 1400)), grid_streets(), distance_m=300)
    text = " ".join(str(message) for message in result.warnings)
    assert "站1" in text
    assert "站2" in text
    assert list(result.table.index) == ["站0", "站2"]


def test_two_runs_are_the_same():
    first, second = (walk(stations((500, 500)), grid_streets(), distance_m=300) for _ in range(2))
    assert first.table.equals(second.table)
    assert first.catchments.geometry.to_wkb().equals(second.catchments.geometry.to_wkb())


def test_bad_input_is_refused():
    with pytest.raises(CrsError):
        build_network(grid_streets().to_crs(4326))
    with pytest.raises(CrsError):
        walk(stations((0, 0)), grid_streets().to_crs(4548), distance_m=300)
    with pytest.raises(DataError, match="没有线"):
        build_network(gpd.GeoDataFrame(geometry=[shapely.Point(0, 0), None], crs=4549))
    with pytest.raises(DataError, match="车站"):
        walk(stations(None), grid_streets(), distance_m=300)
    for bad in (0, -1, float("nan")):
        with pytest.raises(ParameterError):
            walk(stations((0, 0)), grid_streets(), distance_m=bad)


def test_bundled_roads_are_said_to_be_too_sparse():
    assert "偏小" in SPARSE_ROADS.zh
    assert "too small" in SPARSE_ROADS.en
