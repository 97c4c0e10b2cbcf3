"""Files: what is read comes back, what is written is safe and the same every time."""

from __future__ import annotations

import csv
import io as text_io
import json
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from analysis import io
from analysis.errors import CrsError, DataError, MissingFileError, ParameterError

HOSTILE = ["=1+1", "+SUM(A1)", "-2+3", "@x", "\tx", "\rx", "＝1", "-12.5", "村,名\n二行", '"引"', "普通"]


def layer() -> gpd.GeoDataFrame:
    n = len(HOSTILE)
    return gpd.GeoDataFrame(
        {"name": HOSTILE, "distance_m": np.arange(n) + 0.123456, "probability": np.linspace(0, 1, n), "n": range(n)},
        geometry=[None, *shapely.points(np.arange(1, n) * 10.0 + 560_000, 3_090_000.0)],
        crs=4549,
        index=pd.Index([f"s.{k}" for k in range(n)], name="id"),
    )


def test_csv_is_formula_safe_and_opens_in_a_spreadsheet():
    data = io.export(layer(), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text_io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(HOSTILE)
    for row, name in zip(rows, HOSTILE, strict=True):
        assert row["name"].removeprefix("'") == name
        assert row["name"][0] not in "=+@\t\r＝"
    assert rows[7]["name"] == "-12.5"  # a plain number stays one
    assert rows[0]["distance_m"] == "0.12"
    assert rows[0]["lon"] == ""
    assert float(rows[1]["lon"]) == pytest.approx(120.61, abs=0.1)


@pytest.mark.parametrize(
    ("value", "safe"), [("-1.5e3", "-1.5e3"), ("-1+2", "'-1+2"), (-3, -3), (None, None), ("a=1", "a=1")]
)
def test_safe_cell(value, safe):
    assert io.safe_cell(value) == safe


def test_xlsx_holds_no_formula():
    book = openpyxl.load_workbook(text_io.BytesIO(io.export(layer(), "xlsx")))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    names = [row[1].value for row in book.active.iter_rows(min_row=2)]
    assert names[:3] == HOSTILE[:3]


@pytest.mark.parametrize("kind", io.FORMATS)
def test_same_frame_same_bytes(kind):
    frame = layer().iloc[1:]
    assert io.export(frame, kind) == io.export(frame.copy(), kind)


def test_geojson_is_wgs84_with_one_feature_a_line():
    data = io.export(layer(), "geojson")
    document = json.loads(data)
    assert len(document["features"]) == len(HOSTILE)
    assert document["features"][0]["geometry"] is None
    assert document["features"][1]["id"] == "s.1"
    assert document["features"][1]["geometry"]["coordinates"][0] == pytest.approx(120.61, abs=0.1)
    assert len(data.decode().splitlines()) == len(HOSTILE) + 2


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet", "csv"])
def test_written_files_read_back(tmp_path, ending):
    frame = layer()
    path = tmp_path / f"结果.{ending}"
    io.write(frame, path)
    back = io.read(path)
    metric, _ = io.to_metric(back, path.name)
    assert list(back.index) == list(frame.index)
    assert metric.geometry.iloc[0] is None or metric.geometry.isna().iloc[0]
    moved = metric.geometry.iloc[1:].distance(frame.geometry.iloc[1:])
    assert moved.max() < 0.2


def test_shapefile_zip_has_its_long_names(tmp_path):
    frame = layer().iloc[1:].rename(columns={"name": "nearest_station_name", "n": "nearest_station_line"})
    path = tmp_path / "x.shp.zip"
    io.write(frame, path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
        fields = archive.read("fields.csv").decode("utf-8-sig")
    assert "nearest_station_name" in fields
    back = io.read(tmp_path / "result.shp")
    assert list(back["nearest_st"]) == HOSTILE[1:]


def test_shapefile_without_code_page_in_gbk(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["瞿溪"]}, geometry=[shapely.Point(560_000, 3_090_000)], crs=4549)
    frame.to_file(tmp_path / "x.shp", engine="pyogrio", encoding="GBK")
    (tmp_path / "x.cpg").unlink()
    table = bytearray((tmp_path / "x.dbf").read_bytes())
    table[29] = 0
    (tmp_path / "x.dbf").write_bytes(bytes(table))
    assert io.read(tmp_path / "x.shp")["name"].tolist() == ["瞿溪"]


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "json"])
def test_virtual_layer_in_disguise_is_refused(tmp_path, ending):
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    source = f"<SrcDataSource>{secret}</SrcDataSource><SrcLayer>secret</SrcLayer>"
    disguised = tmp_path / f"x.{ending}"
    disguised.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret">{source}</OGRVRTLayer></OGRVRTDataSource>', encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"x\."):
        io.read(disguised)


def test_csv_columns(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("村名,经度,纬度\n蟠凤村,120.62,27.98\n无,,\n".encode("gb18030"))
    frame = io.read(path)
    assert frame.crs.to_epsg() == 4326
    assert frame["村名"].tolist() == ["蟠凤村", "无"]
    assert frame.geometry.isna().tolist() == [False, True]
    path.write_text("id,x,y\na,560000,3090000\n", encoding="utf-8")
    assert io.read(path, crs="EPSG:4549").loc["a"].geometry.x == 560_000
    with pytest.raises(CrsError, match="--crs"):
        io.read(path)
    path.write_text("id,WKT\na,POINT (1 2)\nb,\n", encoding="utf-8")
    assert io.read(path, crs=4549).geometry.isna().tolist() == [False, True]
    path.write_text("id,WKT\na,POINT 1 2\n", encoding="utf-8")
    with pytest.raises(DataError, match="WKT"):
        io.read(path)
    path.write_text("id,a\na,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="lon"):
        io.read(path)


def test_heights_are_dropped(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(120.6, 27.9, 5)], crs=4326)
    frame.to_file(tmp_path / "x.geojson", engine="pyogrio")
    back, note = io.to_metric(io.read(tmp_path / "x.geojson"), "x")
    assert not back.has_z.any()
    assert back.crs.to_epsg() == 4549
    assert "4549" in note.en


def test_bad_files_are_named(tmp_path):
    with pytest.raises(MissingFileError, match="none"):
        io.read(tmp_path / "none.gpkg")
    with pytest.raises(ParameterError, match="dwg"):
        io.read(tmp_path / "x.dwg")
    (tmp_path / "x.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.geojson"):
        io.read(tmp_path / "x.geojson")
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(DataError, match=r"x\.parquet"):
        io.read(tmp_path / "x.parquet")
    with pytest.raises(ParameterError, match=r"out\.dwg"):
        io.write(layer(), tmp_path / "out.dwg")
    with pytest.raises(MissingFileError, match="文件夹"):
        io.write(layer(), tmp_path / "none" / "out.csv")
    with pytest.raises(ParameterError, match="几何"):
        io.export(pd.DataFrame({"a": [1]}), "geojson")
    with pytest.raises(ParameterError, match="dwg"):
        io.export(layer(), "dwg")


def test_swapped_longitude_and_latitude_are_refused():
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(27.9, 120.6)], crs=4326)
    with pytest.raises(DataError, match="颠倒"):
        io.to_metric(frame, "x")


def test_other_crs_than_given_is_refused(tmp_path):
    io.write(layer(), tmp_path / "x.gpkg")
    assert io.read(tmp_path / "x.gpkg", crs=4549).crs.to_epsg() == 4549
    with pytest.raises(CrsError, match="4326"):
        io.read(tmp_path / "x.gpkg", crs=4326)


def test_empty_points_are_written_as_missing():
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[shapely.Point(), shapely.Point(560_000, 3_090_000)], crs=4549
    )
    rows = io.export(frame, "csv").decode("utf-8-sig").splitlines()
    assert rows[1] == "a,,"
    assert json.loads(io.export(frame, "geojson"))["features"][0]["geometry"] is None


def test_hash_of_a_folder_is_that_of_its_partitions(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"1")
    (tmp_path / "b.parquet").write_bytes(b"2")
    (tmp_path / "whole.csv").write_bytes(b"12")
    assert io.file_hash(tmp_path) == io.file_hash(tmp_path / "whole.csv")
