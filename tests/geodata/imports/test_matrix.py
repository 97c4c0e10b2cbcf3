"""Format × reference system × encoding: what a planner brings comes in where it lies, with its characters."""

from __future__ import annotations

import pytest

from analysis.errors import CrsError
from geodata.imports import Imported, read_upload
from tests.geodata.imports import writers

SYSTEMS = (4326, 4490, 4549, 4528, 4510, 3857)
pytestmark = pytest.mark.usefixtures("inline")


def assert_right(read: Imported, name: str = "村名") -> None:
    assert read.ready
    assert read.frame.crs.to_epsg() == 4326
    assert list(read.frame.index) == [1, 2, 3, 4, 5]
    assert read.frame.index.name == "row"
    assert read.raw_count == 5
    assert tuple(read.frame[name]) == writers.NAMES
    assert writers.same_places(read.frame)


@pytest.mark.parametrize("epsg", SYSTEMS)
@pytest.mark.parametrize("kind", ["gpkg", "fgb", "parquet", "gml"])
def test_formats_that_name_their_system(kind: str, epsg: int) -> None:
    read = read_upload(f"村庄.{kind}", writers.write(writers.villages(epsg, "polygon"), kind))
    assert_right(read)
    assert (read.crs_found, read.crs_source) == (f"EPSG:{epsg}", "file")
    assert not read.proposals


@pytest.mark.parametrize("epsg", SYSTEMS)
def test_old_geojson_with_a_crs_member(epsg: int) -> None:
    data = writers.write(writers.villages(epsg), "geojson")
    read = read_upload("村庄.geojson", data)
    assert_right(read)
    assert read.crs_found == (f"EPSG:{epsg}" if epsg != 4326 else "OGC:CRS84")


@pytest.mark.parametrize(
    ("epsg", "encoding", "cpg", "ldid"),
    [(epsg, "GBK", False, None) for epsg in SYSTEMS]
    + [(4549, "UTF-8", True, None), (4549, "GBK", True, None), (4549, "GBK", False, 0x4D)]
    + [(4549, "GB18030", False, None), (4549, "UTF-8", False, None)],
)
def test_zipped_shapefiles(epsg: int, encoding: str, cpg: object, ldid: int | None) -> None:
    parts = writers.shapefile(writers.villages(epsg, "polygon"), encoding, cpg=bool(cpg), ldid=ldid)
    read = read_upload("村庄.zip", writers.pack(parts))
    assert_right(read)
    assert read.crs_found == f"EPSG:{epsg}"
    assert read.encoding == ("utf-8" if encoding == "UTF-8" else "gb18030")


@pytest.mark.parametrize(
    ("kind", "epsg"),
    [("gpkg", epsg) for epsg in SYSTEMS]
    + [(kind, 4549) for kind in ("geojson", "fgb", "parquet", "gml", "dxf", "csv", "xlsx")]
    + [(kind, 4490) for kind in ("dxf", "csv", "xlsx")],
)
def test_no_system_at_all_is_proposed_not_applied(kind: str, epsg: int) -> None:
    frame = writers.villages(epsg).set_crs(None, allow_override=True)
    read = read_upload(f"村庄.{kind}", writers.write(frame, kind))
    said = [proposal for proposal in read.proposals if proposal.kind == "crs"]
    assert said, read.issues
    if kind != "geojson":
        assert not read.ready
        assert read.crs_found is None
        assert read.frame.crs is None
    placed = said[0].apply()
    assert placed.ready
    assert placed.crs_source == "proposal"
    assert placed.applied == ("crs",)
    assert writers.same_places(placed.frame)
    assert read.crs_source != "proposal"


def test_shapefile_without_prj_is_proposed() -> None:
    parts = writers.shapefile(writers.villages(4549), "GBK", cpg=False, prj=False)
    read = read_upload("村庄.zip", writers.pack(parts))
    assert read.crs_found is None
    (only,) = [proposal for proposal in read.proposals if proposal.kind == "crs"]
    assert "EPSG:4549" in only.zh
    assert_right(only.apply())


def test_the_users_word_beats_the_file() -> None:
    frame = writers.villages(4549).set_crs(4326, allow_override=True)
    assert_right(read_upload("a.gpkg", writers.write(frame, "gpkg"), crs=4549))


@pytest.mark.parametrize("epsg", [2437, 2385, 4214, 4610])
@pytest.mark.parametrize("kind", ["gpkg", "fgb", "parquet", "shp"])
def test_old_datums_are_refused_with_the_reason(kind: str, epsg: int) -> None:
    frame = writers.villages(epsg, "polygon")
    data = writers.pack(writers.shapefile(frame)) if kind == "shp" else writers.write(frame, kind)
    with pytest.raises(CrsError, match=r"参数.*parameters"):
        read_upload(f"村庄.{'zip' if kind == 'shp' else kind}", data)


@pytest.mark.parametrize("kind", ["kml", "kmz"])
def test_kml(kind: str) -> None:
    data = writers.write(writers.villages(4326), "kml")
    if kind == "kmz":
        data = writers.pack({"doc.kml": data})
    read = read_upload(f"村庄.{kind}", data)
    assert_right(read)
    assert (read.crs_found, read.crs_source) == ("EPSG:4326", "format")


@pytest.mark.parametrize("kind", ["geojson", "csv", "kml", "gml", "dxf"])
def test_text_formats_in_gbk(kind: str) -> None:
    frame = writers.villages(4326)
    if kind == "csv":
        data = writers.table(frame, "csv", "gbk")
    else:
        data = writers.write(frame, kind).decode("utf-8").encode("gb18030")
        data = data.replace(b'encoding="utf-8"', b'encoding="GBK"').replace(b'encoding="UTF-8"', b'encoding="GBK"')
    read = read_upload(f"村庄.{kind}", data)
    assert read.encoding == "gb18030"
    if not read.ready:
        read = next(proposal for proposal in read.proposals if proposal.kind == "crs").apply()
    if kind == "dxf":  # whose layer names cannot hold these signs: the writer put _ for them
        assert tuple(read.frame["Layer"])[:4] == writers.NAMES[:4]
        return
    assert_right(read)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "names", [("经度", "纬度"), ("lon", "lat"), ("X", "Y"), ("东坐标", "北坐标"), ("longitude", "latitude")]
)
def test_coordinate_columns(kind: str, names: tuple[str, str]) -> None:
    read = read_upload(f"表.{kind}", writers.table(writers.villages(4326), kind, names=names), crs=4490)
    assert_right(read)
    assert read.crs_source == "user"


def test_zip_from_windows_with_folder_and_chinese_names() -> None:
    parts = writers.shapefile(writers.villages(4549), "GBK", cpg=False, inner="成果/村庄")
    read = read_upload("成果.zip", writers.pack(parts, gbk_names=True))
    assert_right(read)
    assert read.layers == ("成果/村庄",)


def test_long_field_names_cut_at_ten_bytes_are_understood() -> None:
    frame = writers.villages(4549).rename(columns={"村名": "行政区划代码", "备注": "村庄名称全称说明"})
    frame["行政区划代码"] = [f"33030400320{number}" for number in range(5)]
    read = read_upload("a.zip", writers.pack(writers.shapefile(frame, "GBK", cpg=False)))
    guess = {item.column: item.target for item in read.mapping}
    assert guess["行政区划代"] == "code"
    assert guess["街道"] == "street"
    assert guess["户数"] == "households"
