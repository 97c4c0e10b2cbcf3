"""From an import to a layer of the data model: ids, required fields, basis and accuracy, nothing dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.errors import DataError, ParameterError
from geodata import model, overrides, read
from geodata.crs import LONLAT
from geodata.imports import identity
from geodata.imports.corrections import ACCURACY_M, BASES
from geodata.imports.errors import shown
from geodata.imports.findings import Findings, whole
from geodata.imports.reader import JOINED_ACCURACY, JOINED_BASIS
from geodata.pinyin import english_place, search_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.imports.imported import Imported, Issue

NEEDED: dict[str, tuple[str, ...]] = {"streets": ("code",), "rail": ("line", "kind")}
"""Fields without which a bundled layer cannot be stood in for: pages look features up by them."""

_TEXT = ("name", "name_en", "code", "street", "note", "line", "kind", "status", "clause", "source")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A layer ready to be kept.

    Parameters
    ----------
    frame
        EPSG:4326, index ``id``, the columns of the model first.
    issues, counts
        ``missing`` (bundled members the import lacks), ``new`` (members it adds), ``no_name``.
    """

    frame: gpd.GeoDataFrame
    issues: tuple[Issue, ...]
    counts: Mapping[str, int]


def _bundled(layer_id: str) -> gpd.GeoDataFrame | None:
    with overrides.use(None):
        if layer_id not in {info.id for info in read.catalog()}:
            return None
        return read.layer(layer_id)


def _streets(geometry: gpd.GeoSeries) -> list[str | None]:
    """Street in which each geometry lies, by its inner point."""
    with overrides.use(None):
        streets = read.layer("streets")
    tree = shapely.STRtree(streets.geometry.to_numpy())
    inner = shapely.point_on_surface(geometry.to_numpy())
    found: list[str | None] = [None] * len(inner)
    rows, hits = tree.query(inner, predicate="intersects")
    for row, hit in zip(rows, hits, strict=True):
        found[row] = str(streets["name"].iloc[hit])
    return found


def _text(values: pd.Series) -> pd.Series:
    texts = [None if pd.isna(value) or not str(value).strip() else str(value).strip() for value in values]
    return pd.Series(texts, index=values.index, dtype=object)


def to_layer(
    imported: Imported,
    layer_id: str,
    *,
    accuracy_m: float,
    basis: str = "surveyed",
    source: str = "workspace",
    mapping: Mapping[str, str] | None = None,
    mode: str = "replace",
) -> Prepared:
    """Turn an import into a layer that can stand in for a bundled one or be added.

    Parameters
    ----------
    imported
        Ready: placed, proposals decided.
    layer_id
        A bundled id to stand in for, or a new one.
    accuracy_m
        CE90 of the features, metres; asked of the planner, nothing is assumed.
    basis
        How the features were located: surveyed, traced or estimated.
    source
        Key or words for the source.
    mapping
        Column to field; None for the import's guesses.  Columns without a field keep their own name.
    mode
        ``replace``: the import is the whole layer; ``update``: bundled members it does not hold stay.

    Raises
    ------
    ParameterError
        Accuracy, basis or mode out of range.
    DataError
        Not placed yet, no names, or fields missing without which the pages cannot work.
    """
    if (
        not (np.isfinite(accuracy_m) and ACCURACY_M[0] <= accuracy_m <= ACCURACY_M[1])
        or basis not in BASES
        or mode not in {"replace", "update"}
    ):
        zh = (
            f"精度 {accuracy_m}、依据“{shown(basis)}”或方式“{shown(mode)}”无效；精度须为 "
            f"{ACCURACY_M[0]}–{ACCURACY_M[1]:.0f} 米"
        )
        en = (
            f"accuracy {accuracy_m}, basis '{shown(basis)}' or mode '{shown(mode)}' is not valid; accuracy is "
            f"{ACCURACY_M[0]} to {ACCURACY_M[1]:.0f} m"
        )
        raise ParameterError(zh, en)
    if imported.crs_found is None:
        zh = f"{shown(imported.filename)}：尚未确定坐标系，不能作为图层使用"
        en = f"{shown(imported.filename)}: its reference system is not settled yet, so it cannot become a layer"
        raise DataError(zh, en)
    chosen = (
        dict(mapping)
        if mapping is not None
        else {guess.column: guess.target for guess in imported.mapping if guess.target}
    )
    columns = {target: column for column, target in chosen.items()}
    found = Findings(200)
    bundled = _bundled(layer_id)
    table = imported.frame
    names = (
        _text(table[columns["name"]])
        if "name" in columns
        else pd.Series([None] * len(table), index=table.index, dtype=object)
    )
    _name_all(names, found)
    streets = (
        _text(table[columns["street"]])
        if "street" in columns
        else pd.Series(_streets(table.geometry), index=table.index, dtype=object)
    )
    codes = _text(table[columns["code"]]) if "code" in columns else None
    ids = identity.feature_ids(layer_id, names, streets, codes, table, bundled)
    frame = _model(layer_id, ids, names, streets, bundled)
    for target, column in columns.items():
        if target not in {"name", "street", "id", "lon", "lat", "wkt", "area", "length"}:
            values = (
                _text(table[column])
                if target in _TEXT
                else pd.to_numeric(table[column], errors="coerce")
                if model.is_number(target)
                else table[column]
            )
            frame[target] = values.to_numpy()
    _locate(frame, table, columns, accuracy_m, basis, source)
    for column in table.columns:
        used = column in chosen and chosen[column] not in {"id", "area", "length"}
        if column != "geometry" and not used:
            name = "original_id" if column.lower() == "id" else column
            frame[name if name not in frame.columns else f"{name}_1"] = table[column].to_numpy()
    if "note" not in columns and bundled is not None and "note" in frame.columns:
        # "no coordinate found" is no longer true of what has one now
        fresh = bundled["basis"].reindex(frame.index).eq("unlocated") & frame["basis"].ne("unlocated")
        frame.loc[fresh, [name for name in ("note", "note_en") if name in frame.columns]] = None
    elif "note_en" in frame.columns:
        frame["note_en"] = None
    frame["search_area"] = _search_areas(frame)
    result = gpd.GeoDataFrame(frame, geometry=list(table.geometry), crs=LONLAT)
    if bundled is not None:
        result = identity.compare(result, bundled, mode, layer_id, found)
    _needed(result, layer_id)
    return Prepared(result, tuple(found.issues), dict(found.counts))


def _name_all(names: pd.Series, found: Findings) -> None:
    blank = names.isna()
    for row in names.index[blank]:
        names.loc[row] = f"未命名 {row}"
    if blank.any():
        zh, en = (
            f"{int(blank.sum())} 个要素没有名称，以“未命名 + 行号”代替",
            f"{int(blank.sum())} features have no name and are called by their row",
        )
        found.add(whole("no_name", zh, en, repaired=True))


def _blank(index: pd.Index, bundled: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Columns of the model, filled from the bundled features of the same ids, else null."""
    if bundled is None:
        columns = {name: [np.nan if name == "accuracy_m" else None] * len(index) for name in model.COMMON[1:]}
        kinds = {name: float if name == "accuracy_m" else object for name in columns}
        return pd.DataFrame({name: pd.Series(columns[name], index=index, dtype=kinds[name]) for name in columns})
    frame = pd.DataFrame(bundled.drop(columns="geometry")).reindex(index)
    for name in frame.columns:
        if frame[name].dtype == object:
            frame[name] = frame[name].where(frame[name].notna(), None)
    return frame


def _model(
    layer_id: str, ids: list[str], names: pd.Series, streets: pd.Series, bundled: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Columns of the model, taken from the same bundled feature where there is one."""
    frame = _blank(pd.Index(ids, name="id", dtype=object), bundled)
    frame["name"] = names.to_numpy()
    known = frame["name_en"].notna()
    frame.loc[~known, "name_en"] = [english_place(str(name)) for name in frame.loc[~known, "name"]]
    for name, value in {"layer": layer_id, "status": "operating"}.items():
        if name in frame.columns:
            frame[name] = frame[name].where(frame[name].notna(), value)
    if "pinyin" in frame.columns:
        frame["pinyin"] = [search_key(str(name)) for name in frame["name"]]
    if "street" in frame.columns:
        frame["street"] = [None if value is None or pd.isna(value) else value for value in streets]
    for name in ("rule", "rule_en"):
        if name in frame.columns:
            frame[name] = None
    return frame


def _locate(
    frame: pd.DataFrame, table: gpd.GeoDataFrame, columns: dict[str, str], accuracy_m: float, basis: str, source: str
) -> None:
    there = table.geometry.notna().to_numpy()
    stated = (
        pd.to_numeric(table[columns["accuracy_m"]], errors="coerce").to_numpy(dtype=float)
        if "accuracy_m" in columns
        else np.full(len(table), np.nan)
    )
    stated = np.where(stated > 0, stated, accuracy_m)
    how = np.full(len(table), basis, dtype=object)
    if JOINED_BASIS in table.columns:
        # a place found by name is as good as the bundled one, not as good as the table
        how = table[JOINED_BASIS].to_numpy(dtype=object)
        stated = table[JOINED_ACCURACY].to_numpy(dtype=float)
    frame["basis"] = np.where(there, how, "unlocated")
    frame["accuracy_m"] = np.where(there, stated, np.nan)
    if "source" not in columns:
        frame["source"] = source


def _search_areas(frame: pd.DataFrame) -> list[str | None]:
    """Where what is unlocated may be: its street, as the bundled layers have it."""
    with overrides.use(None):
        streets = read.layer("streets")
        keys = {f"street:{code}" for code in streets["code"]}
    codes = dict(zip(streets["name"], streets["code"], strict=True))
    result: list[str | None] = []
    given = frame["street"] if "street" in frame.columns else pd.Series([None] * len(frame))
    for basis, street in zip(frame["basis"], given, strict=True):
        key = f"street:{codes.get(street)}"
        result.append(key if basis == "unlocated" and key in keys else None)
    return result


def _needed(frame: gpd.GeoDataFrame, layer_id: str) -> None:
    lacking = [name for name in NEEDED.get(layer_id, ()) if name not in frame.columns or frame[name].isna().any()]
    if layer_id == "rail":
        there = set(frame.loc[frame["kind"] == "line", "line"]) if not lacking else set()
        lacking += [f"line {code}" for code in ("S1", "S3", "M1", "M3") if code not in there and not lacking]
    if lacking:
        told = "、".join(lacking)
        zh = f"图层“{layer_id}”缺少：{told}；请在字段对应中补全，或用“更新”方式只替换其中一部分"
        en = (
            f"layer '{layer_id}' lacks: {told}; complete the field mapping, or use 'update' to replace a part of it "
            "only"
        )
        raise DataError(zh, en)
