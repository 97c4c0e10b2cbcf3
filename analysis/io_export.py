"""A table or a layer as the bytes of a file: CSV, XLSX, JSON, GeoJSON, GeoPackage, GeoParquet, shapefile.

The same frame always gives the same bytes (with the same library versions): no clock gets into them.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import shapely
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from analysis.errors import ParameterError
from analysis.target import point_coordinates

FORMATS = ("csv", "xlsx", "json", "geojson", "gpkg", "parquet", "shp")
GEOMETRY_FORMATS = ("geojson", "gpkg", "shp")
DIGITS_BY_ENDING = {"_m": 2, "_m2": 1, "_km": 4, "_km2": 6}
DIGITS_BY_NAME = {"probability": 4, "share": 4, "expected": 2, "low": 2, "high": 2, "ratio": 4}
DEGREE_DIGITS = 6  # 0.1 m
EPOCH = "2021-03-01T00:00:00.000Z"  # the date files carry where their format insists on one
_ZIP_TIME = (2021, 3, 1, 0, 0, 0)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DBF_NAME = 10  # bytes a shapefile keeps of a field's name


def export(frame: pd.DataFrame, kind: str) -> bytes:
    """Return the frame as a file of that kind.

    Parameters
    ----------
    frame
        DataFrame or GeoDataFrame; a named index becomes the first column. Columns in metres are rounded to
        0.01 m, probabilities and shares to 0.0001.
    kind
        One of `FORMATS`; ``shp`` gives a zip with the shapefile's parts and ``fields.csv`` (long names).

    Raises
    ------
    ParameterError
        An unknown kind, or a kind that needs geometry for a table without any.
    """
    name = kind.lower().lstrip(".")
    if name not in FORMATS:
        msg_zh = f"不支持的输出格式“{kind}”：可用 {'、'.join(FORMATS)}"
        msg_en = f"unknown output format '{kind}': choose from {', '.join(FORMATS)}"
        raise ParameterError(msg_zh, msg_en)
    if name in GEOMETRY_FORMATS and not isinstance(frame, gpd.GeoDataFrame):
        msg_zh = f"这张表没有几何，不能写成 {name}：请改用 csv、xlsx、json 或 parquet"
        msg_en = f"this table has no geometry and cannot become {name}: use csv, xlsx, json or parquet"
        raise ParameterError(msg_zh, msg_en)
    tidy = _tidy(frame)
    if name == "csv":
        return _csv(_flat(tidy))
    if name == "xlsx":
        return _xlsx(_flat(tidy))
    if name == "json":
        rows = [json.dumps(row, ensure_ascii=False) for row in _rows(_flat(tidy))]
        return ("[" + ",\n".join(rows) + "]\n").encode()
    if name == "parquet":
        return _parquet(tidy)
    layer = cast("gpd.GeoDataFrame", tidy)
    if name == "geojson":
        return _geojson(layer)
    return _gpkg(layer) if name == "gpkg" else _shp(layer)


def safe_cell(value: Any) -> Any:  # noqa: ANN401 -- a cell holds anything
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.

    Parameters
    ----------
    value
        Any cell; only text is looked at.
    """
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value


def _digits(name: str) -> int | None:
    if name in DIGITS_BY_NAME:
        return DIGITS_BY_NAME[name]
    return next((digits for ending, digits in DIGITS_BY_ENDING.items() if name.endswith(ending)), None)


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Round, name the index, turn other geometry columns into WKT."""
    tidy = frame.copy()
    active = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    for name in frame.columns:
        column = frame[name]
        digits = _digits(str(name))
        if digits is not None and pd.api.types.is_float_dtype(column.dtype):
            tidy[name] = column.round(digits) + 0.0  # no minus zero
        elif name != active and _has_geometry(column):
            tidy[name] = [None if value is None else shapely.to_wkt(value, rounding_precision=2) for value in column]
    if any(level is not None for level in frame.index.names):
        keep = [level for level in frame.index.names if level not in frame.columns]
        tidy = tidy.reset_index(level=keep) if keep else tidy
    return tidy.reset_index(drop=True)


def _has_geometry(column: pd.Series) -> bool:
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return True
    return column.dtype == object and any(isinstance(value, shapely.Geometry) for value in column)


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Geometry as WGS-84 longitude and latitude of points, or as WKT, for formats without geometry."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    geometry = frame.geometry if frame.crs is None else frame.geometry.to_crs(4326)
    if geometry.geom_type.dropna().eq("Point").all():
        x, y = point_coordinates(geometry.to_numpy())
        table["lon" if frame.crs else "x"] = x.round(DEGREE_DIGITS)
        table["lat" if frame.crs else "y"] = y.round(DEGREE_DIGITS)
    else:
        table["wkt"] = [
            None if value is None else shapely.to_wkt(value, rounding_precision=DEGREE_DIGITS) for value in geometry
        ]
    return table


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a cell holds anything
    """Python's own type for a cell; None for what is missing or not finite."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (bool, int, str)):
        return value
    return str(value)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in table.columns]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in table.itertuples(index=False, name=None)]


def _csv(table: pd.DataFrame) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(str(name)) for name in table.columns])
    columns = [table[name].tolist() for name in table.columns]
    for row in zip(*columns, strict=True):
        writer.writerow([safe_cell(_plain(value)) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: pd.DataFrame) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, name in enumerate(table.columns, start=1):
        cell = sheet.cell(1, number)
        _set_cell(cell, str(name))
        cell.font = Font(bold=True)
    for line, row in enumerate(table.itertuples(index=False, name=None), start=2):
        for number, value in enumerate(row, start=1):
            _set_cell(sheet.cell(line, number), _plain(value))
    sheet.freeze_panes = "A2"
    raw = io.BytesIO()
    book.save(raw)
    return _rezip(raw.getvalue())


def _set_cell(cell: Any, value: Any) -> None:  # noqa: ANN401 -- openpyxl is untyped
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
    else:
        cell.value = value


def _rezip(raw: bytes) -> bytes:
    """Write a zip again without the clock in it."""
    out = io.BytesIO()
    stamp = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = stamp.sub(rb"\g<1>2021-03-01T00:00:00Z\g<3>", data)
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            target.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _geojson(layer: gpd.GeoDataFrame) -> bytes:
    """RFC 7946: WGS-84, one feature a line."""
    geometry = layer.geometry if layer.crs is None else layer.geometry.to_crs(4326)
    shapes = shapely.transform(shapely.force_2d(geometry.to_numpy()), lambda xy: np.round(xy, DEGREE_DIGITS))
    lines = []
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    for shape, row in zip(shapes, _rows(table), strict=True):
        text = "null" if shape is None or shape.is_empty else shapely.to_geojson(shape)
        head = (
            f'{{"type":"Feature","id":{json.dumps(row["id"], ensure_ascii=False)},'
            if "id" in row
            else ('{"type":"Feature",')
        )
        properties = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        lines.append(f'{head}"properties":{properties},"geometry":{text}}}')
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


def _gpkg(layer: gpd.GeoDataFrame) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": EPOCH})
        try:
            layer.to_file(path, driver="GPKG", layer="result", engine="pyogrio")
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes()


def _shp(layer: gpd.GeoDataFrame) -> bytes:
    names = [str(name) for name in layer.columns if name != layer.geometry.name]
    short = _short_names(names)
    renamed = layer.rename(columns=dict(zip(names, short, strict=True)))
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.shp"
        with warnings.catch_warnings():
            # a shapefile cannot hold everything; what it cannot is said in fields.csv
            warnings.filterwarnings("ignore", message=".*(not successfully written|Normalized/laundered|truncated).*")
            renamed.to_file(
                path, driver="ESRI Shapefile", encoding="UTF-8", engine="pyogrio", DBF_DATE_LAST_UPDATE="2021-03-01"
            )
        with zipfile.ZipFile(out, "w") as target:
            for part in sorted(Path(folder).iterdir()):
                target.writestr(zipfile.ZipInfo(part.name, _ZIP_TIME), part.read_bytes(), zipfile.ZIP_DEFLATED)
            fields = _csv(pd.DataFrame({"field": short, "name": names}))
            target.writestr(zipfile.ZipInfo("fields.csv", _ZIP_TIME), fields, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _short_names(names: list[str]) -> list[str]:
    """Distinct names of at most ten ASCII bytes."""
    used: set[str] = set()
    short = []
    for number, name in enumerate(names):
        ascii_name = "".join(letter for letter in name if letter.isascii()) or f"field{number}"
        candidate = ascii_name[:_DBF_NAME]
        if candidate.lower() in used:
            candidate = f"{ascii_name[: _DBF_NAME - 3]}_{number % 100:02d}"
        used.add(candidate.lower())
        short.append(candidate)
    return short
