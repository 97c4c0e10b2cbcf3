"""Any layer as a file to take away: GeoJSON, GeoPackage, Shapefile or CSV, in degrees or in metres."""

from __future__ import annotations

import io
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import shapely

from analysis.errors import ParameterError
from analysis.io_export import export
from geodata import read

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

FORMATS = ("geojson", "gpkg", "shp", "csv")
SYSTEMS = (4326, 4490, 4549)
ENCODINGS = ("UTF-8", "GBK")
"""Text of a Shapefile; both come with a ``.cpg``, GBK is for software that does not read it."""

_ZIP_TIME = (2021, 3, 1, 0, 0, 0)
_DBF_NAME = 10
_DBF_TEXT = 254
_KINDS = (("points", 0), ("lines", 1), ("polygons", 2))


def download(layer_id: str, kind: str, *, crs: int = 4326, encoding: str = "UTF-8") -> tuple[str, bytes]:
    """Write a layer, or what stands in for it, as a file.

    Parameters
    ----------
    layer_id
        Id in the catalogue.
    kind
        ``geojson`` (always 4326, as RFC 7946 wants), ``gpkg``, ``shp`` (zip) or ``csv``.
    crs
        EPSG code: 4326, 4490 or 4549.
    encoding
        Of a Shapefile's text.

    Returns
    -------
    name, data
        File name and bytes.

    Raises
    ------
    ParameterError
        An unknown layer, format, system or encoding, or GeoJSON in another system.
    """
    return write(read.layer(layer_id), layer_id, kind, crs=crs, encoding=encoding)


def write(
    frame: gpd.GeoDataFrame, name: str, kind: str, *, crs: int = 4326, encoding: str = "UTF-8"
) -> tuple[str, bytes]:
    """Write a frame (EPSG:4326, index ``id``) as a file; see `download`."""
    if (
        kind not in FORMATS
        or crs not in SYSTEMS
        or encoding not in ENCODINGS
        or (kind == "geojson" and crs != SYSTEMS[0])
    ):
        zh = (
            f"不支持 {kind} / EPSG:{crs} / {encoding}；格式 {'、'.join(FORMATS)}，坐标系 {SYSTEMS}（GeoJSON 只用 "
            f"4326），编码 {ENCODINGS}"
        )
        en = (
            f"{kind} in EPSG:{crs}, {encoding} is not offered: formats {', '.join(FORMATS)}, systems {SYSTEMS} "
            f"(GeoJSON in 4326 only), encodings {ENCODINGS}"
        )
        raise ParameterError(zh, en)
    moved = frame if crs == SYSTEMS[0] else frame.to_crs(crs)
    if kind == "csv":
        return f"{name}_{crs}.csv", export(_with_numbers(moved, crs), "csv")
    if kind == "shp":
        return f"{name}_{crs}_shp.zip", _shapefiles(moved, name, encoding)
    return f"{name}_{crs}.{kind}", export(moved, kind)


def _with_numbers(frame: gpd.GeoDataFrame, crs: int) -> pd.DataFrame:
    """Make a table with x and y of points, or well-known text, in the system asked for."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    digits = 3 if crs == SYSTEMS[2] else 7
    x, y = ("东坐标", "北坐标") if crs == SYSTEMS[2] else ("lon", "lat")
    there = frame.geometry.notna()
    if (frame.geom_type[there] == "Point").all():
        table[x] = np.where(there, frame.geometry.x.round(digits), np.nan)
        table[y] = np.where(there, frame.geometry.y.round(digits), np.nan)
    else:
        table["wkt"] = [
            None if shape is None else shapely.to_wkt(shape, rounding_precision=digits) for shape in frame.geometry
        ]
    table["epsg"] = crs
    return table


def short_names(names: list[str], encoding: str) -> list[str]:
    """Field names of at most 10 bytes in an encoding, whole characters, all different in any case."""
    taken: set[str] = set()
    result = []
    for number, name in enumerate(names, start=1):
        candidate = _fit(name, encoding, _DBF_NAME) or f"f{number}"
        if candidate.lower() in taken:
            candidate = _fit(name, encoding, _DBF_NAME - 3) + f"_{number:02d}"
        taken.add(candidate.lower())
        result.append(candidate)
    return result


def _fit(text: str, encoding: str, room: int) -> str:
    return text.encode(encoding, errors="replace")[:room].decode(encoding, errors="ignore").strip()


def _clip(value: object, encoding: str) -> object:
    return value if not isinstance(value, str) else _fit(value, encoding, _DBF_TEXT)


def _shapefiles(frame: gpd.GeoDataFrame, name: str, encoding: str) -> bytes:
    """One Shapefile a kind of geometry, a ``.cpg`` each, a key to the field names, and what has no geometry as CSV."""
    columns = [column for column in frame.reset_index().columns if column != "geometry"]
    short = short_names(columns, encoding)
    flat = frame.reset_index().rename(columns=dict(zip(columns, short, strict=True)))
    for column in short:
        if flat[column].dtype == object:
            flat[column] = flat[column].map(lambda value: _clip(value, encoding))
    dimension: NDArray[np.int64] = shapely.get_dimensions(flat.geometry.to_numpy())
    parts: dict[str, bytes] = {}
    for suffix, number in _KINDS:
        some = flat[dimension == number]
        if len(some):
            parts |= _one(some, f"{name}_{suffix}", encoding)
    if (dimension < 0).any():
        parts[f"{name}_unlocated.csv"] = export(pd.DataFrame(frame[dimension < 0].drop(columns="geometry")), "csv")
    parts["fields.csv"] = export(pd.DataFrame({"field": short, "name": columns}), "csv")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, data in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(part, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _one(frame: gpd.GeoDataFrame, stem: str, encoding: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # long texts were cut above and are whole in the other formats
        warnings.filterwarnings("ignore", message=".*(not successfully written|Normalized/laundered|truncated).*")
        pyogrio.write_dataframe(
            frame,
            Path(folder) / f"{stem}.shp",
            driver="ESRI Shapefile",
            encoding=encoding,
            DBF_DATE_LAST_UPDATE="2021-03-01",
        )
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}
