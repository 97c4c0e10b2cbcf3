"""What an upload is, judged by its bytes; the name only decides between text formats, and is checked."""

from __future__ import annotations

import re

from geodata.imports import encoding as text
from geodata.imports.errors import ImportRefusedError, shown

DRIVERS = {
    "GeoJSON": "GeoJSON",
    "GPKG": "GPKG",
    "ESRI Shapefile": "ESRI Shapefile",
    "FlatGeobuf": "FlatGeobuf",
    "KML": "LIBKML",
    "GML": "GML",
    "DXF": "DXF",
    "GeoParquet": None,
    "CSV": None,
    "XLSX": None,
}
"""Format to the only GDAL driver that may open it; None where another library reads it."""

SUFFIXES = {
    "GeoJSON": (".geojson", ".json"),
    "GPKG": (".gpkg",),
    "ESRI Shapefile": (".zip", ".shp"),
    "FlatGeobuf": (".fgb",),
    "KML": (".kml", ".kmz"),
    "GML": (".gml", ".xml"),
    "DXF": (".dxf",),
    "GeoParquet": (".parquet", ".geoparquet"),
    "CSV": (".csv", ".txt", ".tsv"),
    "XLSX": (".xlsx",),
}
"""Endings that fit a format; another one is read all the same and reported."""

ACCEPTED = "GeoJSON, GeoPackage, Shapefile (zip), FlatGeobuf, GeoParquet, KML/KMZ, GML, DXF, CSV, XLSX"

# first bytes -> what it is, what to do (Chinese, English); none of these is read
_FOREIGN: tuple[tuple[bytes, str, str, str], ...] = (
    (b"AC10", "DWG 图纸", "a DWG drawing", "DXF"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（.xls）", "an old Office file (.xls)", "XLSX / CSV"),
    (b"Rar!", "RAR 压缩包", "a RAR archive", "ZIP"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive", "ZIP"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip file", "ZIP"),
    (b"BZh", "bzip2 压缩文件", "a bzip2 file", "ZIP"),
    (b"\xfd7zXZ", "xz 压缩文件", "an xz file", "ZIP"),
    (b"\x28\xb5\x2f\xfd", "zstd 压缩文件", "a zstd file", "ZIP"),
    (b"%PDF", "PDF 文档", "a PDF document", "GeoPackage / Shapefile"),
    (b"\x89PNG", "图片", "a picture", "GeoPackage / Shapefile"),
    (b"\xff\xd8\xff", "图片", "a picture", "GeoPackage / Shapefile"),
    (b"II*\0", "栅格影像（TIFF）", "a raster (TIFF)", "GeoPackage / Shapefile"),
    (b"MM\0*", "栅格影像（TIFF）", "a raster (TIFF)", "GeoPackage / Shapefile"),
    (b"MZ", "可执行程序", "a program", "GeoPackage / Shapefile"),
    (b"\x7fELF", "可执行程序", "a program", "GeoPackage / Shapefile"),
)
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11")
_XML_ROOTS = {"kml": "KML", "FeatureCollection": "GML"}


def _refuse(name: str, zh: str, en: str, instead: str, code: str = "format") -> ImportRefusedError:
    return ImportRefusedError(
        f"{shown(name)}：这是{zh}，不能作为图层读取；请改用 {instead}",
        f"{shown(name)}: this is {en}, not a layer that can be read; use {instead}",
        code,
    )


def suffix(name: str) -> str:
    """Return the ending of a file name in lower case with its dot; empty without one."""
    base = re.split(r"[/\\]", name)[-1]
    return "." + base.rsplit(".", 1)[-1].lower() if "." in base else ""


def _xml(name: str, head: bytes) -> str:
    # the document type is refused later with its own message; here only the root matters
    plain = head if b"\0" not in head[:4] else head.replace(b"\0", b"")
    body = re.sub(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\])?\s*>", b"", plain, flags=re.DOTALL)
    match = re.search(rb"<(?:[\w.\-]+:)?([A-Za-z][\w.\-]*)", body)
    root = match[1].decode("ascii", errors="replace") if match else ""
    if root in _XML_ROOTS:
        return _XML_ROOTS[root]
    if root in {
        "OGRVRTDataSource",
        "VRTDataset",
        "WFS_Capabilities",
        "GDAL_WMS",
        "OGRWFSDataSource",
        "WMS_Capabilities",
    }:
        raise _refuse(name, "指向别处数据的虚拟数据源", "a virtual dataset that points elsewhere", ACCEPTED, "virtual")
    if root in {"html", "HTML", "svg"}:
        raise _refuse(name, "网页或矢量图片", "a web page or a drawing", ACCEPTED)
    if suffix(name) in {".gml", ".xml"} and b"opengis.net/gml" in head:
        return "GML"
    if suffix(name) == ".kml" and (b"opengis.net/kml" in head or b"earth.google.com/kml" in head):
        return "KML"
    zh, en = f"根元素为“{shown(root, 40)}”的 XML", f"XML with the root element '{shown(root, 40)}'"
    raise _refuse(name, zh, en, ACCEPTED)


def _text(name: str, data: bytes) -> str:
    head = data[:65536]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    start = head.lstrip(b" \t\r\n\0")
    if start[:1] == b"<":
        return _xml(name, head)
    if start[:1] in {b"{", b"["}:
        return "GeoJSON"
    lines = start.replace(b"\r", b"\n").split(b"\n", 3)
    if start.startswith(b"AutoCAD Binary DXF"):
        return "DXF"
    if (
        len(lines) > 1
        and lines[0].strip() in {b"0", b"999"}
        and (lines[0].strip() == b"999" or lines[1].strip() == b"SECTION")
    ):
        return "DXF"
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        raise _refuse(name, "不认识的二进制文件", "a binary file of an unknown kind", ACCEPTED)
    if suffix(name) in SUFFIXES["CSV"] or (text.detect(head).source != "unsure" and re.search(rb"[,\t;|]", head)):
        return "CSV"
    raise _refuse(name, "不认识的文件", "a file of an unknown kind", ACCEPTED)


def sniff(name: str, data: bytes) -> str:
    """Tell the format of bytes: a key of `DRIVERS`, or ``ZIP`` for an archive.

    Raises
    ------
    ImportRefusedError
        Empty, or of a kind that is not read; the message says what it is and what to use instead.
    """
    if re.search(rb"[^\0 \r\n\t]", data) is None:
        zh, en = f"{shown(name)}：文件是空的", f"{shown(name)}: the file is empty"
        raise ImportRefusedError(zh, en, "empty_file")
    for mark, zh, en, instead in _FOREIGN:
        if data.startswith(mark):
            raise _refuse(name, zh, en, instead)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "ZIP"
    if data.startswith(b"SQLite format 3\0"):
        if data[68:72] in _GPKG_IDS or b"gpkg_contents" in data[: 1 << 20]:
            return "GPKG"
        raise _refuse(
            name, "SQLite 数据库，但不是 GeoPackage", "an SQLite database, but not a GeoPackage", "GeoPackage"
        )
    if data.startswith(b"fgb\x03"):
        return "FlatGeobuf"
    if data.startswith(b"PAR1"):
        return "GeoParquet"
    if data.startswith(b"\x00\x00\x27\x0a"):
        zh = f"{shown(name)}：Shapefile 只有主文件；请把 .shp .shx .dbf .prj（及 .cpg）一起压缩成 zip 上传"
        en = (
            f"{shown(name)}: only the main file of a Shapefile; zip .shp .shx .dbf .prj (and .cpg) together and "
            "upload that"
        )
        raise ImportRefusedError(zh, en, "bare_shp")
    return _text(name, data)
