"""GeoParquet in parts: row groups of one file or of a folder, each with its bounds, read as plain arrays.

A part is small enough for one process; what its metadata says (bounds, greatest accuracy) often spares reading its
coordinates at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from analysis.crs import ANALYSIS_EPSG, require_metric
from analysis.errors import DataError, MissingFileError
from analysis.target import point_coordinates

if TYPE_CHECKING:
    from analysis.target import FloatArray

# One point in well-known binary: byte order, geometry type, x, y.
_WKB_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_DEGREES = (4326, 4490)


@dataclass(frozen=True)
class Part:
    """One row group.

    Attributes
    ----------
    path, row_group
        Where it is.
    rows
        How many.
    bounds
        (min x, min y, max x, max y) of its points in the file's CRS, None where not stated or where some have no
        geometry.
    accuracy_m
        Greatest accuracy_m of its points, None where not stated.
    """

    path: str
    row_group: int
    rows: int
    bounds: tuple[float, float, float, float] | None
    accuracy_m: float | None


@dataclass(frozen=True)
class PartLayout:
    """What all parts have in common: CRS (as JSON), geometry column and its encoding, id column or None."""

    crs: str
    geometry: str
    encoding: str
    id: str | None
    has_accuracy: bool

    @property
    def needs_projection(self) -> bool:
        """Whether the coordinates are degrees that become EPSG:4549."""
        return pyproj.CRS.from_json(self.crs).to_epsg() in _DEGREES


def read_layout(path: str | Path) -> tuple[PartLayout, tuple[Part, ...]]:
    """Read what a GeoParquet file, or a folder of them, says about itself; no coordinates are read.

    Parameters
    ----------
    path
        A file, or a folder whose ``*.parquet`` are taken in the order of their names.

    Raises
    ------
    MissingFileError
        Nothing there.
    DataError
        Not GeoParquet, not points, or files of different CRS.
    CrsError
        A CRS in which neither metres nor degrees of WGS 84 or CGCS2000 are measured.
    """
    source = Path(path)
    files = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
    if not files or not files[0].exists():
        msg_zh = f"{source} 没有 GeoParquet 文件：请检查路径"
        msg_en = f"no GeoParquet file at {source}: check the path"
        raise MissingFileError(msg_zh, msg_en)
    layouts, parts = [], []
    for file in files:
        try:
            meta = pq.read_metadata(file)
        except (pa.ArrowInvalid, OSError) as error:
            msg_zh = f"{file.name} 不是 Parquet 文件（{error}）"
            msg_en = f"{file.name} is not a Parquet file ({error})"
            raise DataError(msg_zh, msg_en) from error
        layout, column = _layout(file, meta)
        layouts.append(layout)
        parts += [_part(file, meta, group, layout, column) for group in range(meta.num_row_groups)]
    if len(set(layouts)) > 1:
        msg_zh = f"{source} 中各文件的坐标系或几何列不一致：请统一后再分析"
        msg_en = f"the files in {source} differ in CRS or geometry column: make them the same"
        raise DataError(msg_zh, msg_en)
    crs = pyproj.CRS.from_json(layouts[0].crs)
    if not layouts[0].needs_projection:
        require_metric(gpd.GeoDataFrame(geometry=[], crs=crs), source.name)
    return layouts[0], tuple(parts)


def _layout(file: Path, meta: pq.FileMetaData) -> tuple[PartLayout, dict[str, Any]]:
    raw = (meta.metadata or {}).get(b"geo")
    if raw is None:
        msg_zh = f"{file.name} 不是 GeoParquet（没有 geo 元数据）：请用本程序或 GeoPandas 写出"
        msg_en = f"{file.name} is not GeoParquet (no geo metadata): write it with GeoPandas, say"
        raise DataError(msg_zh, msg_en)
    geo = json.loads(raw)
    name = geo["primary_column"]
    column = geo["columns"][name]
    crs = column.get("crs", "OGC:CRS84")  # the format's own default
    if column.get("geometry_types") not in (["Point"], []) or crs is None:
        msg_zh = f"{file.name}：分块核查只接受有坐标系的点图层"
        msg_en = f"{file.name}: only a layer of points with a CRS can be checked in parts"
        raise DataError(msg_zh, msg_en)
    text = pyproj.CRS.from_user_input(crs).to_json()
    names = meta.schema.to_arrow_schema().names
    index = next((entry for entry in ("id", "__index_level_0__") if entry in names), None)
    return PartLayout(text, name, column["encoding"], index, "accuracy_m" in names), column


def _part(file: Path, meta: pq.FileMetaData, group: int, layout: PartLayout, column: dict[str, Any]) -> Part:
    row_group = meta.row_group(group)
    stated = {}
    for number in range(row_group.num_columns):
        chunk = row_group.column(number)
        if chunk.statistics is not None:
            stated[chunk.path_in_schema] = chunk.statistics
    bounds: tuple[float, ...] | None = None
    x, y = (stated.get(f"{layout.geometry}.{axis}") for axis in "xy")
    if x is not None and y is not None and x.has_min_max and y.has_min_max:
        bounds = (x.min, y.min, x.max, y.max) if x.null_count == 0 else None
    elif "bbox" in column and layout.geometry in stated and stated[layout.geometry].null_count == 0:
        bounds = tuple(column["bbox"])
    accuracy = stated.get("accuracy_m")
    greatest = None
    if accuracy is not None and accuracy.has_min_max and accuracy.null_count == 0:
        greatest = float(accuracy.max)
    return Part(
        str(file.absolute()),  # workers run in other folders
        group,
        row_group.num_rows,
        (bounds[0], bounds[1], bounds[-2], bounds[-1]) if bounds and np.isfinite(bounds).all() else None,
        greatest,
    )


def metric_bounds(part: Part, layout: PartLayout) -> tuple[float, float, float, float] | None:
    """Bounds of a part in metres, None where the part does not state them."""
    if part.bounds is None or not layout.needs_projection:
        return part.bounds
    to_metres = pyproj.Transformer.from_crs(pyproj.CRS.from_json(layout.crs), ANALYSIS_EPSG, always_xy=True)
    box = to_metres.transform_bounds(*part.bounds, densify_pts=51)
    pad = 0.001 * max(box[2] - box[0], box[3] - box[1])  # the densified outline is itself an approximation
    return box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad


def read_ids(part: Part, layout: PartLayout, first_row: int) -> pd.Index:
    """Ids of a part; row numbers counted through all parts where the layer has no id column.

    Parameters
    ----------
    part, layout
        From `read_layout`.
    first_row
        Number of the part's first row among all.
    """
    if layout.id is None:
        return pd.RangeIndex(first_row, first_row + part.rows)
    table = pq.ParquetFile(part.path).read_row_group(part.row_group, columns=[layout.id])
    return _index(table.column(layout.id))


def read_points(
    part: Part, layout: PartLayout, first_row: int, accuracy_m: float | None
) -> tuple[pd.Index, FloatArray, FloatArray, FloatArray]:
    """Read one part as arrays.

    Parameters
    ----------
    part, layout
        From `read_layout`.
    first_row
        Number of the part's first row among all.
    accuracy_m
        CE90 of every place that states none; None leaves NaN.

    Returns
    -------
    ids, x, y, accuracy_m
        Metres (EPSG:4549 for layers in degrees), NaN for a place without geometry; shape (rows,).
    """
    columns = [layout.geometry] + ([layout.id] if layout.id else []) + (["accuracy_m"] if layout.has_accuracy else [])
    table = pq.ParquetFile(part.path).read_row_group(part.row_group, columns=columns)
    ids = _index(table.column(layout.id)) if layout.id else pd.RangeIndex(first_row, first_row + part.rows)
    x, y = coordinates(table.column(layout.geometry).combine_chunks())
    if layout.needs_projection:
        to_metres = pyproj.Transformer.from_crs(pyproj.CRS.from_json(layout.crs), ANALYSIS_EPSG, always_xy=True)
        x, y = to_metres.transform(x, y)
    stated = np.full(part.rows, np.nan)
    if layout.has_accuracy:
        stated = table.column("accuracy_m").to_numpy().astype(np.float64)
    if accuracy_m is not None:
        stated = np.where(np.isnan(stated), accuracy_m, stated)
    return ids, x, y, stated


def _index(column: pa.ChunkedArray) -> pd.Index:
    values: npt.NDArray[Any] = column.to_numpy()
    index: pd.Index = pd.Index(values if values.dtype.kind in "iu" else values.astype(object), name="id")
    return index


def coordinates(column: pa.Array) -> tuple[FloatArray, FloatArray]:
    """Coordinates of an Arrow column of points, well-known binary or separated, without making geometries.

    Parameters
    ----------
    column
        Binary (WKB) or struct<x, y>, shape (n,).

    Returns
    -------
    x, y
        NaN where there is no geometry, shape (n,).
    """
    if pa.types.is_struct(column.type):
        x, y = (column.field(axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
        missing = column.is_null().to_numpy(zero_copy_only=False)
        if missing.any():
            x, y = np.where(missing, np.nan, x), np.where(missing, np.nan, y)
        return x, y
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64 if pa.types.is_large_binary(column.type) else np.int32)[
        column.offset : column.offset + len(column) + 1
    ]
    if column.null_count == 0 and len(column) and (np.diff(offsets) == _WKB_POINT.itemsize).all():
        data = np.frombuffer(column.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]].view(_WKB_POINT)
        if (data["order"] == 1).all() and (data["kind"] == 1).all():
            return np.ascontiguousarray(data["x"]), np.ascontiguousarray(data["y"])
    return point_coordinates(np.asarray(shapely.from_wkb(column.to_numpy(zero_copy_only=False))))
