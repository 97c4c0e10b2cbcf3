"""The same bytes from one process and from two Dask workers; layers in parts."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from distributed import LocalCluster

from analysis import cli, io
from analysis.check import check
from analysis.engine_dask import run_dask
from analysis.errors import CrsError, DataError, ParameterError
from analysis.io_parts import coordinates, read_layout, read_points

X0, Y0 = 560_000.0, 3_090_000.0


def points(count: int) -> gpd.GeoDataFrame:
    random = np.random.default_rng(11)
    x = np.sort(random.uniform(X0 - 20_000, X0 + 20_000, count))  # sorted, so that parts cover strips
    y = random.uniform(Y0 - 3000, Y0 + 3000, count)
    names = [f"村{number}" for number in range(count)]
    names[3] = "=1+1"
    return gpd.GeoDataFrame({"id": names, "accuracy_m": 15.0}, geometry=shapely.points(x, y), crs=4549)


@pytest.fixture
def district(tmp_path, monkeypatch) -> list[str]:
    """Eight partitions of points and a corridor in the middle of them, as the command's options."""
    monkeypatch.chdir(tmp_path)
    frame = points(4000)
    Path("points").mkdir()
    for number, rows in enumerate(np.array_split(np.arange(len(frame)), 8)):
        frame.iloc[rows].to_parquet(f"points/part.{number}.parquet", index=False)
    stations = gpd.GeoDataFrame(
        {"id": ["S1.1", "S1.2"], "name": ["甲", "乙"], "line": "S1", "accuracy_m": 20.0},
        geometry=shapely.points([X0, X0 + 2000], Y0),
        crs=4549,
    )
    lines = gpd.GeoDataFrame(
        {"id": ["S1"], "accuracy_m": [20.0]},
        geometry=[shapely.LineString([(X0 - 1000, Y0), (X0 + 3000, Y0)])],
        crs=4549,
    )
    stations.to_parquet("stations.parquet", index=False)
    lines.to_parquet("lines.parquet", index=False)
    corridor = ["--stations", "stations.parquet", "--line-layer", "lines.parquet", "--lines", "S1"]
    return ["check", "--villages", "points", *corridor, "--distance", "800", "--draws", "256"]


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", processes=True
    ) as running:
        yield running


@pytest.mark.parametrize("measure_from", ["stations", "line"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_two_workers_give_the_bytes_of_one_process(district, cluster, measure_from, ending, capsys):
    call = [*district, "--from", measure_from]
    assert cli.main([*call, "--engine", "local", "-o", f"local.{ending}"]) == 0
    address = ["--engine", "dask", "--scheduler", cluster.scheduler_address]
    assert cli.main([*call, *address, "-o", f"dask.{ending}", "--json"]) == 0
    assert Path(f"local.{ending}").read_bytes() == Path(f"dask.{ending}").read_bytes()
    figures = json.loads(capsys.readouterr().out.split("\n", 1)[1])["figures"]
    assert figures["parts"] == 8
    assert figures["pruned"] >= 4  # far partitions are never read
    assert cli.main(["rerun", f"dask.{ending}"]) == 0


def test_parts_give_what_the_whole_table_gives(district):
    assert cli.main([*district, "-o", "parts.parquet"]) == 0
    parts = pd.read_parquet("parts.parquet").set_index("id")
    frame = gpd.read_parquet("points").set_index("id")
    whole = check(
        frame,
        io.read("stations.parquet"),
        io.read("lines.parquet"),
        line_ids=["S1"],
        distance_m=800.0,
        draws=256,
    )
    assert parts["verdict"].tolist() == whole.table["verdict"].tolist()
    assert np.allclose(parts["probability"], whole.table["probability"], rtol=0, atol=5e-5)
    record = json.loads(Path("parts.parquet.record.json").read_text(encoding="utf-8"))
    assert record["inputs"][0]["of"] == "file"


def test_large_layer_is_checked_in_parts_and_text_is_guarded(district):
    assert cli.main([*district, "-o", "out.csv"]) == 0
    lines = Path("out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4001
    assert lines[4].startswith('"\'=1+1"')


def test_changed_partition_is_named(district, capsys):
    cli.main([*district, "-o", "out.csv"])
    frame = gpd.read_parquet("points/part.4.parquet")
    frame.geometry = frame.geometry.translate(0, 500)
    frame.to_parquet("points/part.4.parquet", index=False)
    assert cli.main(["rerun", "out.csv"]) == 1
    assert "data changed: sites" in capsys.readouterr().out


def test_scheduler_that_does_not_answer(district, monkeypatch, capsys):
    monkeypatch.setattr("analysis.engine_dask.CONNECT_S", 0.5)
    assert cli.main([*district, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", "-o", "x.csv"]) == 2
    assert "dask worker" in capsys.readouterr().err
    assert cli.main([*district, "--engine", "dask", "-o", "x.csv"]) == 2
    assert cli.main([*district, "--engine", "local"]) == 2
    assert cli.main([*district, "--engine", "local", "-o", "x.gpkg"]) == 2
    assert not Path("x.csv").exists()


def test_cluster_without_workers():
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty:
        answers = run_dask(None, [], empty.scheduler_address)
        with pytest.raises(ParameterError, match="worker"):
            next(answers)


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_coordinates_without_geometries(encoding):
    frame = points(50)
    column = pa.table(frame.to_arrow(geometry_encoding=encoding, interleaved=False)).column("geometry").combine_chunks()
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_struct(column.type):
        x, y = coordinates(column)
    else:
        x, y = coordinates(column.slice(5, 20))
        frame = frame.iloc[5:25]
    assert np.array_equal(x, frame.geometry.x)
    assert np.array_equal(y, frame.geometry.y)


def test_points_without_place_in_degrees_and_geoarrow(tmp_path):
    frame = points(20)
    frame.loc[7, "geometry"] = None
    frame.loc[9, "geometry"] = shapely.Point()
    frame.loc[8, "accuracy_m"] = np.nan
    frame.to_crs(4326).to_parquet(tmp_path / "wkb.parquet")
    frame.to_parquet(tmp_path / "arrow.parquet", geometry_encoding="geoarrow", index=False)
    for name in ("wkb", "arrow"):
        layout, parts = read_layout(tmp_path / f"{name}.parquet")
        ids, x, y, accuracy = read_points(parts[0], layout, 0, 99.0)
        assert ids.tolist() == frame["id"].tolist()
        assert np.flatnonzero(np.isnan(x)).tolist() == [7, 9]
        there = [row for row in range(20) if row not in (7, 9)]
        assert np.allclose(x[there], frame.geometry[there].x, rtol=0, atol=1e-3)
        assert np.allclose(y[there], frame.geometry[there].y, rtol=0, atol=1e-3)
        assert accuracy[8] == 99.0
        assert parts[0].bounds is None  # somebody has no place, so bounds say nothing about him


def test_layers_that_cannot_be_taken_in_parts(tmp_path):
    points(5).drop(columns="geometry").to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(DataError, match="geo"):
        read_layout(tmp_path / "plain.parquet")
    points(5).buffer(5).to_frame("geometry").to_parquet(tmp_path / "polygons.parquet")
    with pytest.raises(DataError, match="点图层"):
        read_layout(tmp_path / "polygons.parquet")
    points(5).to_crs(3857).to_parquet(tmp_path / "mercator.parquet")
    with pytest.raises(CrsError):
        read_layout(tmp_path / "mercator.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataError, match="Parquet"):
        read_layout(tmp_path / "broken.parquet")
    (tmp_path / "mixed").mkdir()
    points(5).to_parquet(tmp_path / "mixed" / "a.parquet")
    points(5).to_crs(4326).to_parquet(tmp_path / "mixed" / "b.parquet")
    with pytest.raises(DataError, match="不一致"):
        read_layout(tmp_path / "mixed")
    assert pq.read_metadata(tmp_path / "mixed" / "a.parquet").num_rows == 5


def test_workers_without_the_package(monkeypatch):
    with LocalCluster(
        n_workers=1, processes=False, protocol="tcp://", host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as near:
        monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
        answers = run_dask(None, [], near.scheduler_address)
        with pytest.raises(ParameterError, match="PYTHONPATH"):
            next(answers)
