"""Files made to hurt, mislead or vanish, each with what must be said about it."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tests.geodata.imports import writers

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = [120.65, 27.95]
NASTY = "<script>alert(1)</script>{{7*7}}${1}`=cmd|' /C calc'!A0"


@dataclass(frozen=True)
class Case:
    """A file and what it must come to: a refusal's code (or one of several), or findings of an import."""

    name: str
    make: Callable[[], bytes]
    refused: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    limits: dict[str, float] = field(default_factory=dict)


def collection(*features: object, **extra: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **extra, "features": list(features)}, ensure_ascii=False).encode()


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": "甲", **properties}, "geometry": geometry}


def point(x: object = 120.65, y: object = 27.95) -> dict[str, object]:
    return {"type": "Point", "coordinates": [x, y]}


def polygon(*ring: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[HERE[0] + x / 1000, HERE[1] + y / 1000] for x, y in ring]]}


def good(kind: str) -> bytes:
    return writers.write(writers.villages(4326, "polygon" if kind != "kml" else "point"), kind)


def cut(kind: str, share: float = 0.6) -> bytes:
    data = good(kind)
    return data[: int(len(data) * share)]


def vrt(source: str) -> bytes:
    return f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'.encode()


SECRET = "/etc/passwd"
PORT = 9  # replaced by the port of a listening server in the tests


def url() -> str:
    return f"http://127.0.0.1:{PORT}/x"


def gml(extra: str = "", root: str = "", prolog: str = "", value: str = "甲") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        f'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {root}><gml:featureMember><ogr:a fid="a.1"><ogr:name>{value}</ogr:name>'
        f'{extra}<ogr:geometryProperty><gml:Point srsName="EPSG:4326"><gml:coordinates>120.65,27.95</gml:coordinates></gml:Point>'
        "</ogr:geometryProperty></ogr:a></gml:featureMember></ogr:FeatureCollection>"
    ).encode()


def kml(extra: str = "", prolog: str = "", name: str = "甲") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{extra}'
        f"<Placemark><name>{name}</name><Point><coordinates>120.65,27.95</coordinates></Point></Placemark></Document></kml>"
    ).encode()


LAUGHS = "<!DOCTYPE k [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"


def deep_xml(depth: int) -> bytes:
    return b'<kml xmlns="http://www.opengis.net/kml/2.2">' + b"<Folder>" * depth + b"</Folder>" * depth + b"</kml>"


def zipped(**parts: bytes) -> bytes:
    return writers.pack(parts)


def zip_of(*members: tuple[str, bytes], attributes: int = 0, flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    data = bytearray(out.getvalue())
    if flags:
        at = data.index(b"PK\x01\x02")
        data[at + 8] |= flags
        data[6] |= flags
    return bytes(data)


def twice() -> bytes:
    data = zip_of(("a.geojson", good("geojson")), ("b.geojson", good("geojson")))
    return data.replace(b"b.geojson", b"A.geojson")


def bomb(megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("b.geojson", "w", force_zip64=True) as file:
        for _ in range(megabytes):
            file.write(b" " * (1 << 20))
    return out.getvalue()


def lying_zip() -> bytes:
    """The directory says 100 bytes, the stream holds 20 MB."""
    data = bytearray(bomb(20))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    extra = struct.unpack("<H", data[at + 30 : at + 32])[0]
    assert extra == 0
    return bytes(data)


def claims_much() -> bytes:
    data = bytearray(zip_of(("a.geojson", b"{}")))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(data)


def shp(change: Callable[[dict[str, bytearray]], None], crs: int = 4549) -> bytes:
    parts = {name: bytearray(data) for name, data in writers.shapefile(writers.villages(crs, "polygon"), inner="a").items()}
    change(parts)
    return writers.pack({name: bytes(data) for name, data in parts.items()})


def _cut_part(suffix: str, share: float) -> Callable[[dict[str, bytearray]], None]:
    def change(parts: dict[str, bytearray]) -> None:
        parts[f"a{suffix}"] = parts[f"a{suffix}"][: int(len(parts[f"a{suffix}"]) * share)]

    return change


def _without(*suffixes: str) -> Callable[[dict[str, bytearray]], None]:
    def change(parts: dict[str, bytearray]) -> None:
        for suffix in suffixes:
            parts.pop(f"a{suffix}")

    return change


def _poke(suffix: str, offset: int, value: bytes) -> Callable[[dict[str, bytearray]], None]:
    def change(parts: dict[str, bytearray]) -> None:
        parts[f"a{suffix}"][offset : offset + len(value)] = value

    return change


def _set(suffix: str, data: bytes) -> Callable[[dict[str, bytearray]], None]:
    def change(parts: dict[str, bytearray]) -> None:
        parts[f"a{suffix}"] = bytearray(data)

    return change


def gpkg(*statements: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(good("gpkg"))
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return path.read_bytes()


ENDLESS = (
    "DROP TABLE IF EXISTS rtree_layer_geom",
    "CREATE VIEW endless AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid+1 FROM n) SELECT fid, NULL AS geom FROM n WHERE fid < 0",
    "DELETE FROM gpkg_geometry_columns",
    "DELETE FROM gpkg_contents",
    "INSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) VALUES('endless','features','endless',4326)",
    "INSERT INTO gpkg_geometry_columns VALUES('endless','geom','POINT',4326,0,0)",
)


def sqlite_alone() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE t(a)")
        connection.commit()
        connection.close()
        return path.read_bytes()


def parquet(wkb: list[bytes | None], geo: object) -> bytes:
    out = io.BytesIO()
    table = pa.table({"name": [f"第{number}" for number in range(len(wkb))], "geometry": pa.array(wkb, pa.binary())})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), out)
    return out.getvalue()


GEO = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}


def xlsx(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(writers.table(writers.villages(4326), "xlsx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return writers.pack(parts)


def _sheet(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new, 1)

    return change


def _macro(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"


def nested_collection(depth: int) -> bytes:
    inner = '{"type":"Point","coordinates":[120.65,27.95]}'
    text = '{"type":"GeometryCollection","geometries":[' * depth + inner + "]}" * depth
    return b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":' + text.encode() + b"}]}"


def tangle(vertices: int) -> bytes:
    """A polygon whose border crosses itself nearly everywhere."""
    xy = np.random.default_rng(0).random((vertices, 2)) / 100 + HERE
    ring = [*xy.round(7).tolist(), xy[0].round(7).tolist()]
    return collection(feature({"type": "Polygon", "coordinates": [ring]}))


def many_empty(number: int) -> bytes:
    one = b'{"type":"Feature","properties":{"a":1},"geometry":null}'
    return b'{"type":"FeatureCollection","features":[' + b",".join([one] * number) + b"]}"


def many_points(number: int) -> bytes:
    one = b'{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[120.65,27.95]}}'
    return b'{"type":"FeatureCollection","features":[' + b",".join([one] * number) + b"]}"


def long_line(number: int) -> bytes:
    angle = np.linspace(0, 60, number)
    xy = np.column_stack([HERE[0] + angle / 3000 * np.cos(angle), HERE[1] + angle / 3000 * np.sin(angle)]).round(9)
    return collection(feature({"type": "LineString", "coordinates": xy.tolist()}))


def wide_csv(number: int) -> bytes:
    return (",".join(f"c{item}" for item in range(number)) + "\n" + ",".join("1" * number) + "\n").encode()


def nasty_csv() -> bytes:
    return f'村名,备注,经度,纬度\n"{NASTY}","=HYPERLINK(""http://x"")",120.65,27.95\n+1+1,@SUM(A1),120.66,27.96\n'.encode()


def fgb_claims() -> bytes:
    data = bytearray(good("fgb"))
    size = struct.unpack("<I", data[8:12])[0]
    data[8:12] = struct.pack("<I", size + (1 << 30))
    return bytes(data)


def dxf_bomb() -> bytes:
    text = "0\nSECTION\n2\nHEADER\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n"
    names = [f"B{number}" for number in range(12)]
    text += "0\nBLOCK\n8\n0\n2\nB0\n70\n0\n10\n0\n20\n0\n3\nB0\n0\nPOINT\n8\n0\n10\n0\n20\n0\n0\nENDBLK\n"
    for old, new in zip(names, names[1:], strict=False):
        text += f"0\nBLOCK\n8\n0\n2\n{new}\n70\n0\n10\n0\n20\n0\n3\n{new}\n" + f"0\nINSERT\n8\n0\n2\n{old}\n10\n0\n20\n0\n" * 10 + "0\nENDBLK\n"
    text += f"0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n8\n0\n2\n{names[-1]}\n10\n0\n20\n0\n0\nENDSEC\n0\nEOF\n"
    return text.encode()


OLD_PRJ = b'PROJCS["Beijing_1954_3_Degree_GK_CM_120E",GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

REFUSED = (
    Case("空文件.geojson", bytes, ("empty_file",)),
    Case("zeros.gpkg", partial(bytes, 4096), ("empty_file",)),
    Case("noise.shp", lambda: np.random.default_rng(1).bytes(4096), ("format",)),
    Case("picture.geojson", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), ("format",)),
    Case("plan.pdf", lambda: b"%PDF-1.7\n%", ("format",)),
    Case("setup.zip", lambda: b"MZ\x90\0" + bytes(99), ("format",)),
    Case("图纸.dwg", lambda: b"AC1032" + bytes(99), ("format",)),
    Case("旧表.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), ("format",)),
    Case("a.rar", lambda: b"Rar!\x1a\x07\x01\0", ("format",)),
    Case("a.7z", lambda: b"7z\xbc\xaf\x27\x1c", ("format",)),
    Case("a.geojson.gz", lambda: b"\x1f\x8b\x08\0" + bytes(20), ("format",)),
    Case("page.kml", lambda: b"<!DOCTYPE html><html><body>404</body></html>", ("format",)),
    Case("a.shp", lambda: writers.shapefile(writers.villages())["村庄.shp"], ("bare_shp",)),
    Case("db.gpkg", sqlite_alone, ("format",)),
    Case("vrt.geojson", lambda: vrt(SECRET), ("virtual",)),
    Case("vrt.vrt", lambda: vrt(SECRET), ("virtual",)),
    Case("vrt-bom.kml", lambda: b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- x -->" + vrt(f"/vsicurl/{url()}"), ("virtual",)),
    Case("vrt-utf16.gml", lambda: vrt(SECRET).decode().encode("utf-16"), ("virtual",)),
    Case("vrt.zip", lambda: zip_of(("a.geojson", vrt(SECRET))), ("virtual",)),
    Case("vrt-raster.xml", lambda: b'<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>', ("virtual",)),
    Case("wfs.gml", lambda: f"<WFS_Capabilities><a>{url()}</a></WFS_Capabilities>".encode(), ("virtual",)),
    Case("xxe.gml", lambda: gml(prolog=f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{SECRET}">]>', value="&e;"), ("doctype",)),
    Case("xxe-remote.kml", lambda: kml(prolog=f'<!DOCTYPE x SYSTEM "{url()}">'), ("doctype",)),
    Case("laughs.kml", lambda: kml(prolog=LAUGHS, name="&i;"), ("doctype",)),
    Case("laughs-utf16.kml", lambda: kml(prolog=LAUGHS, name="&i;").decode().replace("UTF-8", "UTF-16").encode("utf-16"), ("doctype",)),
    Case("laughs-utf16-bare.kml", lambda: kml(prolog=LAUGHS).decode().encode("utf-16-le"), ("doctype", "format")),
    Case("laughs.kmz", lambda: zip_of(("doc.kml", kml(prolog=LAUGHS, name="&i;"))), ("doctype",)),
    Case("laughs.xlsx", lambda: xlsx(_sheet(b"<worksheet", LAUGHS.encode() + b"<worksheet")), ("doctype",)),
    Case("macro.xlsx", lambda: xlsx(_macro), ("format",)),
    Case("broken.zip", lambda: writers.pack({"a.geojson": good("geojson")})[:-30], ("truncated",)),
    Case("torn.zip", lambda: (lambda data: data[:60] + b"\0" * 40 + data[100:])(writers.pack({"a.geojson": good("geojson")})), ("truncated",)),
    Case("bomb.zip", partial(bomb, 40), ("bomb",)),
    Case("bomb.kmz", partial(bomb, 12), ("bomb",)),
    Case("lying.zip", lying_zip, ("bomb", "truncated", "unreadable", "empty_file")),
    Case("claims.zip", claims_much, ("bomb",)),
    Case("crowd.zip", lambda: zip_of(*[(f"{number}.txt", b"") for number in range(1500)]), ("too_many_members",)),
    Case("up.zip", lambda: zip_of(("../../a.geojson", b"{}")), ("traversal",)),
    Case("root.zip", lambda: zip_of(("/etc/a.geojson", b"{}")), ("traversal",)),
    Case("drive.zip", lambda: zip_of(("C:/a.geojson", b"{}")), ("traversal",)),
    Case("back.zip", lambda: zip_of(("a\\..\\..\\b.geojson", b"{}")), ("traversal",)),
    Case("nested.zip", lambda: zip_of(("b.zip", zip_of(("a.geojson", b"{}")))), ("nested",)),
    Case("nested-hidden.zip", lambda: zip_of(("b.geojson", zip_of(("a.geojson", b"{}")))), ("nested",)),
    Case("link.zip", lambda: zip_of(("a.geojson", SECRET.encode()), attributes=0o120777 << 16), ("symlink",)),
    Case("locked.zip", lambda: zip_of(("a.geojson", b"{}"), flags=1), ("encrypted",)),
    Case("twice.zip", twice, ("same_name",)),
    Case("readme.zip", lambda: zip_of(("readme.txt", b"hello")), ("no_layer",)),
    Case("empty.zip", zip_of, ("no_layer", "truncated")),
    Case("big.geojson", partial(many_points, 20_000), ("too_big",), limits={"upload_bytes": 1 << 20}),
    # from here on the reading process decides
    Case("cut.geojson", partial(cut, "geojson"), ("unreadable",)),
    Case("cut.gpkg", partial(cut, "gpkg", 0.1), ("unreadable", "format")),
    Case("cut.fgb", partial(cut, "fgb"), ("unreadable",)),
    Case("cut.parquet", partial(cut, "parquet"), ("unreadable",)),
    Case("cut.kml", partial(cut, "kml"), ("unreadable",)),
    Case("cut.gml", partial(cut, "gml"), ("unreadable",)),
    Case("cut-shp.zip", lambda: shp(_cut_part(".shp", 0.6)), ("unreadable",)),
    Case("lying-shp.zip", lambda: shp(_poke(".shp", 24, struct.pack(">I", 0x7FFFFFF0))), ("unreadable",)),
    Case("claims.fgb", fgb_claims, ("unreadable",)),
    Case("deep.geojson", lambda: b'{"type":"FeatureCollection","features":' + b"[" * 100_000 + b"]" * 100_000 + b"}", ("unreadable",)),
    Case("deep.kml", partial(deep_xml, 100_000), ("unreadable",)),
    Case("algorithm.geojson", lambda: b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline read /etc/passwd"}', ("unreadable",)),
    Case("topo.json", lambda: b'{"type":"Topology","objects":{},"arcs":[]}', ("unreadable",)),
    Case("list.json", lambda: b"[1,2,3]", ("unreadable",)),
    Case("nothing.geojson", collection, ("no_features", "unreadable")),
    Case("crowd.geojson", partial(many_points, 3000), ("too_many_features",), limits={"features": 1000}),
    Case("dense.geojson", partial(long_line, 50_000), ("too_many_vertices",), limits={"vertices": 10_000}),
    Case("wide.csv", partial(wide_csv, 5000), ("too_many_fields",)),
    Case("no-place.csv", lambda: b"a,b\n1,2\n", ("no_place",)),
    Case("header.csv", lambda: "村名,经度,纬度\n".encode(), ("no_features",)),
    Case("nul.csv", lambda: b"a,b\0c\n1,2\n", ("format",)),
    Case("endless.gpkg", lambda: gpkg(*ENDLESS), ("time", "unreadable", "memory"), limits={"seconds": 4.0}),
    Case("blob.parquet", lambda: parquet([b"x"], {"columns": {"geometry": {"encoding": "SECRET"}}}), ("unreadable",)),
    Case("tangle.geojson", partial(tangle, 20_000), ("time", "memory"), limits={"seconds": 6.0}),
    Case("greedy.geojson", partial(many_points, 300_000), ("memory",), limits={"memory_bytes": 560 << 20}),
)  # fmt: skip

CRS_REFUSED = (
    Case("old.zip", lambda: shp(_set(".prj", OLD_PRJ))),
    Case("noise-prj.zip", lambda: shp(_set(".prj", b"PROJCS[" * 20_000))),
    Case("unknown-crs.geojson", lambda: collection(feature(point()), crs={"type": "name", "properties": {"name": "urn:x:nowhere"}})),
)  # fmt: skip

READ = (
    Case("gpkg-named.geojson", lambda: good("gpkg"), found=("extension",)),
    Case("表.gpkg", lambda: writers.table(writers.villages(), "csv"), found=("extension", "no_crs")),
    Case("no-dbf.zip", lambda: shp(_without(".dbf")), found=("no_dbf",)),
    Case("no-shx.zip", lambda: shp(_without(".shx")), found=("no_shx",)),
    Case("lying-dbf.zip", lambda: shp(_poke(".dbf", 4, struct.pack("<I", 4_000_000_000)))),
    Case("odd-cpg.zip", lambda: shp(_set(".cpg", b"../../etc/passwd"))),
    Case("schema.gml", lambda: gml(root=f'xsi:schemaLocation="http://a {url()}.xsd"')),
    Case("schema-file.gml", lambda: gml(root=f'xsi:schemaLocation="http://a file://{SECRET}"')),
    Case("xlink.gml", lambda: gml(extra=f'<ogr:more xlink:href="{url()}"/><ogr:more xlink:href="file://{SECRET}"/>')),
    Case("network.kml", lambda: kml(extra=f"<NetworkLink><Link><href>{url()}</href></Link></NetworkLink>"), found=("network_link",)),
    Case("nan.geojson", lambda: collection(feature(point(float("nan")))), found=("empty",)),
    Case("virtual.gpkg", lambda: gpkg(
        "INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql) VALUES('table','v','v',0,"
        f"'CREATE VIRTUAL TABLE v USING VirtualOGR(''{SECRET}'')')")),
    Case("huge-number.geojson", lambda: collection(feature(point(1e300, 27.9)), feature(point())), found=("not_finite",)),
    Case("off-earth.geojson", lambda: collection(feature(point(500, 95)), feature(point())), found=("outside",)),
    Case("swapped.geojson", lambda: collection(feature(point(27.95, 120.65)), feature(point())), found=("swapped",)),
    Case("strings.geojson", lambda: collection(feature(point("a", "b")), feature(point())), found=("empty",)),
    Case("unclosed.geojson", lambda: collection(feature(polygon((0, 0), (1, 0), (1, 1), (0, 1)))), found=("invalid",)),
    Case("bow-tie.geojson", lambda: collection(feature(polygon((0, 0), (2, 2), (2, 0), (0, 2), (0, 0)))), found=("invalid",)),
    Case("spike.geojson", lambda: collection(feature(polygon((0, 0), (1, 0), (1, 1), (5, 5), (1, 1), (0, 1), (0, 0)))), found=("invalid",)),
    Case("collections.geojson", partial(nested_collection, 40)),
    Case("heights.geojson", lambda: collection(feature({"type": "Point", "coordinates": [*HERE, 12.5]})), found=("z",)),
    Case("doubles.geojson", lambda: collection(feature(point()), feature(point())), found=("duplicate",)),
    Case("text.geojson", lambda: collection(feature(point(), note="长" * 50_000)), found=("text_cut",)),
    Case("columns.geojson", lambda: collection(feature(point(), fid=1, FID=2, geom="x", **{"a\x00b": 1, "Name": "乙"})), found=("column_renamed",)),
    Case("noise.parquet", lambda: parquet([b"x", b"\1" * 40, None, bytes(shapely.to_wkb(shapely.Point(*HERE)))], GEO), found=("unreadable", "empty")),
    Case("blob.gpkg", lambda: gpkg("DROP TRIGGER IF EXISTS rtree_layer_geom_insert", "INSERT INTO gpkg_contents SELECT 'x','attributes','x','',last_change,NULL,NULL,NULL,NULL,NULL FROM gpkg_contents")),
    Case("nasty.csv", nasty_csv, found=("no_crs",)),
    Case("size.xlsx", lambda: xlsx(_sheet(b'<dimension ref="A1:F7"', b'<dimension ref="A1:XFD1048576"')), found=("no_crs",)),
    Case("blocks.dxf", dxf_bomb),
    Case("../../<img src=x onerror=alert(1)>.geojson", lambda: good("geojson")),
    Case("名" * 3000 + ".geojson", lambda: good("geojson")),
    Case("million-empty.geojson", partial(many_empty, 1_000_000), found=("empty",)),
    Case("dense-one.geojson", partial(long_line, 80_000), found=("huge",)),
)  # fmt: skip
