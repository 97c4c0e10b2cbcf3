"""Checks of a layer that already lies on Earth: place, kind, identity, size."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata import read
from geodata.crs import METRIC, project
from geodata.imports.findings import whole
from geodata.imports.imported import Issue
from geodata.imports.reference import near, to_degrees

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from geodata.imports.fields import FieldGuess
    from geodata.imports.findings import Findings
    from geodata.imports.recipe import Raw, Recipe

EDGE_M = 500.0
"""Added to the district outline before something counts as outside: outline 50 m, layers of neighbours overlap."""

KINDS = ("point", "line", "polygon")
KINDS_ZH = ("点", "线", "面")


@lru_cache(maxsize=1)
def _district() -> bytes:
    streets = read.layer("streets", crs=METRIC)
    grown = shapely.union_all(streets.geometry.to_numpy()).buffer(EDGE_M).simplify(EDGE_M / 10)
    return bytes(shapely.to_wkb(project(grown, METRIC, 4326)))


def first_points(geometry: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """First coordinate of each geometry that has one, and the positions of those geometries."""
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    positions, first = np.unique(owner, return_index=True)
    return xy[first], positions


def outside(geometry: NDArray[np.object_], label: Callable[[int], str], findings: Findings) -> NDArray[np.bool_]:
    """Find features that do not touch the district (grown by 500 m); None is not outside.

    Returns
    -------
    ndarray
        True where outside.
    """
    district = shapely.from_wkb(_district())
    tree = shapely.STRtree(geometry)
    inside = np.zeros(len(geometry), dtype=bool)
    inside[tree.query(district, predicate="intersects")] = True
    out = ~inside & ~shapely.is_missing(geometry)
    for position in np.flatnonzero(out)[: findings.listed]:
        row, name = int(position) + 1, label(int(position))
        zh = f"第 {row} 行“{name}”在瓯海区之外"
        en = f"row {row} '{name}' lies outside the district"
        findings.add(Issue(row, name, "outside", zh, en))
    findings.count("outside", max(0, int(out.sum()) - findings.listed))
    return out


def swapped_rows(raw: Raw, recipe: Recipe, label: Callable[[int], str], findings: Findings) -> NDArray[np.bool_]:
    """Find rows that lie near the district only when x and y change places.

    Returns
    -------
    ndarray
        True where so.
    """
    result = np.zeros(len(raw.geometry), dtype=bool)
    if recipe.reference is None or recipe.swap is not None:
        return result
    points, positions = first_points(raw.geometry)
    here = near(to_degrees(points, recipe.reference.crs))
    there = near(to_degrees(np.ascontiguousarray(points[:, ::-1]), recipe.reference.crs))
    result[positions[~here & there]] = True
    for position in np.flatnonzero(result):
        row, name = int(position) + 1, label(int(position))
        if not findings.room("swapped"):
            break
        zh = f"第 {row} 行“{name}”的经纬度（或 X、Y）疑似颠倒"
        en = f"row {row} '{name}': longitude and latitude (or x and y) seem to have changed places"
        findings.add(Issue(row, name, "swapped", zh, en))
    findings.count("swapped", int(result.sum()) - min(int(result.sum()), findings.listed))
    return result


def kinds(geometry: NDArray[np.object_], expect: str | None, label: Callable[[int], str], findings: Findings) -> None:
    """Find features of another kind than expected, or a mixture where nothing is expected."""
    dimension = shapely.get_dimensions(geometry)
    counts = [int((dimension == number).sum()) for number in range(3)]
    if expect is None:
        if sum(count > 0 for count in counts) > 1:
            told = "、".join(f"{name} {count}" for name, count in zip(KINDS_ZH, counts, strict=True) if count)
            told_en = ", ".join(f"{count} {name}s" for name, count in zip(KINDS, counts, strict=True) if count)
            findings.add(
                whole("mixed_kinds", f"图层混有不同类型的图形：{told}", f"the layer mixes kinds of geometry: {told_en}")
            )
        return
    wanted = KINDS.index(expect)
    wrong = (dimension != wanted) & ~shapely.is_missing(geometry)
    for position in np.flatnonzero(wrong)[: findings.listed]:
        row, name = int(position) + 1, label(int(position))
        number = int(dimension[position])
        zh = f"第 {row} 行“{name}”是{KINDS_ZH[number] if number >= 0 else '空集合'}，此处需要{KINDS_ZH[wanted]}"
        en = f"row {row} '{name}' is a {KINDS[number] if number >= 0 else 'collection'}, a {expect} is needed here"
        findings.add(Issue(row, name, "wrong_kind", zh, en))
    findings.count("wrong_kind", max(0, int(wrong.sum()) - findings.listed))


def identities(table: pd.DataFrame, mapping: tuple[FieldGuess, ...], findings: Findings) -> None:
    """Find ids and codes that occur twice."""
    for guess in mapping:
        if guess.target not in {"id", "code"}:
            continue
        values = table[guess.column]
        twice = values.notna() & values.duplicated(keep=False)
        for row in values.index[twice][: findings.listed]:
            value = str(values.loc[row])[:60]
            zh = f"第 {row} 行的“{guess.column}”={value} 重复出现"
            en = f"row {row}: '{guess.column}' = {value} occurs more than once"
            findings.add(Issue(int(row), value, "duplicate_id", zh, en))
        findings.count("duplicate_id", max(0, int(twice.sum()) - findings.listed))
