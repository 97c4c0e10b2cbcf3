"""Files in and out. A file is opened as what its name says and as nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from analysis.crs import ANALYSIS_EPSG
from analysis.errors import CrsError, DataError, MissingFileError, ParameterError
from analysis.io_export import FORMATS, export, safe_cell
from analysis.messages import Message
from analysis.record import bytes_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FORMATS", "READABLE", "export", "file_hash", "read", "safe_cell", "to_metric", "write"]

READABLE: Final = (".parquet", ".geoparquet", ".gpkg", ".geojson", ".json", ".shp", ".csv")
# A prefix names the driver, so that a file cannot pose as another kind: a virtual layer called x.geojson would
# otherwise read any file of this computer.
_PREFIX: Final = {".gpkg": "GPKG:", ".geojson": "GeoJSON:", ".json": "GeoJSON:"}
_SHP_MAGIC: Final = b"\x00\x00\x27\x0a"
_X = ("x", "easting", "东坐标")
_Y = ("y", "northing", "北坐标")
_LON = ("lon", "lng", "longitude", "经度")
_LAT = ("lat", "latitude", "纬度")
_WKT = ("wkt", "geometry", "geom")
_LDID_AT = 29  # the byte of a .dbf header that names its code page


def read(path: str | Path, *, crs: str | int | None = None, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read a layer from a file; its kind is its ending, one of `READABLE`.

    Parameters
    ----------
    path
        GeoParquet, GeoPackage, GeoJSON, shapefile, or CSV with lon/lat, x/y or WKT columns.
    crs
        The CRS of a file that does not say it (x/y in a CSV, a shapefile without .prj).
    layer
        Layer of a GeoPackage; its only one by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Two-dimensional geometry in the file's own CRS, indexed by the column ``id`` where there is one.

    Raises
    ------
    MissingFileError
        No such file.
    ParameterError
        An ending that is not read here.
    DataError
        The content is not of that kind or cannot be read.
    CrsError
        No CRS in the file and none given, or two that differ.
    """
    source = Path(path)
    ending = source.suffix.lower()
    if ending not in READABLE:
        msg_zh = f"{source.name}：不读“{ending}”文件；可用 {'、'.join(READABLE)}"
        msg_en = f"{source.name}: cannot read '{ending}' files; use one of {', '.join(READABLE)}"
        raise ParameterError(msg_zh, msg_en)
    if not source.exists():
        msg_zh = f"找不到文件 {source}：请检查路径"
        msg_en = f"no such file {source}: check the path"
        raise MissingFileError(msg_zh, msg_en)
    try:
        if ending == ".csv":
            frame = _read_csv(source)
        elif ending in (".parquet", ".geoparquet"):
            frame = gpd.read_parquet(source)
        elif ending == ".shp":
            frame = _read_shp(source)
        else:
            where = _PREFIX[ending] + str(source.absolute())
            frame = pyogrio.read_dataframe(where, layer=layer, use_arrow=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, (DataError, CrsError)):
            raise
        msg_zh = f"{source.name}：内容不是有效的 {ending} 数据（{error}）；请重新导出"
        msg_en = f"{source.name}: not valid {ending} data ({error}); export it again"
        raise DataError(msg_zh, msg_en) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        msg_zh = f"{source.name}：没有几何列；请选择带几何的图层"
        msg_en = f"{source.name}: has no geometry column; choose a layer with geometry"
        raise DataError(msg_zh, msg_en)
    frame = _with_crs(frame, crs, source.name)
    frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=frame.crs)
    return frame.set_index("id") if "id" in frame.columns else frame


def to_metric(frame: gpd.GeoDataFrame, what: str) -> tuple[gpd.GeoDataFrame, Message | None]:
    """Project a layer in WGS-84 or CGCS2000 degrees to EPSG:4549 and say so; leave every other CRS alone.

    Parameters
    ----------
    frame
        Any layer.
    what
        Its name for the message.

    Raises
    ------
    DataError
        A coordinate that no projection can take: latitude and longitude swapped, or out of range.
    """
    if frame.crs is None or pyproj.CRS.from_user_input(frame.crs).to_epsg() not in (4326, 4490, 4979, 4480):
        return frame, None
    extent = frame.geometry.bounds.to_numpy()
    limits = np.array([-180.0, -90.0, 180.0, 90.0])
    beyond = ((extent[:, :2] < limits[:2]) | (extent[:, 2:] > limits[2:])).any(axis=1)
    if beyond.any():
        which = frame.index[int(np.flatnonzero(beyond)[0])]
        msg_zh = f"“{what}”要素 {which} 的经纬度超出范围：请检查经纬度是否颠倒"
        msg_en = f"'{what}' feature {which} has a longitude or latitude out of range: are they swapped?"
        raise DataError(msg_zh, msg_en)
    note = Message(
        zh=f"“{what}”由经纬度投影到 EPSG:{ANALYSIS_EPSG} 后计算",
        en=f"'{what}' was projected from degrees to EPSG:{ANALYSIS_EPSG} before the computation",
    )
    return frame.to_crs(ANALYSIS_EPSG), note


def write(frame: pd.DataFrame, path: str | Path) -> bytes:
    """Write a frame to a file of the kind its ending names, and return the bytes written.

    Parameters
    ----------
    frame
        DataFrame or GeoDataFrame.
    path
        Ending in one of `FORMATS`; a shapefile is written as a zip, so its name must end in ``.shp.zip``.

    Raises
    ------
    ParameterError
        An ending that is not written here.
    MissingFileError
        The folder does not exist.
    """
    target = Path(path)
    data = export(frame, output_kind(target))
    write_bytes(target, data)
    return data


def write_bytes(target: Path, data: bytes) -> None:
    """Write bytes beside the target first and move them there, so that a broken write leaves no half file."""
    if not target.parent.is_dir():
        msg_zh = f"文件夹 {target.parent} 不存在：请先建立"
        msg_en = f"the folder {target.parent} does not exist: create it first"
        raise MissingFileError(msg_zh, msg_en)
    part = target.with_name(target.name + ".part")
    part.write_bytes(data)
    part.replace(target)


def output_kind(path: str | Path) -> str:
    """Return which of `FORMATS` a file name asks for.

    Raises
    ------
    ParameterError
        None of them.
    """
    name = Path(path).name.lower()
    if name.endswith(".shp.zip"):
        return "shp"
    kind = {"geoparquet": "parquet"}.get(Path(name).suffix.lstrip("."), Path(name).suffix.lstrip("."))
    if kind not in FORMATS or kind == "shp":
        endings = "csv, xlsx, json, geojson, gpkg, parquet, shp.zip"
        msg_zh = f"不能写出“{Path(path).name}”：文件名应以 {endings} 之一结尾"
        msg_en = f"cannot write '{Path(path).name}': the name must end in one of {endings}"
        raise ParameterError(msg_zh, msg_en)
    return kind


def file_hash(path: str | Path) -> str:
    """``sha256:…`` of a file's bytes; of all files below, in the order of their names, for a folder.

    Parameters
    ----------
    path
        A file, or a folder of GeoParquet partitions.
    """

    def blocks() -> Iterator[bytes]:
        source = Path(path)
        for item in sorted(source.rglob("*.parquet")) if source.is_dir() else [source]:
            with item.open("rb") as stream:
                while block := stream.read(1 << 20):
                    yield block

    return bytes_hash(blocks())


def _with_crs(frame: gpd.GeoDataFrame, crs: str | int | None, name: str) -> gpd.GeoDataFrame:
    if crs is None:
        if frame.crs is None:
            msg_zh = f"{name}：没有说明坐标系；请用 --crs 指定，例如 --crs EPSG:4549"
            msg_en = f"{name}: does not say its CRS; give it with --crs, e.g. --crs EPSG:4549"
            raise CrsError(msg_zh, msg_en)
        return frame
    if frame.crs is None:
        return frame.set_crs(crs)
    if frame.crs != pyproj.CRS.from_user_input(crs):
        msg_zh = f"{name}：文件的坐标系是 {frame.crs.to_string()}，与指定的 {crs} 不同；请去掉 --crs 或先转换"
        msg_en = f"{name}: the file is in {frame.crs.to_string()}, not in {crs} as given; drop --crs or convert it"
        raise CrsError(msg_zh, msg_en)
    return frame


def _read_shp(source: Path) -> gpd.GeoDataFrame:
    with source.open("rb") as stream:
        if stream.read(4) != _SHP_MAGIC:
            msg_zh = f"{source.name}：内容不是 shapefile；请重新导出"
            msg_en = f"{source.name}: the content is not a shapefile; export it again"
            raise DataError(msg_zh, msg_en)
    return pyogrio.read_dataframe(source, encoding=_dbf_encoding(source), use_arrow=True)


def _dbf_encoding(source: Path) -> str | None:
    """Code page of a table that does not name one: UTF-8 if it is that, else GB 18030."""
    table = source.with_suffix(".dbf")
    if source.with_suffix(".cpg").exists() or not table.exists():
        return None
    data = table.read_bytes()
    if data[_LDID_AT] != 0:
        return None
    try:
        data[32:].decode()
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _read_csv(source: Path) -> gpd.GeoDataFrame:
    data = source.read_bytes()
    try:
        text_encoding = "utf-8-sig"
        data.decode(text_encoding)
    except UnicodeDecodeError:
        text_encoding = "gb18030"
    table = pd.read_csv(source, encoding=text_encoding)
    lower = {str(name).strip().lower(): name for name in table.columns}

    def pick(names: tuple[str, ...]) -> str | None:
        return next((lower[name] for name in names if name in lower), None)

    lon, lat, x, y, wkt = (pick(names) for names in (_LON, _LAT, _X, _Y, _WKT))
    if lon is not None and lat is not None:
        return _points(table, lon, lat, 4326)
    if x is not None and y is not None:
        return _points(table, x, y, None)
    if wkt is not None:
        try:
            shapes = shapely.from_wkt(table[wkt].astype(object).where(table[wkt].notna(), None).to_numpy())
        except shapely.errors.GEOSException as error:
            msg_zh = f"{source.name}：列 {wkt} 不是 WKT（{error}）"
            msg_en = f"{source.name}: column {wkt} is not WKT ({error})"
            raise DataError(msg_zh, msg_en) from error
        return gpd.GeoDataFrame(table.drop(columns=wkt), geometry=shapes)
    msg_zh = f"{source.name}：找不到坐标列；请提供 lon 与 lat、x 与 y，或 wkt 列"
    msg_en = f"{source.name}: no coordinate columns; give lon and lat, x and y, or wkt"
    raise DataError(msg_zh, msg_en)


def _points(table: pd.DataFrame, x: str, y: str, crs: int | None) -> gpd.GeoDataFrame:
    """Points from two columns; a row without both numbers has no geometry."""
    px, py = (pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64) for name in (x, y))
    known = np.isfinite(px) & np.isfinite(py)
    shapes = np.full(len(table), None, dtype=object)
    shapes[known] = shapely.points(px[known], py[known])
    return gpd.GeoDataFrame(table.drop(columns=[x, y]), geometry=shapes, crs=crs)
