"""Changes worth proposing for a layer, each with its measured effect; making them is left to the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS

from geodata.imports import datum as datums
from geodata.imports.checks import first_points
from geodata.imports.imported import Imported, Proposal
from geodata.imports.recipe import DEGREE_M
from geodata.imports.reference import TITLES, Reference, guess, near, to_degrees

if TYPE_CHECKING:
    from collections.abc import Callable

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    from geodata.imports.recipe import Raw, Recipe

    Finish = Callable[[Raw, Recipe], Imported]

SIMPLIFY_M = 2.0
"""Tolerance offered, metres: below the accuracy of any layer here (8 m at best)."""

DATUM_NAMES = {"gcj02": ("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"), "bd09": ("BD-09（百度）", "BD-09 (Baidu)")}
_SAMPLE = 2000


def _sample(raw: Raw) -> NDArray[np.float64]:
    points, _ = first_points(raw.geometry)
    if len(points) > _SAMPLE:
        points = points[np.linspace(0, len(points) - 1, _SAMPLE).astype(int)]
    return points


def reference(raw: Raw, recipe: Recipe, finish: Finish) -> list[Proposal]:
    """Propose reference systems that would put the layer near the district.

    For a layer without one, or one that its own system puts elsewhere.
    """
    sample = _sample(raw)
    if len(sample) == 0:
        return []
    if recipe.reference is not None:
        here = near(to_degrees(sample, recipe.reference.crs))
        if here.mean() >= 0.5:  # noqa: PLR2004  most of it is where it should be
            return []
    proposals = []
    for found in guess(sample):
        crs = CRS.from_epsg(found.epsg)
        if recipe.reference is not None and found.epsg == crs_code(recipe) and not found.swapped:
            continue
        zh, en = TITLES[found.epsg]
        turn_zh = "，并交换 X、Y" if found.swapped else ""
        turn_en = " with x and y exchanged" if found.swapped else ""
        said_zh = (
            "文件没有说明坐标系"
            if recipe.reference is None
            else f"按文件的坐标系 {recipe.reference.label} 不在本区附近"
        )
        said_en = (
            "the file names no reference system"
            if recipe.reference is None
            else f"its own system {recipe.reference.label} puts it far from the district"
        )
        text_zh = (
            f"{said_zh}；从数值看像 {zh} EPSG:{found.epsg}{turn_zh}：{found.share:.0%} 的要素落在本区附近。北京 54、"
            "西安 80 的数值与此相近，仅凭大小无法区分，请确认"
        )
        text_en = (
            f"{said_en}; the numbers look like {en}, EPSG:{found.epsg}{turn_en}: {found.share:.0%} of the features "
            "fall near the district. Beijing 1954 and Xian 1980 have similar numbers; please confirm"
        )
        mask = np.ones(len(raw.geometry), dtype=bool) if found.swapped else None
        agreed = recipe.with_(
            "crs", reference=Reference(crs, f"EPSG:{found.epsg}"), source="proposal", swap=mask, datum="wgs84"
        )
        proposals.append(Proposal("crs", text_zh, text_en, None, _later(finish, raw, agreed)))
    return proposals


def crs_code(recipe: Recipe) -> int | None:
    """EPSG code of a recipe's system, if it has one."""
    return None if recipe.reference is None else recipe.reference.crs.to_epsg(min_confidence=70)


def _later(finish: Finish, raw: Raw, recipe: Recipe) -> Callable[[], Imported]:
    return lambda: finish(raw, recipe)


def offset(frame: GeoDataFrame, raw: Raw, recipe: Recipe, name: str | None, finish: Finish) -> list[Proposal]:
    """Propose to take away the offset of a web map, when the layer fits the district better without it."""
    if recipe.datum != "wgs84" or raw.format == "GPX":
        return []
    points, positions = first_points(frame.geometry.to_numpy())
    # a feature far away (x and y exchanged, say) has no place in metres and would spoil every median
    fit = datums.detect(frame.iloc[positions[near(points)]], name)
    if fit is None:
        return []
    zh, en = DATUM_NAMES[fit.datum]
    what_zh, what_en = (
        ("同名地点", "places of the same name")
        if fit.evidence == "names"
        else ("道路、轨道、河流和街道边界", "roads, rails, rivers and street outlines")
    )
    capped = fit.evidence == "lines" and fit.before_m >= datums.FAR_M
    before_zh, before_en = (
        (f"{fit.before_m:.0f} m 以上", f"over {fit.before_m:.0f} m")
        if capped
        else (f"{fit.before_m:.0f} m", f"{fit.before_m:.0f} m")
    )
    text_zh = (
        f"坐标像是 {zh} 偏移坐标：与{what_zh}的中位距离 {before_zh}，还原为 WGS-84 后 {fit.after_m:.0f} m（比较 "
        f"{fit.number} 处）；整体移动约 {fit.shift_m:.0f} m"
    )
    text_en = (
        f"the coordinates look like {en}: median distance to {what_en} {before_en}, {fit.after_m:.0f} m once brought "
        f"back to WGS-84 ({fit.number} compared); everything moves by about {fit.shift_m:.0f} m"
    )
    agreed = recipe.with_(fit.datum, datum=fit.datum)
    return [Proposal(fit.datum, text_zh, text_en, fit.shift_m, _later(finish, raw, agreed), fit.before_m, fit.after_m)]


def swap(rows: NDArray[np.bool_], raw: Raw, recipe: Recipe, finish: Finish) -> list[Proposal]:
    """Propose to exchange x and y of the rows that need it."""
    number = int(rows.sum())
    if number == 0:
        return []
    zh = f"{number} 个要素交换经纬度（X、Y）后落在本区附近"
    en = f"{number} features fall near the district once longitude and latitude (x and y) change places"
    return [Proposal("swap", zh, en, None, _later(finish, raw, recipe.with_("swap", swap=rows)))]


def drop(kind: str, rows: NDArray[np.bool_], raw: Raw, recipe: Recipe, finish: Finish) -> list[Proposal]:
    """Propose to leave rows out: ``drop_duplicates`` or ``drop_outside``."""
    number = int(rows.sum())
    if number == 0 or kind in recipe.applied:
        return []
    if kind == "drop_duplicates":
        zh, en = f"去掉 {number} 个与前面完全相同的要素", f"leave out {number} features that equal an earlier one"
    else:
        zh, en = f"去掉 {number} 个在瓯海区之外的要素", f"leave out {number} features outside the district"
    mask = rows if recipe.drop is None else rows | recipe.drop
    return [Proposal(kind, zh, en, 0.0, _later(finish, raw, recipe.with_(kind, drop=mask)))]


def simplify(geometry: NDArray[np.object_], raw: Raw, recipe: Recipe, finish: Finish) -> list[Proposal]:
    """Propose fewer vertices when a feature, or the layer, has very many."""
    vertices = shapely.get_num_coordinates(geometry)
    heavy = vertices > raw.limits.feature_vertices
    if recipe.simplify_m is not None or not heavy.any():
        return []
    before = int(vertices[heavy].sum())
    slim = shapely.simplify(geometry[heavy], SIMPLIFY_M / DEGREE_M, preserve_topology=True)
    after = int(shapely.get_num_coordinates(slim).sum())
    zh = (
        f"按 {SIMPLIFY_M:.0f} m 容差简化：最密的 {int(heavy.sum())} 个要素由 {before} 个节点减到 {after} 个，"
        f"位移不超过约 {SIMPLIFY_M:.0f} m；相邻面的公共边可能出现细缝"
    )
    en = (
        f"simplify by {SIMPLIFY_M:.0f} m: the {int(heavy.sum())} densest features go from {before} to {after} "
        f"vertices and move by at most about {SIMPLIFY_M:.0f} m; shared borders may show slivers"
    )
    return [
        Proposal("simplify", zh, en, SIMPLIFY_M, _later(finish, raw, recipe.with_("simplify", simplify_m=SIMPLIFY_M)))
    ]
