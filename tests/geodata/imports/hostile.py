"""Files made to hurt, mislead or vanish, each with what must be said about it."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

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
    layer = f'<OGRVRTLayer name="x"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>".encode()


SECRET = "/etc/passwd"
PORT = 9  # replaced by the port of a listening server in the tests


def url() -> str:
    return f"http://127.0.0.1:{PORT}/x"


def gml(extra: str = "", root: str = "", prolog: str = "", value: str = "甲") -> bytes:
    spaces = (
        'xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    shape = '<gml:Point srsName="EPSG:4326"><gml:coordinates>120.65,27.95</gml:coordinates></gml:Point>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<ogr:FeatureCollection {spaces} {root}><gml:featureMember>'
        f'<ogr:a fid="a.1"><ogr:name>{value}</ogr:name>{extra}<ogr:geometryProperty>{shape}</ogr:geometryProperty>'
        "</ogr:a></gml:featureMember></ogr:FeatureCollection>"
    ).encode()


def kml(extra: str = "", prolog: str = "", name: str = "甲") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{extra}'
        f"<Placemark><name>{name}</name><Point><coordinates>120.65,"
        "27.95</coordinates></Point></Placemark></Document></kml>"
    ).encode()


LAUGHS = (
    "<!DOCTYPE k [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


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
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("b.geojson", "w", force_zip64=True) as file,
    ):
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
    parts = {
        name: bytearray(data) for name, data in writers.shapefile(writers.villages(crs, "polygon"), inner="a").items()
    }
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


_ENDLESS_VIEW = """CREATE VIEW endless AS
    WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid+1 FROM n)
    SELECT fid, NULL AS geom FROM n WHERE fid < 0"""
ENDLESS = (
    "DROP TABLE IF EXISTS rtree_layer_geom",
    _ENDLESS_VIEW,
    "DELETE FROM gpkg_geometry_columns",
    "DELETE FROM gpkg_contents",
    "INSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) VALUES('endless','features','endless',4326)",
    "INSERT INTO gpkg_geometry_columns VALUES('endless','geom','POINT',4326,0,0)",
)


def two_tables() -> bytes:
    values = "'x','attributes','x','',last_change,NULL,NULL,NULL,NULL,NULL"
    return gpkg(f"INSERT INTO gpkg_contents SELECT {values} FROM gpkg_contents")


def torn_zip() -> bytes:
    data = writers.pack({"a.geojson": good("geojson")})
    return data[:60] + bytes(40) + data[100:]


def wfs() -> bytes:
    return f"<WFS_Capabilities><a>{url()}</a></WFS_Capabilities>".encode()


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


GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}


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
    return (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        + text.encode()
        + b"}]}"
    )


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
    return (
        f'村名,备注,经度,纬度\n"{NASTY}","=HYPERLINK(""http://x"")",120.65,27.95\n+1+1,@SUM(A1),120.66,27.96\n'.encode()
    )


def fgb_claims() -> bytes:
    data = bytearray(good("fgb"))
    size = struct.unpack("<I", data[8:12])[0]
    data[8:12] = struct.pack("<I", size + (1 << 30))
    return bytes(data)


def dxf_bomb() -> bytes:
    text = "0\nSECTION\n2\nHEADER\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n"
    names = [f"B{number}" for number in range(12)]
    text += "0\nBLOCK\n8\n0\n2\nB0\n70\n0\n10\n0\n20\n0\n3\nB0\n0\nPOINT\n8\n0\n10\n0\n20\n0\n0\nENDBLK\n"
    for old, new in pairwise(names):
        text += (
            f"0\nBLOCK\n8\n0\n2\n{new}\n70\n0\n10\n0\n20\n0\n3\n{new}\n"
            + f"0\nINSERT\n8\n0\n2\n{old}\n10\n0\n20\n0\n" * 10
            + "0\nENDBLK\n"
        )
    text += f"0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n8\n0\n2\n{names[-1]}\n10\n0\n20\n0\n0\nENDSEC\n0\nEOF\n"
    return text.encode()
