"""Reading columns of a layer the same way everywhere: ids, numbers, geometries; each refusal names the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Objects = NDArray[np.object_]

_SHOWN = 5


def listed(names: Sequence[object]) -> str:
    """Join a few names for a message, with an ellipsis when there are more."""
    text = "、".join(str(name) for name in names[:_SHOWN])
    return text + ("…" if len(names) > _SHOWN else "")


def require_unique_ids(frame: GeoDataFrame, what: str) -> None:
    """Refuse a layer whose ids repeat or are missing: a verdict must name one place.

    Raises
    ------
    DataError
        A duplicated or null id in the index.
    """
    if frame.index.hasnans:
        zh = f"图层“{what}”有要素没有编号; 请在索引中给每个要素一个编号"
        en = f"layer '{what}' has a feature without an id; give every feature one in the index"
        raise DataError(zh, en)
    if frame.index.is_unique:
        return
    repeated = list(frame.index[frame.index.duplicated()].unique())
    zh = f"图层“{what}”的编号重复: {listed(repeated)}; 请让每个要素的编号唯一"
    en = f"layer '{what}' repeats ids: {listed(repeated)}; make the ids unique"
    raise DataError(zh, en)


def present(objects: Objects) -> NDArray[np.bool_]:
    """Return which entries of an array of geometries are there, shape (n,)."""
    return np.array([value is not None for value in objects], dtype=bool)


def text_column(frame: GeoDataFrame, column: str, default: Sequence[str]) -> list[str | None]:
    """Return a text column as a list, missing values as None; `default` when there is no such column."""
    if column not in frame.columns:
        return list(default)
    return [None if pd.isna(value) else str(value) for value in frame[column]]


def accuracy_column(frame: GeoDataFrame, what: str, needed: NDArray[np.bool_]) -> Floats:
    """Return the CE90 of every row in metres, NaN where none is stated.

    Parameters
    ----------
    frame
        A layer with a column `accuracy_m`.
    what
        The layer's name for the message.
    needed
        Which rows must state one, shape (n,): the located ones.

    Raises
    ------
    DataError
        A missing, negative, infinite or non-numeric accuracy; the message names the rows. An exact place
        says 0; see `analysis.with_accuracy` for a layer that comes without the column.
    """
    if "accuracy_m" in frame.columns:
        numbers = pd.to_numeric(frame["accuracy_m"], errors="coerce")
        values = np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))
    else:
        values = np.full(len(frame), np.nan)
    wrong = (needed & np.isnan(values)) | (values < 0) | np.isinf(values)
    if not wrong.any():
        return values
    rows = list(frame.index[wrong])
    zh = f"图层“{what}”的 {listed(rows)} 缺少有效的 accuracy_m (CE90, 米, 不小于 0); 请补上, 精确位置填 0"
    en = (
        f"layer '{what}': {listed(rows)} have no valid accuracy_m (CE90 in metres, 0 or more); "
        "state it, 0 for an exact place"
    )
    raise DataError(zh, en)


def plane_geometries(values: Iterable[object], index: pd.Index, what: str, kinds: Sequence[str] = ()) -> Objects:
    """Return geometries in two dimensions, None for null and empty ones.

    Heights are dropped: every distance here is measured on the map plane.

    Parameters
    ----------
    values
        Column of shapely geometries, None or NaN, shape (n,).
    index
        The ids, for the message.
    what
        The layer's name for the message.
    kinds
        Allowed geometry types, empty for any.

    Raises
    ------
    DataError
        Something that is no geometry, an invalid one, infinite coordinates, or a type outside `kinds`.
    """
    objects = np.empty(len(index), dtype=object)
    flat: dict[int, shapely.Geometry | None] = {}
    for position, value in enumerate(values):
        if isinstance(value, shapely.Geometry):
            if id(value) not in flat:  # a search area may serve a hundred places
                flat[id(value)] = None if shapely.is_empty(value) else shapely.force_2d(value)
            objects[position] = flat[id(value)]
        elif not (value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))):
            zh = f"图层“{what}”的 {index[position]}: {value!r} 不是几何对象; 请改为几何或留空"
            en = f"layer '{what}', {index[position]}: {value!r} is not a geometry; give one or leave it empty"
            raise DataError(zh, en)
    located = present(objects)
    bad = located & ~np.isfinite(shapely.bounds(objects)).all(axis=1)
    if bad.any():
        zh = f"图层“{what}”的 {listed(list(index[bad]))} 坐标不是有限数 (多为经纬度颠倒后投影所致); 请改正坐标"
        en = (
            f"layer '{what}': {listed(list(index[bad]))} have infinite coordinates (often swapped longitude and "
            "latitude before projecting); correct them"
        )
        raise DataError(zh, en)
    valid = {id(value): shapely.is_valid(value) for value in objects}
    bad = located & ~np.array([valid[id(value)] for value in objects], dtype=bool)
    if bad.any():
        reason = shapely.is_valid_reason(objects[np.flatnonzero(bad)[0]])
        zh = f"图层“{what}”的 {listed(list(index[bad]))} 几何无效 ({reason}); 请修复 (例如 make_valid) 后再分析"
        en = f"layer '{what}': {listed(list(index[bad]))} are invalid ({reason}); repair them (for example make_valid)"
        raise DataError(zh, en)
    types = np.array(["" if value is None else value.geom_type for value in objects])
    bad = located & ~np.isin(types, kinds) if kinds else np.zeros(len(index), dtype=bool)
    if bad.any():
        first = np.flatnonzero(bad)[0]
        zh = f"图层“{what}”的 {listed(list(index[bad]))} 是 {types[first]}, 此处只接受 {'/'.join(kinds)}"
        en = f"layer '{what}': {listed(list(index[bad]))} are {types[first]}, only {'/'.join(kinds)} serve here"
        raise DataError(zh, en)
    return objects
