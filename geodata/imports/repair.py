"""Geometry of an upload: what is wrong with each feature, and the repaired version beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.errors import GEOSException

from geodata.imports.errors import ImportRefusedError
from geodata.imports.imported import Issue
from geodata.imports.limits import ABSURD

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.imports.findings import Findings
    from geodata.imports.limits import Limits

_CURVES = 7
"""Largest geometry type number of Shapely without arcs."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Geometries after the checks.

    Parameters
    ----------
    geometry
        Object array, two-dimensional geometries or None.
    before
        Well-known binary as it came, only where `geometry` differs, else None.
    vertices
        Number in each.
    """

    geometry: NDArray[np.object_]
    before: NDArray[np.object_]
    vertices: NDArray[np.int64]


def repair(wkb: NDArray[np.object_], label: Callable[[int], str], findings: Findings, limits: Limits) -> Repaired:
    """Check and repair the geometries of a layer, in the coordinates of the file.

    Parameters
    ----------
    wkb
        Object array of bytes or None, one a feature, in file order.
    label
        Name of the feature at a position, for the findings.
    findings
        Is added to: ``empty``, ``unreadable``, ``not_finite``, ``z``, ``invalid``, ``huge``.
    limits
        Vertices allowed in all and in one feature.

    Raises
    ------
    ImportRefusedError
        More vertices than allowed.
    """
    before = np.full(len(wkb), None, dtype=object)
    geometry = _parsed(wkb, before, label, findings)
    _flatten(geometry, findings)
    vertices = shapely.get_num_coordinates(geometry).astype(np.int64)
    if int(vertices.sum()) > limits.vertices:
        zh = f"图层共有 {int(vertices.sum())} 个节点，上限 {limits.vertices}；请先简化或分幅"
        en = f"the layer has {int(vertices.sum())} vertices, the limit is {limits.vertices}; simplify or split it first"
        raise ImportRefusedError(zh, en, "too_many_vertices")
    _finite(geometry, label, findings)
    _empty(geometry, label, findings)
    _valid(geometry, wkb, before, label, findings)
    vertices = shapely.get_num_coordinates(geometry).astype(np.int64)
    for position in np.flatnonzero(vertices > limits.feature_vertices).tolist():
        count = int(vertices[position])
        zh = f"第 {position + 1} 行“{label(position)}”有 {count} 个节点，显示会很慢；建议简化"
        en = (
            f"row {position + 1} '{label(position)}' has {count} vertices and will be slow to draw; consider "
            "simplifying"
        )
        findings.add(Issue(position + 1, label(position), "huge", zh, en))
    return Repaired(geometry, before, vertices)


def _parsed(
    wkb: NDArray[np.object_], before: NDArray[np.object_], label: Callable[[int], str], findings: Findings
) -> NDArray[np.object_]:
    geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    given = np.array([item is not None for item in wkb], dtype=bool)
    lost = given & shapely.is_missing(geometry)
    lost |= shapely.get_type_id(geometry) > _CURVES
    for position in np.flatnonzero(lost).tolist():
        # GEOS closes rings and drops the ones that are too short
        mended = shapely.from_wkb(wkb[position], on_invalid="fix")
        if mended is not None and shapely.get_type_id(mended) > _CURVES:
            mended = None
        geometry[position] = mended
        row, name = position + 1, label(position)
        if mended is None:
            zh = f"第 {row} 行“{name}”的图形无法读取（结构错误），已留空；请在原软件中修正"
            en = (
                f"row {row} '{name}': the geometry cannot be read (broken structure) and is left empty; mend it at "
                "its source"
            )
            findings.add(Issue(row, name, "unreadable", zh, en))
        else:
            before[position] = wkb[position]
            zh = f"第 {row} 行“{name}”的多边形没有闭合或点数不足，已修复"
            en = f"row {row} '{name}': a ring was not closed or too short; repaired"
            findings.add(Issue(row, name, "invalid", zh, en, repaired=True, before=wkb[position]))
    return geometry


def _flatten(geometry: NDArray[np.object_], findings: Findings) -> None:
    deep = shapely.has_z(geometry) | shapely.has_m(geometry)
    if deep.any():
        geometry[deep] = shapely.force_2d(geometry[deep])
        zh = f"{int(deep.sum())} 个要素带有高程（Z）或量测值（M），已去掉，只保留平面坐标"
        en = f"{int(deep.sum())} features carried heights (Z) or measures (M); dropped, the plane coordinates are kept"
        findings.add(Issue(None, "", "z", zh, en, repaired=True))


def _finite(geometry: NDArray[np.object_], label: Callable[[int], str], findings: Findings) -> None:
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(xy) < ABSURD).all(axis=1)
    for position in np.unique(owner[wrong]).tolist():
        row, name = position + 1, label(position)
        geometry[position] = None
        zh = f"第 {row} 行“{name}”含有非数（NaN）、无穷或大得不可能的坐标，图形已留空"
        en = (
            f"row {row} '{name}': a coordinate is not a number, infinite or impossibly large; its geometry is left "
            "empty"
        )
        findings.add(Issue(row, name, "not_finite", zh, en))


def _empty(geometry: NDArray[np.object_], label: Callable[[int], str], findings: Findings) -> None:
    hollow = shapely.is_empty(geometry)
    geometry[hollow] = None
    missing = np.flatnonzero(shapely.is_missing(geometry))
    for position in missing[: findings.listed].tolist():
        row, name = position + 1, label(position)
        zh = f"第 {row} 行“{name}”没有图形；属性保留，可稍后定位"
        en = f"row {row} '{name}' has no geometry; its attributes are kept, it can be placed later"
        findings.add(Issue(row, name, "empty", zh, en))
    findings.count("empty", max(0, len(missing) - findings.listed))


def _valid(
    geometry: NDArray[np.object_],
    wkb: NDArray[np.object_],
    before: NDArray[np.object_],
    label: Callable[[int], str],
    findings: Findings,
) -> None:
    wrong = np.flatnonzero(~shapely.is_valid(geometry) & ~shapely.is_missing(geometry))
    for position in wrong.tolist():
        row, name = position + 1, label(position)
        old = geometry[position]
        reason = str(shapely.is_valid_reason(old)).split("[")[0].strip()
        try:
            mended = same_kind(shapely.make_valid(old), old)
        except GEOSException:
            mended = None
        before[position] = wkb[position]
        geometry[position] = mended
        if mended is None:
            zh = f"第 {row} 行“{name}”的图形无效（{reason}）且无法修复，已留空"
            en = f"row {row} '{name}': the geometry is invalid ({reason}) and could not be repaired; left empty"
            findings.add(Issue(row, name, "invalid", zh, en, before=wkb[position]))
            continue
        change = _change(old, mended)
        zh = f"第 {row} 行“{name}”的图形无效（{reason}），已修复，面积变化 {change:+.1%}"
        en = f"row {row} '{name}': the geometry was invalid ({reason}); repaired, area changed by {change:+.1%}"
        findings.add(Issue(row, name, "invalid", zh, en, repaired=True, before=wkb[position]))


def _change(old: BaseGeometry, new: BaseGeometry) -> float:
    # the signed area of a bow-tie is near 0, so the hull is the yardstick
    yardstick = old.convex_hull.area
    return 0.0 if yardstick == 0 else (new.area - abs(old.area)) / yardstick


def same_kind(mended: BaseGeometry, old: BaseGeometry) -> BaseGeometry | None:
    """Keep the parts of a repaired geometry that have the dimension of the old one.

    A polygon with a spike becomes polygon and line; the line is not part of an area.  When no part of the old
    dimension is left, the geometry is gone (None).
    """
    dimension = shapely.get_dimensions(old)
    parts = shapely.get_parts(shapely.get_parts(mended))
    kept = parts[shapely.get_dimensions(parts) == dimension]
    if len(kept) == 0:
        return None
    whole: BaseGeometry = kept[0]
    if len(kept) > 1:
        builders = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
        whole = builders[int(dimension)](list(kept))
    return whole if whole.is_valid else shapely.union_all(list(kept))


def duplicates(geometry: NDArray[np.object_], keys: NDArray[np.object_]) -> NDArray[np.int64]:
    """Position of the first equal feature, or -1.

    Two features are equal when their normalised geometries are bytewise equal and so are their keys; features
    without a geometry are never equal.
    """
    there = np.flatnonzero(~shapely.is_missing(geometry))
    normal = shapely.to_wkb(shapely.normalize(geometry[there]))
    first: dict[tuple[int, object], int] = {}
    twin = np.full(len(geometry), -1, dtype=np.int64)
    for position, packed in zip(there, normal, strict=True):
        seen = first.setdefault((hash(packed), keys[position]), int(position))
        if seen != position:
            twin[position] = seen
    return twin
