"""Stating the accuracy of a layer that comes without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import ParameterError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def with_accuracy(frame: GeoDataFrame, accuracy_m: float) -> GeoDataFrame:
    """Return the layer with `accuracy_m` filled in where a feature has a geometry and states none.

    Parameters
    ----------
    frame
        Any layer.
    accuracy_m
        CE90 in metres, 0 for exact positions; a choice of the user's, never of the program's.

    Returns
    -------
    GeoDataFrame
        A copy; index and order unchanged.

    Raises
    ------
    ParameterError
        Negative, NaN or infinite.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> with_accuracy(areas, 20)["accuracy_m"].tolist()
    [20.0, 20.0]
    """
    if not np.isfinite(accuracy_m) or accuracy_m < 0:
        zh = f"精度 {accuracy_m!r} 无效; 请给不小于 0 的米数 (CE90)"
        en = f"accuracy {accuracy_m!r} is not valid; give metres of 0 or more (CE90)"
        raise ParameterError(zh, en)
    result = frame.copy()
    stated = pd.to_numeric(result["accuracy_m"], errors="coerce") if "accuracy_m" in result else np.nan
    stated = pd.Series(stated, index=result.index, dtype=np.float64)
    located = result.geometry.notna() & ~result.geometry.is_empty
    result["accuracy_m"] = stated.where(stated.notna() | ~located, float(accuracy_m))
    return result
