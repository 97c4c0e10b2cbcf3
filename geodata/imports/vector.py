"""Vector files in the reading process: GDAL through pyogrio and Arrow, GeoParquet through pyarrow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.findings import whole

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.imports.findings import Findings
    from geodata.imports.limits import Limits

_GDAL = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
_BYTES_A_VERTEX = 16
_ARCS = 8

_KML_EMPTY = ("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon")
"""Columns the KML driver adds whether or not the file has them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as read: attributes, geometry as well-known binary (None for null), CRS as text, the other layers."""

    name: str
    layers: tuple[str, ...]
    table: pa.Table
    wkb: NDArray[np.object_]
    crs: str | None
    spatial: bool = True
    warnings: tuple[str, ...] = field(default=())


def unreadable(path: Path, job: dict[str, Any], error: Exception) -> ImportRefusedError:
    """Say that the driver gave up, without the paths of this machine."""
    why = shown(str(error).replace(str(path.parent) + "/", "").replace(str(path.parent), ""), 160)
    name = shown(job["filename"])
    zh = f"{name}：不是可读的 {job['format']} 文件（{why}）；可能被截断或损坏，请重新导出"
    en = f"{name}: cannot be read as {job['format']} ({why}); it may be cut short or damaged, export it again"
    return ImportRefusedError(zh, en, "unreadable")


def _too_many(limits: Limits, *, vertices: bool) -> ImportRefusedError:
    what, what_en, bound = ("节点", "vertices", limits.vertices) if vertices else ("要素", "features", limits.features)
    zh = f"图层的{what}数超过上限 {bound}；请拆分或简化后再上传"
    en = f"the layer has more than {bound} {what_en}; split or simplify it first"
    return ImportRefusedError(zh, en, f"too_many_{what_en}")


def _well_formed(path: Path, job: dict[str, Any]) -> None:
    """XML cut short is read by the drivers as far as it goes; what is missing would vanish unseen."""
    parser = expat.ParserCreate()
    depth = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > 200:  # noqa: PLR2004  sizes of the well-known binary, depth of XML
            msg = "nested too deep"
            raise DataSourceError(msg)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, DataSourceError, LookupError, ValueError) as error:
        raise unreadable(path, job, error) from error


def _layers(path: Path, job: dict[str, Any]) -> list[tuple[str, str | None]]:
    listed = pyogrio.list_layers(path)
    if len(listed) == 0:
        error = DataSourceError("no layer inside")
        raise unreadable(path, job, error)
    return [(str(name), None if kind is None else str(kind)) for name, kind in listed]


def _arrow(path: Path, layer: str, limits: Limits, encoding: str | None) -> tuple[dict[str, Any], pa.Table]:
    """Read batch by batch, so that a layer beyond the limits stops early."""
    batches = []
    features = size = 0
    # numbers larger than the limit are never asked for
    options: dict[str, Any] = {"encoding": encoding} if encoding else {}
    with raw.open_arrow(path, layer=layer, use_pyarrow=True, batch_size=20_000, datetime_as_string=True, **options) as (
        meta,
        reader,
    ):
        geometry = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            batches.append(batch)
            features += batch.num_rows
            if geometry in batch.schema.names:
                size += batch.column(geometry).nbytes
            if features > limits.features:
                raise _too_many(limits, vertices=False)
            if size > limits.vertices * _BYTES_A_VERTEX * 1.5:
                raise _too_many(limits, vertices=True)
        table = pa.Table.from_batches(batches, schema=reader.schema)
    if not meta["geometry_name"] and geometry in table.column_names:
        meta["geometry_name"] = geometry
    return meta, table


def _linear(path: Path, layer: str, limits: Limits, encoding: str | None) -> NDArray[np.object_]:
    """Geometries with arcs turned into chords; slower, so only for layers that have arcs."""
    _, _, geometry, _ = raw.read(path, layer=layer, columns=[], max_features=limits.features, encoding=encoding)
    return np.asarray(geometry, dtype=object)


def _has_arcs(wkb: NDArray[np.object_]) -> bool:
    """Whether a geometry, or the first part of one, is a curve, by the type number in its bytes."""
    for item in wkb:
        if item is None or len(item) < 5:  # noqa: PLR2004  sizes of the well-known binary, depth of XML
            continue
        kind = int.from_bytes(item[1:5], "little" if item[0] == 1 else "big") & 0x0FFFFFFF
        if _ARCS <= kind % 1000 <= 17:  # noqa: PLR2004  sizes of the well-known binary, depth of XML
            return True
    return False


def _one(
    path: Path, layer: str, job: dict[str, Any], limits: Limits
) -> tuple[pa.Table, NDArray[np.object_], str | None]:
    encoding = job.get("gdal_encoding")
    try:
        meta, table = _arrow(path, layer, limits, encoding)
    except UnicodeDecodeError as error:
        raise unreadable(path, job, error) from error
    name = meta["geometry_name"]
    if name and name in table.column_names:
        wkb = table[name].to_numpy().astype(object)
        table = table.drop_columns([name])
        if _has_arcs(wkb):
            wkb = _linear(path, layer, limits, encoding)
    else:
        wkb = np.full(table.num_rows, None, dtype=object)
    fid = meta.get("fid_column")
    if fid and fid in table.column_names:
        table = table.drop_columns([fid])
    return table, wkb, meta["crs"]


def _folders(
    path: Path, names: list[str], job: dict[str, Any], limits: Limits
) -> tuple[pa.Table, NDArray[np.object_], str | None]:
    """All folders of a KML document as one layer, the folder's name as a column."""
    tables, geometries, crs = [], [], None
    for name in names:
        table, wkb, crs = _one(path, name, job, limits)
        if len(names) > 1:
            folder = pa.array([name] * table.num_rows, pa.large_string())
            table = table.drop_columns(["folder"]) if "folder" in table.column_names else table
            table = table.append_column("folder", folder)
        tables.append(table)
        geometries.append(wkb)
    joined = pa.concat_tables(tables, promote_options="permissive")
    quiet = [
        column
        for column in _KML_EMPTY
        if column in joined.column_names and len(set(joined[column].to_pylist()) - {None, -1, 0, ""}) == 0
    ]
    return joined.drop_columns(quiet), np.concatenate(geometries), crs


def read_vector(path: Path, job: dict[str, Any], limits: Limits, findings: Findings) -> Layer:
    """Read a layer through the one GDAL driver this process has.

    Raises
    ------
    ImportRefusedError
        The driver cannot read it, or it is beyond the limits.
    """
    if job["format"] in {"KML", "GML"}:
        _well_formed(path, job)
    try:
        listed = _layers(path, job)
        names = [name for name, kind in listed if kind is not None] or [name for name, _ in listed]
        chosen = job.get("layer") or names[0]
        if chosen not in [name for name, _ in listed]:
            error = DataLayerError(f"no layer '{shown(chosen)}'; there are {', '.join(shown(name) for name in names)}")
            raise unreadable(path, job, error)
        if job["format"] == "KML":
            table, wkb, crs = _folders(path, names, job, limits)
            names = names[:1]
        else:
            table, wkb, crs = _one(path, chosen, job, limits)
            if len(names) > 1 and not job.get("layer"):
                rest = "、".join(shown(name, 30) for name in names if name != chosen)
                zh = f"文件有 {len(names)} 个图层，读入了“{shown(chosen)}”；其余未读：{rest}"
                en = f"the file has {len(names)} layers; '{shown(chosen)}' was read, the others were not: {rest}"
                findings.add(whole("other_layers", zh, en))
    except (*_GDAL, UnicodeDecodeError, pa.lib.ArrowException, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, ImportRefusedError):
            raise
        raise unreadable(path, job, error) from error
    if job.get("records") is not None and job["records"] != table.num_rows:
        zh = f"属性表应有 {job['records']} 行，图形只有 {table.num_rows} 个；文件可能被截断"
        en = (
            f"the attribute table has {job['records']} rows, {table.num_rows} features were read; the file may be cut "
            "short"
        )
        findings.add(whole("short", zh, en))
    return Layer(chosen, tuple(names), table, wkb, crs)


def read_parquet(path: Path, job: dict[str, Any], limits: Limits) -> Layer:
    """Read GeoParquet, or Parquet with a well-known-binary column called geometry.

    Raises
    ------
    ImportRefusedError
        Damaged, without geometry, or beyond the limits.
    """
    try:
        file = pq.ParquetFile(path)
        if file.metadata.num_rows > limits.features:
            raise _too_many(limits, vertices=False)
        stored = (file.schema_arrow.metadata or {}).get(b"geo")
        described = json.loads(stored) if stored else {}
        column = described.get("primary_column", "geometry")
        details = described.get("columns", {}).get(column, {})
        if details.get("encoding", "WKB") != "WKB" or column not in file.schema_arrow.names:
            error = pa.ArrowInvalid(f"no WKB geometry column '{shown(str(column))}'")
            raise unreadable(path, job, error)
        table = file.read()
        wkb = table[column].cast(pa.large_binary()).to_numpy().astype(object)
        # bytes that are no geometry must not be handed on as one
        wkb = np.array([item if item is None or len(item) >= 5 else b"\0" * 5 for item in wkb], dtype=object)  # noqa: PLR2004  sizes of the well-known binary, depth of XML
    except ImportRefusedError:
        raise
    except (
        pa.lib.ArrowException,
        OSError,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
    ) as error:
        raise unreadable(path, job, error) from error
    crs = details.get("crs", "OGC:CRS84") if stored else None
    return Layer(
        column, (column,), table.drop_columns([column]), wkb, json.dumps(crs) if isinstance(crs, dict) else crs
    )
