"""Screening many points gives what the full check gives."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analysis import check
from analysis.check import ANY
from analysis.errors import DataError, ParameterError
from analysis.screen import Screen

X0, Y0 = 560_000.0, 3_090_000.0


def corridor() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Two lines; stations of several accuracies, one known by its search area only, one not at all."""
    stations = gpd.GeoDataFrame(
        {
            "line": ["S1", "S1", "S3", "S3", "S3"],
            "name": ["甲", "乙", "丙", "丁", "戊"],
            "accuracy_m": [10.0, 60.0, 30.0, np.nan, np.nan],
            "search_area": [None, None, None, shapely.box(X0 + 3000, Y0 - 300, X0 + 3600, Y0 + 300), None],
        },
        geometry=[
            shapely.Point(X0, Y0),
            shapely.Point(X0 + 1500, Y0),
            shapely.Point(X0, Y0 + 2000),
            None,
            None,
        ],
        crs=4549,
        index=["S1.1", "S1.2", "S3.1", "S3.2", "S3.3"],
    )
    lines = gpd.GeoDataFrame(
        {"accuracy_m": [10.0, 100.0]},
        geometry=[
            shapely.LineString([(X0 - 500, Y0), (X0 + 800, Y0 + 100), (X0 + 2500, Y0)]),
            shapely.LineString([(X0, Y0 + 3000), (X0, Y0 + 500), (X0 + 3300, Y0)]),
        ],
        crs=4549,
        index=["S1", "S3"],
    )
    return stations, lines


def sites(n: int, accuracies) -> gpd.GeoDataFrame:
    random = np.random.default_rng(7)
    shapes = shapely.points(random.uniform(X0 - 3000, X0 + 6000, n), random.uniform(Y0 - 3000, Y0 + 5000, n))
    frame = gpd.GeoDataFrame(
        {"accuracy_m": random.choice(accuracies, n)}, geometry=shapes, crs=4549, index=[f"p{k}" for k in range(n)]
    )
    frame.loc["p3", "geometry"] = None
    return frame


def screened(frame: gpd.GeoDataFrame, **ask):
    screen = Screen(*corridor(), **ask)
    return screen, screen.batch(
        frame.index, frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy(), frame["accuracy_m"].to_numpy()
    )


@pytest.mark.parametrize("measure_from", ["stations", "line"])
@pytest.mark.parametrize("accuracies", [[0.0], [20.0, 400.0], [5.0 * 1.3**k for k in range(20)]])
@pytest.mark.parametrize("distance_m", [120.0, 800.0])
def test_screening_equals_the_check(measure_from, accuracies, distance_m):
    ask = {
        "line_ids": ["S1", "S3"],
        "distance_m": distance_m,
        "measure_from": measure_from,
        "draws": 256,
        "seed": 5,
    }
    frame = sites(250, accuracies)
    full = check(frame, *corridor(), **ask)
    _, result = screened(frame, **ask)
    assert list(result.table.index) == list(frame.index)
    assert result.table["verdict"].tolist() == full.table["verdict"].tolist()
    assert np.array_equal(result.table["probability"], full.table["probability"], equal_nan=True)
    assert np.array_equal(result.inside, full.tallies[ANY].inside())
    near = result.table["distance_m"].notna()
    assert np.allclose(result.table["distance_m"][near], full.table["distance_m"][near], rtol=0, atol=1e-6)
    for column in ("nearest_station", "nearest_line"):
        assert result.table[column][near].tolist() == full.table[column][near].tolist()
    assert not (full.table["distance_m"] <= distance_m)[~near].any()
    assert result.simulated < len(frame)


def test_batches_do_not_matter():
    ask = {"line_ids": ["S1"], "distance_m": 500.0, "measure_from": "stations", "draws": 128, "seed": 5}
    frame = sites(120, [30.0, 90.0])
    _, whole = screened(frame, **ask)
    parts = [screened(frame.iloc[begin : begin + 37], **ask)[1] for begin in range(0, 120, 37)]
    pd.testing.assert_frame_equal(pd.concat([part.table for part in parts]), whole.table)
    assert np.array_equal(sum(part.inside for part in parts), whole.inside)


def test_outside_the_bounds_is_out():
    ask = {"line_ids": ["S1", "S3"], "distance_m": 500.0, "measure_from": "stations", "draws": 128, "seed": 5}
    frame = sites(400, [30.0])
    screen, result = screened(frame, **ask)
    min_x, min_y, max_x, max_y = screen.bounds(30.0)
    x, y = frame.geometry.x, frame.geometry.y
    beyond = (x < min_x) | (x > max_x) | (y < min_y) | (y > max_y)
    assert beyond.any()
    far = screen.far(frame.index[beyond])
    pd.testing.assert_frame_equal(far.table, result.table[beyond])
    assert far.inside.sum() == 0


def test_bad_input_is_refused():
    ask = {"line_ids": ["S1"], "distance_m": 500.0, "measure_from": "stations", "draws": 128, "seed": 5}
    frame = sites(10, [30.0])
    frame.loc["p5", "accuracy_m"] = np.nan
    with pytest.raises(DataError, match="p5"):
        screened(frame, **ask)
    with pytest.raises(ParameterError):
        Screen(*corridor(), **{**ask, "distance_m": -1})
    stations, lines = corridor()
    with pytest.raises(DataError, match="没有一个"):
        Screen(stations.iloc[4:], lines, **{**ask, "line_ids": ["S3"]})
