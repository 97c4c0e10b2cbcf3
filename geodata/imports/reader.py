"""The one way in: bytes and a name become an `Imported`, or a refusal in both languages."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from analysis.errors import ParameterError
from geodata.crs import LONLAT
from geodata.imports import checks, formats, names, proposals, sandbox
from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.fields import FieldGuess, guess_mapping
from geodata.imports.findings import Findings, whole
from geodata.imports.imported import Imported, Issue, Proposal
from geodata.imports.limits import LIMITS, MIB, Limits
from geodata.imports.recipe import Raw, Recipe, place
from geodata.imports.reference import Reference, read_crs
from geodata.imports.stage import Staged, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

JOINED, JOINED_BASIS, JOINED_ACCURACY = "atlas_id", "atlas_basis", "atlas_accuracy_m"
"""Columns added to a table whose rows were placed by name: the bundled feature, its basis and its CE90."""


def read_upload(
    filename: str,
    data: bytes,
    *,
    encoding: str | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
    expect: str | None = None,
    limits: Limits = LIMITS,
) -> Imported:
    """Read an uploaded layer.

    Parameters
    ----------
    filename
        As the user's computer calls it; used for messages and as a hint only, never as a path.
    data
        The bytes: GeoJSON, GeoPackage, zipped Shapefile, FlatGeobuf, GeoParquet, KML/KMZ, GML, DXF, CSV or XLSX.
    encoding
        Text encoding, overrides what the file says; None to detect.
    crs
        Reference system, overrides what the file says, e.g. ``EPSG:4549``; None to take the file's.
    layer
        Layer to read where the file holds several; None for the first.
    expect
        ``point``, ``line`` or ``polygon`` if only that will do.
    limits
        Bounds on size, number, memory and time.

    Returns
    -------
    Imported

    Raises
    ------
    ImportRefusedError
        Too big, damaged, hostile or of a kind that is not read.
    CrsError
        The reference system is old, local or not understood.
    ParameterError
        `expect` is none of the three.
    """
    if expect is not None and expect not in checks.KINDS:
        zh, en = f"未知图形类型“{shown(expect)}”", f"unknown kind of geometry '{shown(expect)}': point, line or polygon"
        raise ParameterError(zh, en)
    if len(data) > limits.upload_bytes:
        zh = (
            f"{shown(filename)}：文件 {len(data) / MIB:.0f} MB，上限 {limits.upload_bytes / MIB:.0f} MB；请拆分或改用 "
            "GeoPackage"
        )
        en = (
            f"{shown(filename)}: {len(data) / MIB:.0f} MB, the limit is {limits.upload_bytes / MIB:.0f} MB; split it "
            "or use GeoPackage"
        )
        raise ImportRefusedError(zh, en, "too_big")
    # a bad name from the user is told before any work
    chosen = None if crs is None else read_crs(crs, filename)
    found = Findings(limits.listed)
    with tempfile.TemporaryDirectory(prefix="atlas-import-") as folder:
        work = Path(folder)
        staged = stage(filename, data, work, encoding, layer, limits, found)
        answer = sandbox.run(
            work, _job(filename, staged, layer, limits), formats.DRIVERS[staged.format], limits, filename
        )
        table, geometry, before, twin = _load(work / sandbox.TABLE)
    _take(answer, before, found)
    recipe = _recipe(staged, answer, chosen, filename)
    if not answer["spatial"]:
        table, geometry = _by_name(table, filename, found)
        recipe = Recipe(read_crs(LONLAT, filename), "names")
    raw = Raw(
        filename, hashlib.sha256(data).hexdigest(), staged.format, answer["layer"],
        staged.layers or tuple(answer["layers"]), staged.encoding, table, geometry, twin,
        tuple(found.issues), dict(found.counts), expect, limits,
    )  # fmt: skip
    return finish(raw, recipe)


def _job(filename: str, staged: Staged, layer: str | None, limits: Limits) -> dict[str, Any]:
    one = staged.format in {"ESRI Shapefile", "GeoJSON", "FlatGeobuf", "DXF"}
    return {
        "filename": filename,
        "format": staged.format,
        "path": staged.path,
        "layer": None if one else layer,
        "decode": staged.decode,
        "gdal_encoding": "ISO-8859-1" if staged.format == "ESRI Shapefile" else None,
        "records": staged.records,
        "limits": asdict(limits),
    }


def _load(
    path: Path,
) -> tuple[pd.DataFrame, NDArray[np.object_], NDArray[np.object_], NDArray[np.int64]]:
    with pa.OSFile(str(path), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    geometry = shapely.from_wkb(table[sandbox.WKB].to_numpy())
    before = table[sandbox.BEFORE].to_numpy()
    twin = table[sandbox.TWIN].to_numpy()
    attributes = table.drop_columns([sandbox.WKB, sandbox.BEFORE, sandbox.TWIN])
    columns = {}
    for name, column in zip(attributes.column_names, attributes.columns, strict=True):
        if pa.types.is_large_string(column.type):
            # text stays object, a null is None: as in the bundled layers
            columns[name] = pd.Series(column.to_numpy(), dtype="object")
        else:
            columns[name] = pd.Series(column.to_numpy())
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(1, len(geometry) + 1, name="row")
    return frame, geometry, before, twin


def _take(answer: dict[str, Any], before: NDArray[np.object_], found: Findings) -> None:
    """Take over the reading process's findings, the geometry before each repair with them."""
    issues = []
    for item in answer["issues"]:
        row = item["row"]
        item["before"] = None if row is None else before[row - 1]
        issues.append(Issue(**item))
    found.extend(issues, answer["counts"])


def _recipe(staged: Staged, answer: dict[str, Any], chosen: Reference | None, filename: str) -> Recipe:
    if chosen is not None:
        return Recipe(chosen, "user")
    if staged.crs is not None:
        return Recipe(read_crs(staged.crs, filename), staged.crs_source)
    if answer["crs"] and not str(answer["crs"]).upper().startswith(("ENGCRS", "LOCAL_CS")):
        return Recipe(read_crs(answer["crs"], filename), "file")
    return Recipe()


def _by_name(table: pd.DataFrame, filename: str, found: Findings) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    columns = {guess.target: guess.column for guess in guess_mapping(table) if guess.target}
    if "name" not in columns and "code" not in columns:
        zh = f"{shown(filename)}：表格里既没有坐标列（经度/纬度、X/Y），也没有村名或 12 位代码列；请补充其一"
        en = (
            f"{shown(filename)}: the table has neither coordinates (longitude/latitude, x/y) nor village names or "
            "12-digit codes; add one of them"
        )
        raise ImportRefusedError(zh, en, "no_place")

    def column(target: str) -> pd.Series | None:
        return table[columns[target]] if target in columns else None

    joined = names.join(column("name"), column("code"), column("street"), found)
    taken = table.copy()
    taken[JOINED] = pd.Series(joined.feature, index=table.index, dtype="object")
    taken[JOINED_BASIS] = pd.Series(joined.basis, index=table.index, dtype="object")
    taken[JOINED_ACCURACY] = joined.accuracy_m
    return taken, joined.geometry


def finish(raw: Raw, recipe: Recipe) -> Imported:
    """Place, check and describe a layer as agreed; called again whenever a proposal is accepted."""
    found = Findings(raw.limits.listed)
    found.extend(raw.issues, raw.counts)
    mapping = guess_mapping(raw.table)
    label = _label(raw.table, mapping)
    placed = raw.geometry if recipe.reference is None else place(raw, recipe)
    offered: list[Proposal] = []
    if recipe.reference is None:
        zh = "文件没有说明坐标系，尚未定位；请采用一个建议或指定坐标系"
        en = "the file names no reference system, so it is not placed yet; accept a proposal or name the system"
        found.add(whole("no_crs", zh, en))
        offered += proposals.reference(raw, recipe, finish)
    else:
        _lost(raw.geometry, placed, label, found)
        offered += proposals.reference(raw, recipe, finish)
        turned = checks.swapped_rows(raw, recipe, label, found)
        offered += proposals.swap(turned, raw, recipe, finish)
        out = checks.outside(placed, label, found)
        if not out.all():
            offered += proposals.drop("drop_outside", out, raw, recipe, finish)
        offered += proposals.simplify(placed, raw, recipe, finish)
    checks.kinds(placed, raw.expect, label, found)
    checks.identities(raw.table, mapping, found)
    offered += proposals.drop("drop_duplicates", raw.twin >= 0, raw, recipe, finish)
    frame = gpd.GeoDataFrame(raw.table.copy(), geometry=list(placed), crs=None if recipe.reference is None else LONLAT)
    if recipe.drop is not None:
        frame = frame[~recipe.drop]
    if recipe.reference is not None and recipe.source != "names":
        named = next((guess.column for guess in mapping if guess.target == "name"), None)
        offered = proposals.offset(frame, raw, recipe, named, finish) + offered
    return Imported(
        frame, len(raw.geometry), raw.filename, raw.format, raw.layer, raw.layers, raw.encoding.encoding,
        raw.encoding.source, None if recipe.reference is None else recipe.reference.label, recipe.source,
        tuple(offered), tuple(found.issues), dict(found.counts), mapping, recipe.applied, raw.sha256,
    )  # fmt: skip


def _label(table: pd.DataFrame, mapping: tuple[FieldGuess, ...]) -> Callable[[int], str]:
    column = next((guess.column for guess in mapping if guess.target == "name"), None)
    if column is None:
        return lambda _: ""
    values = table[column].to_numpy()

    def label(position: int) -> str:
        value = values[position]
        return "" if value is None else str(value)[:60]

    return label


def _lost(raw: NDArray[np.object_], placed: NDArray[np.object_], label: Callable[[int], str], found: Findings) -> None:
    for position in np.flatnonzero(shapely.is_missing(placed) & ~shapely.is_missing(raw)):
        row, name = int(position) + 1, label(int(position))
        zh = f"第 {row} 行“{name}”的坐标换算不到经纬度（超出坐标系范围），图形已留空"
        en = f"row {row} '{name}': its coordinates cannot be taken to degrees (beyond the system's area); left empty"
        found.add(Issue(row, name, "beyond", zh, en))
