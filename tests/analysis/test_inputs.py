"""What a layer may look like: every way to break it is named, the rest is a rule."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from analysis import CrsError, DataError, ParameterError, check
from analysis.inputs import read_sites
from tests.analysis.frames import at, box, lines, sites, stations

STOPS = [("S1", (0, 0), 50.0), ("S1", (2000, 0), 50.0), ("S3", (0, 3000), 200.0)]
AXES = {"S1": [(0, 0), (2000, 0)], "S3": [(0, 3000), (1000, 3000)]}


def run(
    places: gpd.GeoDataFrame | None = None,
    stops: gpd.GeoDataFrame | None = None,
    axes: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> Any:
    return check(
        sites([(100, 0), (5000, 0)]) if places is None else places,
        stations(STOPS) if stops is None else stops,
        lines({"S1": 10.0, "S3": 100.0}, AXES) if axes is None else axes,
        **{"line_ids": ["S1"], "distance_m": 500, "draws": 64, **options},
    )


@pytest.mark.parametrize("distance", [0, -5, math.nan, math.inf, True, "500", None])
def test_distances_must_be_positive_metres(distance: Any):
    with pytest.raises(ParameterError, match="distance"):
        run(distance_m=distance)


@pytest.mark.parametrize(("chosen", "said"), [([], "none chosen"), (["S9"], "S9"), (["S1", "X", "Y"], "X、Y")])
def test_lines_must_exist(chosen: list[str], said: str):
    with pytest.raises(ParameterError, match=said) as caught:
        run(line_ids=chosen)
    assert "S1、S3" in caught.value.zh


def test_measured_from_something_known():
    with pytest.raises(ParameterError, match="measure_from"):
        run(measure_from="platform")


def test_one_crs_for_all():
    with pytest.raises(CrsError):
        run(sites([(0, 0)]).to_crs(4326))
    with pytest.raises(CrsError, match="different CRS"):
        run(sites([(0, 0)]).to_crs(4548))
    with pytest.raises(CrsError, match="different CRS"):
        run(stops=stations(STOPS).to_crs(4548))


def test_ids_are_unique_and_there():
    with pytest.raises(DataError, match="repeats ids: a"):
        run(sites([(0, 0), (1, 1)]).set_axis(["a", "a"]))
    with pytest.raises(DataError, match="without an id"):
        run(sites([(0, 0), (1, 1)]).set_axis(["a", None]))
    with pytest.raises(DataError, match=r"stations.*repeats"):
        run(stops=stations(STOPS).set_axis(["a", "a", "b"]))


@pytest.mark.parametrize("accuracy", [None, math.nan, -1.0, math.inf, "good"])
def test_a_located_place_states_its_accuracy(accuracy: Any):
    with pytest.raises(DataError, match=r"s1 .*accuracy_m"):
        run(sites([(0, 0), (1, 1)], [100.0, accuracy]))
    with pytest.raises(DataError, match=r"stations.*S1.1"):
        run(stops=stations([STOPS[0], ("S1", (2000, 0), accuracy)]))
    with pytest.raises(DataError, match="accuracy_m"):
        run(sites([(0, 0)]).drop(columns="accuracy_m"))


def test_a_line_states_its_accuracy_only_when_measured_from():
    axes = lines({"S1": None, "S3": 100.0}, AXES)
    assert run(axes=axes).counts.n == 2
    with pytest.raises(DataError, match=r"lines.*S1"):
        run(axes=axes, measure_from="line")


def test_an_unlocated_place_needs_none():
    assert run(sites([(0, 0), None], [100.0, None])).counts.unknown == 1


def test_empty_layers():
    result = run(sites([]))
    assert len(result.table) == 0
    assert (result.counts.n, result.counts.low, result.counts.high) == (0, 0, 0)
    assert len(result.by_line) == 0
    with pytest.raises(ParameterError, match="S1"):
        run(axes=lines({}))
    assert run(stops=stations([])).counts.verify == 2


def test_null_and_empty_geometries_are_unlocated():
    place = sites([(0, 0), None, shapely.Point()], [100.0, None, None])
    assert run(place).table["probability"].isna().tolist() == [False, True, True]


def test_invalid_geometries_are_named():
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    with pytest.raises(DataError, match=r"s1 .*Self-intersection"):
        run(sites([(0, 0), bow_tie]))
    with pytest.raises(DataError, match="search_area"):
        run(sites([None], None, search_area=[bow_tie]))


@pytest.mark.parametrize("place", [shapely.Point(math.inf, 0), shapely.Point(1, math.nan)])
def test_coordinates_are_finite(place: shapely.Point):
    with pytest.raises(DataError, match="infinite coordinates"):
        run(sites([(0, 0), place]))


def test_wrong_kinds_of_geometry_are_named():
    with pytest.raises(DataError, match="only Point"):
        run(stops=stations(STOPS).set_geometry([box(0, 0, 1, 1)] * 3, crs=4549))
    with pytest.raises(DataError, match="only LineString"):
        run(axes=lines({"S1": 1.0}).set_geometry([at(0, 0)], crs=4549))
    with pytest.raises(DataError, match="only Polygon"):
        run(sites([None], None, search_area=[at(0, 0)]))
    with pytest.raises(DataError, match="not a geometry"):
        run(sites([None], None, search_area=["茶山街道"]))
    with pytest.raises(DataError, match="not a geometry"):
        run(sites([None], None, search_area=[[1.0, 2.0]]))


def test_a_search_area_comes_in_the_layer_s_crs():
    area = gpd.GeoSeries([box(0, 0, 10, 10)], crs=4549, index=["s0"])
    frame = sites([None], None)
    frame["search_area"] = area
    assert read_sites(frame).unknown.tolist() == [False]
    frame["search_area"] = area.to_crs(4548)
    with pytest.raises(CrsError, match="search_area"):
        read_sites(frame)


def test_stations_name_their_line():
    with pytest.raises(DataError, match="column 'line'"):
        run(stops=stations(STOPS).drop(columns="line"))


def test_heights_are_dropped():
    flat = run(sites([(100, 0)]))
    high = sites([(100, 0)]).set_geometry(shapely.force_3d([at(100, 0)], 900.0), crs=4549)
    assert run(high).table.equals(flat.table)


def test_nothing_the_caller_holds_is_changed():
    place, stops, axes = sites([(100, 0), (5000, 0)]), stations(STOPS), lines({"S1": 10.0, "S3": 100.0}, AXES)
    copies = [frame.copy(deep=True) for frame in (place, stops, axes)]
    for source in ("stations", "line"):
        run(place, stops, axes, measure_from=source)
    assert all(a.equals(b) for a, b in zip((place, stops, axes), copies, strict=True))
    assert not any(shapely.is_prepared(np.asarray(frame.geometry)).any() for frame in (place, stops, axes))


def test_names_default_to_ids():
    table = run(sites([(100, 0)])).table
    assert table[["name", "street", "basis"]].iloc[0].tolist() == ["s0", "", ""]


def test_line_ids_that_read_the_same_or_are_reserved():
    for ids in ([1, "1"], ["*", "S1"]):
        with pytest.raises(DataError, match="ids"):
            run(axes=lines({"S1": 10.0, "S3": 100.0}, AXES).set_axis(ids))
