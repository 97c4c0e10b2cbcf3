"""A verdict table as files to take away; every file says how it was made and whom the data is owed to."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from openpyxl.styles import Font

from analysis.errors import ParameterError
from analysis.io import export, safe_cell
from analysis.record import bytes_hash
from layers.words import BASIS, VERDICT, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.record import Record
    from layers.language import Lang

ATTRIBUTION: Final = "© OpenStreetMap contributors (ODbL 1.0); 瓯海空间规划图 Ouhai atlas"
"""Said in every file: part of the positions comes from OpenStreetMap."""

PLAIN: Final = "check.csv"
"""File of the plain result in the bundle, and the output the record is checked against.

A record is run again against the first of its outputs by name, so this name comes before the others.
"""

KINDS: Final = ("csv", "xlsx", "geojson", "gpkg")
MIME: Final[Mapping[str, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "json": "application/json",
    "zip": "application/zip",
}

FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "id": ("编号", "id"),
    "name": ("村社", "village"),
    "name_en": ("英文名", "name in English"),
    "street": ("街道", "subdistrict"),
    "verdict": ("结论代码", "verdict: in, verify, out"),
    "verdict_zh": ("结论", "verdict in Chinese"),
    "probability": ("在内的概率", "probability that the true distance is within the threshold"),
    "distance_m": ("名义距离（米）", "distance between the recorded positions, m; empty: not located"),
    "distance_low_m": ("距离 5% 分位（米）", "5 % point of the distance, m"),
    "distance_high_m": ("距离 95% 分位（米）", "95 % point of the distance, m"),
    "nearest_station": ("最近站", "nearest station"),
    "nearest_line": ("最近线", "nearest line"),
    "margin_m": ("名义余量（米）", "threshold minus distance, m; positive inside"),
    "flip_m": ("改变结论的阈值变化（米）", "smallest change of the threshold that changes the verdict, m"),
    "basis": ("位置依据", "basis of the position"),
    "accuracy_m": ("位置误差 CE90（米）", "accuracy of the position, CE90, m"),
    "source": ("位置来源", "source of the position"),
    "lines": ("所选线路", "lines chosen"),
    "threshold_m": ("阈值（米）", "threshold, m"),
    "measured_from": ("量距起点", "measured from: stations or line"),
    "attribution": ("数据署名", "attribution"),
    "lon": ("经度", "longitude, WGS-84"),
    "lat": ("纬度", "latitude, WGS-84"),
    "wkt": ("几何", "geometry, WGS-84"),
}
"""Column of the exported table → what it is, Chinese and English; also the order of the columns."""


@dataclass(frozen=True)
class Take:
    """What a reader takes away.

    Parameters
    ----------
    layer
        One row a site, index = ids, EPSG:4326; the columns of `FIELDS` without lon, lat, wkt.
    plain
        The same result as the command line writes it, so that the record can be run again to the same bytes.
    record
        How it was made.
    """

    layer: gpd.GeoDataFrame
    plain: gpd.GeoDataFrame
    record: Record

    def sealed(self) -> Record:
        """Record that names the plain result: ``python -m analysis rerun`` makes it again and compares."""
        return _hashed(self.record, {PLAIN: export(self.plain, "csv")})


def verdict_layer(
    table: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    *,
    lines: Sequence[str],
    threshold_m: float,
    measured_from: str,
) -> gpd.GeoDataFrame:
    """Join verdicts to the sites they are about.

    Parameters
    ----------
    table
        `analysis.CheckResult.table`, any subset of its rows in any order.
    sites
        Index = ids, columns name_en, source and geometry; any CRS.
    lines, threshold_m, measured_from
        What was asked; repeated in every row, so that a row cannot be quoted without them.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows as in `table`, EPSG:4326, columns in the order of `FIELDS`.
    """
    mine = sites.loc[table.index]
    joined = table.assign(
        name_en=mine["name_en"],
        source=mine["source"],
        verdict_zh=[VERDICT[code][0] for code in table["verdict"]],
        lines="+".join(lines),
        threshold_m=float(threshold_m),
        measured_from=measured_from,
        attribution=ATTRIBUTION,
    )
    columns = [name for name in FIELDS if name in joined.columns]
    shapes = mine.geometry.to_crs(4326)
    return gpd.GeoDataFrame(joined[columns], geometry=shapes.to_numpy(), crs=4326).rename_axis("id")


def file_of(take: Take, kind: str, lang: Lang) -> bytes:
    """Bytes of one file.

    Parameters
    ----------
    take
        What to write.
    kind
        One of `KINDS`, or ``json`` for the record alone. CSV: UTF-8 with a byte order mark, no cell that a
        spreadsheet would run. XLSX: headings in the reader's language, the record on a second sheet. GeoJSON:
        the record as a member beside the features. GPKG: the record as a table of its own.
    lang
        Language of the XLSX headings.

    Raises
    ------
    ParameterError
        An unknown kind.
    """
    if kind == "csv":
        return export(take.layer, "csv")
    if kind == "geojson":
        return _geojson(take)
    if kind == "gpkg":
        return _gpkg(take)
    if kind == "xlsx":
        return _xlsx(take, lang)
    if kind == "json":
        return take.sealed().to_json().encode()
    msg_zh, msg_en = f"不支持的下载格式“{kind}”", f"unknown download format '{kind}'"
    raise ParameterError(msg_zh, msg_en)


def bundle(take: Take, stem: str, lang: Lang) -> bytes:
    """Zip of all files, the meaning of the fields, and a record with the hash of each file.

    Parameters
    ----------
    take
        What to write.
    stem
        File name without its ending.
    lang
        Language of the XLSX headings.
    """
    files = {PLAIN: export(take.plain, "csv")}
    files |= {f"{stem}.{kind}": file_of(take, kind, lang) for kind in KINDS}
    meaning = pd.DataFrame([(name, zh, en) for name, (zh, en) in FIELDS.items()], columns=["field", "zh", "en"])
    files["fields.csv"] = export(meaning, "csv")
    files[f"{stem}.record.json"] = _hashed(take.record, files).to_json().encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in files.items():
            target.writestr(name, body)
    return out.getvalue()


def _hashed(record: Record, files: Mapping[str, bytes]) -> Record:
    return record.with_outputs({name: bytes_hash([body]) for name, body in files.items()})


def _facts(take: Take) -> list[tuple[str, str]]:
    """Record as rows of two texts, attribution first."""
    document = json.loads(take.sealed().to_json())
    rows = [("attribution", ATTRIBUTION)]
    for name, value in document.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        rows.append((name, text))
    return rows


def _geojson(take: Take) -> bytes:
    head = b'{"type":"FeatureCollection",'
    body = export(take.layer, "geojson")
    said = {"attribution": ATTRIBUTION, "record": json.loads(take.sealed().to_json())}
    members = json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:-1]
    return head + members.encode() + b"," + body.removeprefix(head)


def _gpkg(take: Take) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.gpkg"
        path.write_bytes(export(take.layer, "gpkg"))
        facts = pd.DataFrame(_facts(take), columns=["key", "value"])
        pyogrio.write_dataframe(facts, path, layer="record", driver="GPKG")
        return path.read_bytes()


def _xlsx(take: Take, lang: Lang) -> bytes:
    table = pd.DataFrame(take.layer.drop(columns="geometry")).reset_index()
    points = take.layer.geometry.geom_type.eq("Point").to_numpy()
    where = take.layer.geometry.where(points)
    table["lon"], table["lat"] = where.x.to_numpy(), where.y.to_numpy()
    table["basis"] = [word(BASIS, code, lang) for code in table["basis"]]
    table = table.drop(columns=["verdict", "name_en"] if lang == "zh" else "verdict_zh")
    digits = {name: 0 if name.endswith("_m") else 6 for name in table.columns}
    table = table.round({**digits, "probability": 4})
    if lang == "zh":
        table.columns = pd.Index([FIELDS[name][0] for name in table.columns])
    book = openpyxl.load_workbook(io.BytesIO(export(table, "xlsx")))
    book.active.title = "结果" if lang == "zh" else "result"
    _widen(book.active)
    sheet = book.create_sheet("记录" if lang == "zh" else "record")
    for key, value in _facts(take):
        sheet.append([key, safe_cell(value)])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 110
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widen(sheet: Any) -> None:  # noqa: ANN401 - openpyxl is untyped
    """Make every column as wide as its longest text; a Chinese character takes two places."""
    for column in sheet.iter_cols():
        widest = max(sum(1 + (ord(letter) > 255) for letter in str(cell.value or "")) for cell in column)  # noqa: PLR2004 - Latin-1 ends there
        sheet.column_dimensions[column[0].column_letter].width = min(max(8, widest + 2), 44)
    sheet.auto_filter.ref = sheet.dimensions
