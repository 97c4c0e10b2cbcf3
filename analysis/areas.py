"""Areas to be covered: polygons that do not overlap, and the weights they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from analysis.crs import require_metric
from analysis.errors import DataError, ParameterError
from analysis.fields import listed, plane_geometries, present, require_unique_ids, text_column
from analysis.inputs import AREAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]

OVERLAP_SHARE = 1e-4
"""Digitising leaves slivers; areas may overlap by this share of the smaller one."""


@dataclass(frozen=True, eq=False)
class Areas:
    """n polygons, their land in square metres and further weights, shape (n,) each."""

    index: pd.Index
    name: list[str | None]
    geometry: Objects
    area_m2: Floats
    weights: dict[str, Floats]


def read_areas(frame: GeoDataFrame, weights: Sequence[str] = ()) -> Areas:
    """Check a layer of areas and take it apart.

    Parameters
    ----------
    frame
        Index = ids; polygons, optional `name`, the weight columns.
    weights
        Columns to be spread over the areas, each 0 or more.

    Returns
    -------
    Areas

    Raises
    ------
    CrsError
        Not in metres.
    DataError
        No areas, ids that repeat, a missing or invalid geometry, areas that overlap, a weight that is no number.
    ParameterError
        A weight column that does not exist.
    """
    require_metric(frame, "areas")
    require_unique_ids(frame, "areas")
    if not len(frame):
        zh = "图层“areas”没有要素; 请给至少一个面"
        en = "layer 'areas' is empty; give at least one polygon"
        raise DataError(zh, en)
    geometry = plane_geometries(frame.geometry, frame.index, "areas", AREAL)
    missing = ~present(geometry)
    if missing.any():
        which = listed(list(frame.index[missing]))
        zh = f"图层“areas”的 {which} 没有几何, 面积无从谈起; 请补上或去掉这些要素"
        en = f"layer 'areas': {which} have no geometry and so no area; supply it or drop them"
        raise DataError(zh, en)
    _require_disjoint(geometry, frame.index)
    names = text_column(frame, "name", [str(value) for value in frame.index])
    area_m2 = np.asarray(shapely.area(geometry), dtype=np.float64)
    return Areas(frame.index, names, geometry, area_m2, {column: _weight(frame, column) for column in weights})


def _weight(frame: GeoDataFrame, column: str) -> Floats:
    if column not in frame.columns:
        zh = f"图层“areas”没有“{column}”列, 不能作为权重"
        en = f"layer 'areas' has no column '{column}' to weigh by"
        raise ParameterError(zh, en)
    values = np.asarray(pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan))
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        names = listed(list(frame.index[bad]))
        zh = f"图层“areas”的 {names}: “{column}”不是 0 或更大的数; 请改正或填 0"
        en = f"layer 'areas': {names} have no '{column}' of 0 or more; correct it or enter 0"
        raise DataError(zh, en)
    return values


def _require_disjoint(geometry: Objects, index: pd.Index) -> None:
    first, second = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    shared = shapely.area(shapely.intersection(geometry[first], geometry[second]))
    smaller = np.minimum(shapely.area(geometry[first]), shapely.area(geometry[second]))
    bad = np.flatnonzero(shared > OVERLAP_SHARE * smaller)
    if len(bad):
        one, other = index[int(first[bad[0]])], index[int(second[bad[0]])]
        zh = f"图层“areas”的 {one} 与 {other} 重叠, 合计会重复计算; 请先去除重叠"
        en = f"layer 'areas': {one} and {other} overlap, so a total would count land twice; remove the overlap"
        raise DataError(zh, en)
