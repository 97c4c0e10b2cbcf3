"""Downloads: read back what was written, formulas stay text, the record makes the same result again."""

import csv
import io
import json
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, box

from analysis import check
from analysis.errors import ParameterError
from analysis.record import Record, bytes_hash
from layers import export

FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def take():
    sites = gpd.GeoDataFrame(
        {
            "name": ["蟠凤村", FORMULA, "{{7*7}}"],
            "name_en": ["Panfeng", "+1", "<b>"],
            "street": ["梧田街道", "@SUM(A1)", "茶山街道"],
            "basis": ["estimated", "estimated", "unlocated"],
            "accuracy_m": [500.0, 100.0, None],
            "source": ["bus-lines", "x", "y"],
            "search_area": [None, None, box(500000, 3090000, 502000, 3092000)],
        },
        geometry=[Point(500300, 3090000), Point(504000, 3090000), None],
        index=pd.Index(["a", "b", "c"], name="id"),
        crs=4549,
    )
    stops = gpd.GeoDataFrame(
        {"line": ["S1"], "name": ["新桥站"], "accuracy_m": [50.0]},
        geometry=[Point(500000, 3090000)],
        index=["s"],
        crs=4549,
    )
    axes = gpd.GeoDataFrame({"accuracy_m": [10.0]}, geometry=[None], index=["S1"], crs=4549)
    result = check(sites, stops, axes, line_ids=["S1"], distance_m=800)
    layer = export.verdict_layer(result.table, sites, lines=["S1"], threshold_m=800, measured_from="stations")
    plain = gpd.GeoDataFrame(result.table.rename_axis("id"), geometry=sites.geometry)
    return export.Take(layer, plain, result.record)


def test_the_layer_says_what_was_asked_in_every_row(take):
    assert list(take.layer.index) == ["a", "b", "c"]
    assert take.layer.crs.to_epsg() == 4326
    assert set(take.layer["lines"]) == {"S1"}
    assert set(take.layer["threshold_m"]) == {800.0}
    assert set(take.layer["attribution"]) == {export.ATTRIBUTION}
    assert list(take.layer["verdict_zh"]) == [
        {"in": "在内", "verify": "待核", "out": "在外"}[v] for v in take.layer["verdict"]
    ]
    assert [name for name in take.layer.columns if name != "geometry"] == [
        name for name in export.FIELDS if name in take.layer.columns
    ]


def test_csv_opens_right_and_runs_nothing(take):
    body = export.file_of(take, "csv", "zh")
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[0]["name"] == "蟠凤村"
    assert rows[1]["name"] == "'" + FORMULA
    assert rows[1]["street"].startswith("'@")
    assert rows[0]["verdict"] == take.layer["verdict"].iloc[0]
    assert rows[2]["lon"] == ""
    assert all(name in export.FIELDS for name in rows[0])


@pytest.mark.parametrize(("lang", "name", "record"), [("zh", "村社", "记录"), ("en", "name", "record")])
def test_xlsx_has_the_table_and_the_record(take, lang, name, record):
    book = openpyxl.load_workbook(io.BytesIO(export.file_of(take, "xlsx", lang)))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert name in heads
    column = heads.index(name) + 1
    assert sheet.cell(3, column).value == FORMULA
    assert sheet.cell(3, column).data_type == "s"
    assert book.sheetnames[1] == record
    facts = {row[0].value: row[1].value for row in book[record].iter_rows()}
    assert facts["attribution"] == export.ATTRIBUTION
    assert json.loads(facts["parameters"])["line_ids"] == ["S1"]


def test_geojson_is_valid_and_carries_the_record(take):
    document = json.loads(export.file_of(take, "geojson", "zh"))
    assert document["type"] == "FeatureCollection"
    assert document["attribution"] == export.ATTRIBUTION
    assert document["record"]["kind"] == "check"
    assert [feature["id"] for feature in document["features"]] == ["a", "b", "c"]
    assert document["features"][2]["geometry"] is None
    assert document["features"][0]["properties"]["verdict"] == take.layer["verdict"].iloc[0]


def test_gpkg_has_the_layer_and_the_record(take, tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(export.file_of(take, "gpkg", "zh"))
    assert {name for name, _ in pyogrio.list_layers(path)} == {"result", "record"}
    layer = pyogrio.read_dataframe(path, layer="result")
    assert list(layer["name"]) == ["蟠凤村", FORMULA, "{{7*7}}"]
    facts = pyogrio.read_dataframe(path, layer="record", read_geometry=False)
    assert "parameters" in set(facts["key"])


def test_the_record_names_the_plain_result(take):
    record = Record.from_json(export.file_of(take, "json", "zh").decode())
    with zipfile.ZipFile(io.BytesIO(export.bundle(take, "x", "zh"))) as files:
        assert record.outputs[export.PLAIN] == bytes_hash([files.read(export.PLAIN)])
        inside = Record.from_json(files.read("x.record.json").decode())
        assert next(iter(inside.outputs)) == export.PLAIN
        for name, expected in inside.outputs.items():
            assert bytes_hash([files.read(name)]) == expected
        assert {"x.csv", "x.xlsx", "x.geojson", "x.gpkg", "fields.csv"} <= set(files.namelist())
    assert inside.sealed == inside.parameters_hash()


def test_an_unknown_kind_is_refused(take):
    with pytest.raises(ParameterError, match="docx"):
        export.file_of(take, "docx", "zh")
