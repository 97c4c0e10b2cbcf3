"""Laying an upload out for the reading process: one format, one encoding, names of our own, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.imports import encoding as text
from geodata.imports import formats
from geodata.imports.archive import Archive, Member
from geodata.imports.dbf import read_dbf
from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.findings import Findings, whole
from geodata.imports.xmlguard import guard

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.imports.limits import Limits

_FILE = {
    "GeoJSON": "layer.geojson", "GPKG": "layer.gpkg", "FlatGeobuf": "layer.fgb", "KML": "layer.kml", "GML": "layer.gml",
    "DXF": "layer.dxf", "GeoParquet": "layer.parquet", "CSV": "layer.csv", "XLSX": "layer.xlsx",
}  # fmt: skip
_SIDE_FILES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_DATA = (".geojson", ".json", ".gpkg", ".fgb", ".parquet", ".geoparquet", ".kml", ".gml", ".dxf", ".csv", ".xlsx")
_CRS_MEMBER = re.compile(rb'"crs"\s*:\s*(null|\{(?:[^{}]|\{[^{}]*\})*\})')
_CRS_NAME = re.compile(rb'"name"\s*:\s*"([^"]{1,200})"')
_DXF_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([A-Za-z0-9_]+)")
_EDGE = 1 << 16


@dataclass(frozen=True, slots=True)
class Staged:
    """What the reading process is to read.

    Parameters
    ----------
    format
        Key of `formats.DRIVERS`.
    path
        File name in the folder.
    encoding
        Of the text, as it came.
    decode
        Encoding in which the reader decodes text itself, None when the bytes are UTF-8 by now.
    crs
        As the file states it outside the driver's view, or None.
    crs_source
        ``file`` when `crs` is stated, ``format`` when the format fixes WGS-84, None to ask the driver.
    layers
        Names to choose from where the file holds several members.
    records
        Rows the attribute table must have, None where unknown.
    """

    format: str
    path: str
    encoding: text.Detected
    decode: str | None = None
    crs: str | None = None
    crs_source: str | None = None
    layers: tuple[str, ...] = ()
    records: int | None = None


def stage(
    filename: str, data: bytes, folder: Path, encoding: str | None, layer: str | None, limits: Limits, found: Findings
) -> Staged:
    """Write what is to be read into a folder.

    Parameters
    ----------
    filename, data
        The upload.
    folder
        An empty folder of our own.
    encoding
        Chosen by the user, or None.
    layer
        Member of an archive to read, by its path without ending, or None.
    limits
        Sizes.
    found
        Is added to.

    Raises
    ------
    ImportRefusedError
        See `sniff`, `Archive` and `guard`.
    """
    kind = formats.sniff(filename, data)
    if kind == "ZIP":
        staged = _archive(filename, data, folder, encoding, layer, limits, found)
    else:
        staged = _single(kind, filename, data, folder, encoding, found)
    ending = formats.suffix(filename)
    fits = formats.SUFFIXES[staged.format]
    if ending not in fits and not (kind == "ZIP" and ending == ".zip"):
        zh = f"扩展名“{shown(ending or '（无）', 20)}”与内容不符：这是 {staged.format}，已按内容读取"
        en = (
            f"the ending '{shown(ending or '(none)', 20)}' does not fit the content: this is {staged.format} and was "
            "read so"
        )
        found.add(whole("extension", zh, en))
    return staged


def _single(kind: str, name: str, data: bytes, folder: Path, encoding: str | None, found: Findings) -> Staged:
    path = folder / _FILE[kind]
    if kind in {"GPKG", "FlatGeobuf", "GeoParquet"}:
        path.write_bytes(data)
        return Staged(kind, path.name, text.Detected("utf-8", "format"))
    if kind in {"KML", "GML"}:
        xml = guard(data, name, encoding)
        path.write_bytes(xml.data)
        _replaced(xml.replaced, xml.detected, found)
        if kind == "KML":
            if b"<NetworkLink" in xml.data:
                zh, en = (
                    "KML 引用了网络上的其他文件，没有读取",
                    "the KML refers to other files on the network; they were not read",
                )
                found.add(whole("network_link", zh, en))
            return Staged(kind, path.name, xml.detected, crs="EPSG:4326", crs_source="format")
        return Staged(kind, path.name, xml.detected, crs=_gml_crs(xml.srs), crs_source="file" if xml.srs else None)
    if kind == "DXF":
        path.write_bytes(data)
        detected = _chosen(data, encoding, _DXF_PAGE.search(data[:_EDGE]))
        return Staged(kind, path.name, detected, decode=detected.encoding)
    detected = _chosen(data, encoding, None)
    plain, replaced = text.to_utf8(data, detected.encoding)
    _replaced(replaced, detected, found)
    path.write_bytes(plain)
    if kind == "CSV":
        return Staged(kind, path.name, detected)
    stated = _geojson_crs(plain)
    return Staged(kind, path.name, detected, crs=stated or "EPSG:4326", crs_source="file" if stated else "format")


def _chosen(data: bytes, encoding: str | None, declared: re.Match[bytes] | None) -> text.Detected:
    if encoding:
        return text.Detected(text.normalise(encoding), "user")
    found = text.detect(data)
    if declared and declared[1].upper() == b"ANSI_936" and found.encoding != "utf-8":
        return text.Detected("gb18030", "declared", found.common_share)
    return found


def _replaced(number: int, detected: text.Detected, found: Findings) -> None:
    if number:
        zh = f"按 {detected.encoding} 解码时有 {number} 处字节无法识别，以 � 代替；如果文字乱码，请改选字符编码"
        en = (
            f"{number} bytes are no text in {detected.encoding} and are shown as �; if the text is garbled, choose "
            "another encoding"
        )
        found.add(whole("text", zh, en))


def _geojson_crs(data: bytes) -> str | None:
    """Name in the ``crs`` member of old GeoJSON; GDAL takes an unknown one for WGS-84 without a word."""
    for edge in (data[:_EDGE], data[-_EDGE:]):
        match = _CRS_MEMBER.search(edge)
        if match and match[1] != b"null":
            name = _CRS_NAME.search(match[1])
            return name[1].decode("utf-8", errors="replace") if name else "?"
    return None


def _gml_crs(srs: str) -> str | None:
    code = re.search(r"(?:EPSG[:/#]+(?:[\d.]*[:/])?|epsg\.xml#)(\d{4,6})", srs, re.IGNORECASE)
    if code:
        return f"EPSG:{code[1]}"
    return srs or None


def _archive(
    name: str, data: bytes, folder: Path, encoding: str | None, layer: str | None, limits: Limits, found: Findings
) -> Staged:
    archive = Archive(data, name, limits)
    names = {member.name for member in archive.members}
    if "[Content_Types].xml" in names:
        return _workbook(archive, data, folder, names)
    shapefiles = {member.stem: member for member in archive.members if member.suffix == ".shp"}
    if shapefiles:
        return _shapefile(archive, shapefiles, folder, encoding, layer, found)
    candidates = [member for member in archive.members if member.suffix in _DATA]
    if not candidates:
        inside = "、".join(shown(member.name, 40) for member in archive.members[:5]) or "-"
        zh = f"{shown(name)}：压缩包里没有可读的图层（里面有：{inside}）；请放入 {formats.ACCEPTED}"
        en = f"{shown(name)}: no layer to read in the archive (it holds: {inside}); pack one of {formats.ACCEPTED}"
        raise ImportRefusedError(zh, en, "no_layer")
    chosen = next((member for member in candidates if member.stem == (layer or "").lower()), candidates[0])
    _others([member.stem for member in candidates], chosen.stem, layer, found)
    content = archive.read(chosen)
    kind = formats.sniff(chosen.name, content)
    if kind == "ZIP":
        zh = f"{shown(name)}：压缩包里的“{shown(chosen.name)}”本身也是压缩格式；请直接上传该文件"
        en = f"{shown(name)}: '{shown(chosen.name)}' in the archive is an archive itself; upload that file alone"
        raise ImportRefusedError(zh, en, "nested")
    return _single(kind, chosen.name, content, folder, encoding, found)


def _others(stems: list[str], chosen: str, layer: str | None, found: Findings) -> None:
    if len(stems) > 1 and layer is None:
        rest = "、".join(shown(stem, 30) for stem in stems if stem != chosen)
        zh = f"压缩包有 {len(stems)} 个图层，读入了“{shown(chosen)}”；其余未读：{rest}"
        en = f"the archive has {len(stems)} layers; '{shown(chosen)}' was read, the others were not: {rest}"
        found.add(whole("other_layers", zh, en))


def _workbook(archive: Archive, data: bytes, folder: Path, names: set[str]) -> Staged:
    if not any(name.startswith("xl/") for name in names) or any("vbaproject" in name.lower() for name in names):
        zh = f"{shown(archive.name)}：不是普通的 XLSX 表格（或带有宏）；请另存为 .xlsx"
        en = f"{shown(archive.name)}: not a plain XLSX workbook (or it holds macros); save it as .xlsx"
        raise ImportRefusedError(zh, en, "format")
    for member in archive.members:
        if member.suffix in {".xml", ".rels"} and b"<!" in archive.head(member, _EDGE).replace(b"<!--", b"").replace(
            b"\0", b""
        ):
            zh = f"{shown(archive.name)}：表格内部带有文档类型声明，不予读取；请用 Excel 或 WPS 重新保存"
            en = f"{shown(archive.name)}: the workbook declares a document type inside and is not read; save it again"
            raise ImportRefusedError(zh, en, "doctype")
    (folder / _FILE["XLSX"]).write_bytes(data)
    return Staged("XLSX", _FILE["XLSX"], text.Detected("utf-8", "format"))


def _shapefile(
    archive: Archive,
    shapefiles: dict[str, Member],
    folder: Path,
    encoding: str | None,
    layer: str | None,
    found: Findings,
) -> Staged:
    wanted = (layer or "").lower()
    stem = wanted if wanted in shapefiles else next(iter(shapefiles))
    _others(list(shapefiles), stem, layer, found)
    parts = {
        member.suffix: member for member in archive.members if member.stem == stem and member.suffix in _SIDE_FILES
    }
    if ".dbf" not in parts:
        zh, en = "缺少 .dbf，属性（名称等）无从读取", "the .dbf is missing, so there are no attributes (names)"
        found.add(whole("no_dbf", zh, en))
    if ".shx" not in parts:
        zh, en = "缺少 .shx 索引，已根据 .shp 重建", "the .shx index is missing and was rebuilt from the .shp"
        found.add(whole("no_shx", zh, en, repaired=True))
    for suffix in (".shp", ".shx", ".dbf"):
        if suffix in parts:
            archive.extract(parts[suffix], folder / f"layer{suffix}")
    projection = (
        archive.head(parts[".prj"], _EDGE).decode("utf-8", errors="replace").strip("\ufeff\0 \r\n")
        if ".prj" in parts
        else ""
    )
    table = read_dbf(folder / "layer.dbf") if ".dbf" in parts else None
    detected = text.Detected("utf-8", "detected")
    if table is not None:
        page = archive.head(parts[".cpg"], 64).decode("ascii", errors="ignore") if ".cpg" in parts else ""
        detected = _dbf_encoding(table.text, encoding, page.strip("\0 \r\n"), table.declared, found)
    return Staged(
        "ESRI Shapefile", "layer.shp", detected, decode=detected.encoding, crs=projection or None,
        crs_source="file" if projection else None, layers=tuple(shapefiles), records=table.records if table else None,
    )  # fmt: skip


def _dbf_encoding(sample: bytes, chosen: str | None, page: str, ldid: str | None, found: Findings) -> text.Detected:
    if chosen:
        return text.Detected(text.normalise(chosen), "user")
    guess = text.detect(sample)
    stated = None
    if page:
        try:
            stated = text.normalise(page)
        except ImportRefusedError:
            stated = None
    stated = stated or ldid
    if stated is None:
        return guess
    # a .cpg of UTF-8 beside GBK bytes is common: tools write it without converting the table
    contradicted = guess.source == "detected" and guess.encoding != stated and re.search(rb"[\x80-\xff]", sample)
    if contradicted and (stated == "utf-8" or guess.encoding == "utf-8" or not text.decodes(sample, stated)):
        zh = f"文件声明的编码 {stated} 与内容不符，已按 {guess.encoding} 读取；如有乱码请改选"
        en = (
            f"the stated encoding {stated} does not fit the bytes, which were read as {guess.encoding}; choose "
            "another if garbled"
        )
        found.add(whole("encoding_conflict", zh, en))
        return guess
    return text.Detected(stated, "declared", guess.common_share)
