"""Which bundled feature an imported one is: the same id for the same place, so that references hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.crs import LONLAT
from geodata.imports.imported import Issue
from geodata.imports.names import plain_name
from geodata.pinyin import slug

if TYPE_CHECKING:
    from geodata.imports.findings import Findings


def feature_ids(
    layer_id: str,
    names: pd.Series,
    streets: pd.Series,
    codes: pd.Series | None,
    table: pd.DataFrame,
    bundled: gpd.GeoDataFrame | None,
) -> list[str]:
    """Id of the bundled feature that is the same place, else a new one; never twice the same."""
    known: dict[tuple[str, str], str] = {}
    by_code: dict[str, str] = {}
    if bundled is not None:
        for feature, record in zip(bundled.index, bundled.to_dict("records"), strict=True):
            known.setdefault((plain_name(str(record["name"])), str(record.get("street") or "")[:2]), str(feature))
            if record.get("code"):
                by_code.setdefault(str(record["code"]), str(feature))
    given = table["id"].astype(str) if "id" in table.columns and bundled is not None else None
    taken: set[str] = set()
    result = []
    for row in names.index:
        plain, street = plain_name(str(names[row])), str(streets[row] or "")[:2]
        code = "" if codes is None else str(codes[row] or "")
        own = str(given[row]) if given is not None and bundled is not None and given[row] in bundled.index else None
        candidate = (
            own
            or by_code.get(code)
            or known.get((plain, street))
            or known.get((plain, ""))
            or f"{layer_id}.{slug(str(names[row])) or row}"
        )
        base, number = candidate, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}-{number}"
        taken.add(candidate)
        result.append(candidate)
    return result


def compare(
    result: gpd.GeoDataFrame, bundled: gpd.GeoDataFrame, mode: str, layer_id: str, found: Findings
) -> gpd.GeoDataFrame:
    """Tell what an import adds to and takes from a bundled layer; with ``update`` keep what it does not hold."""
    lacking = bundled.index.difference(result.index)
    added = result.index.difference(bundled.index)
    for feature in lacking:
        name = str(bundled.loc[feature, "name"])
        zh = f"内置图层的“{name}”（{feature}）不在导入的图层里" + (
            "，已保留" if mode == "update" else "，替换后将不再出现"
        )
        en = f"'{name}' ({feature}) of the bundled layer is not in the import" + (
            ", it stays" if mode == "update" else ", it will be gone"
        )
        found.add(Issue(None, name, "missing", zh, en))
    for feature in added:
        name = str(result.loc[feature, "name"])
        found.add(
            Issue(
                None,
                name,
                "new",
                f"“{name}”在内置图层 {layer_id} 中没有，作为新要素加入",
                f"'{name}' is not in the bundled layer {layer_id} and is added",
            )
        )
    if mode == "update" and len(lacking):
        kept = bundled.loc[lacking]
        columns = [*result.columns, *[name for name in kept.columns if name not in result.columns]]
        both = [result.reindex(columns=columns), kept.reindex(columns=columns)]
        merged = {
            name: [
                None if not isinstance(value, (list, np.ndarray)) and pd.isna(value) else value
                for part in both
                for value in part[name]
            ]
            for name in columns
            if name != "geometry"
        }
        index = pd.Index([*result.index, *lacking], name="id", dtype=object)
        table = pd.DataFrame(
            {
                name: pd.Series(values, index=index, dtype=None if name in {"accuracy_m", "seq"} else object)
                for name, values in merged.items()
            }
        )
        for name in table.columns:
            if name in bundled.columns and pd.api.types.is_numeric_dtype(bundled[name].dtype):
                table[name] = pd.to_numeric(table[name])
        return gpd.GeoDataFrame(table, geometry=[*result.geometry, *kept.geometry], crs=LONLAT).sort_index()
    return result.sort_index()
