"""An import becomes a layer of the model; layers and places go out as files."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

import geodata
from analysis.errors import DataError, ParameterError
from geodata.imports import corrections, downloads, read_upload
from geodata.imports.tolayer import to_layer
from geodata.imports.workspace import Workspace
from tests.geodata.imports import writers

pytestmark = pytest.mark.usefixtures("inline")
HONGDIAN = "renewal_sites.chashan-hongdiancun"


def imported(crs: int = 4549):
    parts = writers.shapefile(writers.villages(crs), "GBK", cpg=False)
    return read_upload("村庄.zip", writers.pack(parts))


def test_an_update_keeps_the_rest_and_the_ids(tmp_path) -> None:
    made = to_layer(imported(), "renewal_sites", accuracy_m=5, mode="update")
    assert made.counts == {"missing": 36, "new": 3}
    assert len(made.frame) == 41
    site = made.frame.loc[HONGDIAN]
    assert (site["basis"], site["accuracy_m"], site["clause"], site["search_area"]) == (
        "surveyed",
        5.0,
        "outline-box-3",
        None,
    )
    assert site["户数" if "户数" in made.frame else "households"] == 120
    space = Workspace(tmp_path)
    space.save_layer("renewal_sites", made.frame, base_version=0, who="甲", why="测绘院成果")
    with geodata.use(space):
        sites = geodata.sites()
        assert len(sites) == 41
        assert sites.loc[HONGDIAN, "geometry"].geom_type == "Point"


def test_a_replacement_says_what_is_gone() -> None:
    made = to_layer(imported(), "renewal_sites", accuracy_m=5)
    assert len(made.frame) == 5
    assert made.counts["missing"] == 36
    assert any("替换后将不再出现" in issue.zh for issue in made.issues)


@pytest.mark.parametrize("layer", ["streets", "rail", "villages", "renewal_sites", "water"])
def test_the_bundled_layers_can_stand_in_for_themselves(layer: str, tmp_path) -> None:
    read = read_upload("a.geojson", geodata.geojson_bytes(layer))
    made = to_layer(read, layer, accuracy_m=50)
    # rivers and ponds without a name are called by their row
    assert set(made.counts) <= {"no_name"}
    assert set(made.frame.index) == set(geodata.layer(layer).index)
    space = Workspace(tmp_path)
    space.save_layer(layer, made.frame, base_version=0, who="甲", why="")
    with geodata.use(space):
        assert (len(geodata.streets()), len(geodata.lines())) == (13, 4)
        assert len(geodata.stations()) == len(geodata.layer("rail")) - 4
        assert len(geodata.sites()) == 38
        assert len(geodata.sites("villages")) == 197


def test_layers_that_would_break_the_pages_are_refused() -> None:
    with pytest.raises(DataError, match="code"):
        to_layer(imported(), "streets", accuracy_m=5)
    with pytest.raises(DataError, match="line"):
        to_layer(imported(), "rail", accuracy_m=5)
    unplaced = read_upload("a.csv", writers.table(writers.villages(), "csv"))
    with pytest.raises(DataError, match="坐标系"):
        to_layer(unplaced, "x", accuracy_m=5)
    with pytest.raises(ParameterError):
        to_layer(imported(), "x", accuracy_m=0)


def test_a_new_layer_carries_every_column() -> None:
    made = to_layer(imported(), "bureau_points", accuracy_m=2, source="测绘院 2026")
    assert list(made.frame["name"].sort_values()) == sorted(writers.NAMES)
    assert set(made.frame["source"]) == {"测绘院 2026"}
    assert set(made.frame["note"]) == {"注"}
    assert sorted(made.frame["households"]) == [9, 45, 60, 80, 120]
    assert made.frame.index.is_unique
    assert all(index.isascii() for index in made.frame.index)


@pytest.mark.parametrize("crs", downloads.SYSTEMS)
@pytest.mark.parametrize("kind", ["gpkg", "shp", "csv"])
def test_downloads_come_back(kind: str, crs: int) -> None:
    name, data = downloads.download("renewal_sites", kind, crs=crs, encoding="GBK" if kind == "shp" else "UTF-8")
    back = read_upload(name, data, crs=crs if kind == "csv" else None)
    if kind == "gpkg":
        assert back.crs_found == f"EPSG:{crs}"
    frame = geodata.layer("renewal_sites", crs=4549).dropna(subset="geometry")
    found = back.frame.dropna(subset="geometry").set_index("id").to_crs(4549)
    assert found.geometry.geom_equals_exact(frame.geometry, 0.6).all()
    assert list(found["name"]) == list(frame["name"])


def test_a_shapefile_download_explains_itself() -> None:
    _, data = downloads.download("rail", "shp", crs=4549, encoding="GBK")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        fields = archive.read("fields.csv").decode("utf-8-sig")
        assert archive.read("rail_points.cpg").strip()
    assert {"rail_points.shp", "rail_lines.shp", "rail_unlocated.csv", "rail_lines.prj"} <= names
    assert "stations_published" in fields


@pytest.mark.parametrize(
    ("kind", "crs", "encoding"),
    [("kml", 4326, "UTF-8"), ("csv", 3857, "UTF-8"), ("shp", 4326, "BIG5"), ("geojson", 4549, "UTF-8")],
)
def test_other_downloads_are_refused(kind: str, crs: int, encoding: str) -> None:
    with pytest.raises(ParameterError):
        downloads.download("rail", kind, crs=crs, encoding=encoding)


def test_formulas_are_defused_in_tables_and_kept_in_layers() -> None:
    frame = imported().frame.assign(村名="=1+1").rename_axis("id")
    _, data = downloads.write(frame, "x", "csv")
    assert "'=1+1" in data.decode("utf-8-sig")
    _, data = downloads.write(frame, "x", "geojson")
    assert json.loads(data)["features"][0]["properties"]["村名"] == "=1+1"


def test_corrections_go_back_into_the_tables() -> None:
    item = corrections.placement(HONGDIAN, 120.7, 27.93, accuracy_m=30, who="=甲", why="现场\n核对")
    names = {HONGDIAN: ("洪殿村", "茶山街道")}
    (row,) = list(csv.DictReader(io.StringIO(corrections.to_csv([item], names).decode("utf-8-sig"))))
    assert tuple(row) == corrections.COLUMNS
    assert (row["layer"], row["slug"], row["rule"]) == ("renewal_sites", "chashan-hongdiancun", "point")
    assert (float(row["lon"]), float(row["lat"]), float(row["accuracy_m"]), row["basis"]) == (
        120.7,
        27.93,
        30.0,
        "estimated",
    )
    assert row["who"] == "'=甲"
    (feature,) = json.loads(corrections.to_geojson([item], names))["features"]
    assert feature["geometry"]["coordinates"] == [120.7, 27.93]
    assert feature["properties"]["why"] == "现场\n核对"
