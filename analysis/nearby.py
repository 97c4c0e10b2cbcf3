"""Any layer against any layer: three tests of "within", side by side, because they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from analysis.crs import require_metric, require_same
from analysis.errors import ParameterError
from analysis.fields import plane_geometries, present, require_unique_ids
from analysis.inputs import require_distance
from analysis.zones import zone

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

HALF = 0.5


def nearby(
    features: GeoDataFrame,
    targets: GeoDataFrame,
    *,
    distance_m: float,
    min_share: float = HALF,
) -> pd.DataFrame:
    """Test which features are within `distance_m` of any target, at nominal positions.

    Parameters
    ----------
    features
        Any layer in metres; index = ids.
    targets
        Any layer in the same CRS; features without geometry are left out.
    distance_m
        Metres, above 0; a distance equal to it is within.
    min_share
        For the third test: the least share of a feature's area, above 0 and at most 1.

    Returns
    -------
    DataFrame
        Index of the features. `distance_m` from the nearest edge (0 when they touch), `nearest` (id of that
        target, the first by position among equals); `edge`: nearest edge within; `representative`: a point inside
        the feature within; `share` of its area within (of its length for lines; 1 or 0 for points) and
        `by_share`: at least `min_share`. False, NaN and None for features without geometry.

    Raises
    ------
    CrsError, DataError, ParameterError
        A CRS without metres, two different CRS, ids that repeat, invalid geometries, parameters out of range.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> sites, stations, lines, areas = example_layers()
    >>> answers = nearby(areas, stations, distance_m=700)
    >>> answers[["edge", "representative", "by_share"]].values.tolist()
    [[True, True, True], [True, False, False]]
    """
    require_distance(distance_m)
    if not 0 < min_share <= 1:
        zh = f"min_share={min_share!r} 无效; 请给 0 (不含) 到 1 之间的比例"
        en = f"min_share={min_share!r} is not valid; give a share above 0 and at most 1"
        raise ParameterError(zh, en)
    for frame, what in ((features, "features"), (targets, "targets")):
        require_metric(frame, what)
        require_unique_ids(frame, what)
    require_same(features, "features", targets, "targets")
    shapes = plane_geometries(features.geometry, features.index, "features")
    others = plane_geometries(targets.geometry, targets.index, "targets")
    names = targets.index.to_numpy(dtype=object)[present(others)]
    others = others[present(others)]
    rows = np.flatnonzero(present(shapes))
    distance = np.full(len(shapes), np.nan)
    nearest = np.full(len(shapes), None, dtype=object)
    inner = np.zeros(len(shapes), dtype=bool)
    share = np.full(len(shapes), np.nan)
    if len(rows) and len(others):
        tree = shapely.STRtree(others)
        (found, which), metres = tree.query_nearest(shapes[rows], return_distance=True)
        order = np.lexsort((which, found))
        found, which, metres = found[order], which[order], metres[order]
        first = np.unique(found, return_index=True)[1]
        distance[rows[found[first]]] = metres[first]
        nearest[rows[found[first]]] = names[which[first]]
        points = shapely.point_on_surface(shapes[rows])
        inner[rows[tree.query(points, predicate="dwithin", distance=distance_m)[0]]] = True
        share[rows] = _shares(shapes[rows], others, float(distance_m))
    return pd.DataFrame(
        {
            "distance_m": distance,
            "nearest": pd.Series(nearest, index=features.index, dtype=object),
            "edge": distance <= distance_m,
            "representative": inner,
            "share": share,
            "by_share": share >= min_share,
        },
        index=features.index,
    )


def _shares(shapes: np.ndarray, others: np.ndarray, distance_m: float) -> np.ndarray:
    """Share of each shape within the united buffers; by area, else by length, else all or nothing."""
    area, length = shapely.area(shapes), shapely.length(shapes)
    tree = shapely.STRtree(others)
    touched = np.unique(tree.query(shapes, predicate="dwithin", distance=distance_m)[0])
    share = np.zeros(len(shapes))
    common = shapely.intersection(shapes[touched], zone(others, distance_m))
    sized = np.where(area[touched] > 0, area[touched], length[touched])
    part = np.where(area[touched] > 0, shapely.area(common), shapely.length(common))
    share[touched] = np.where(sized > 0, np.clip(part / np.where(sized > 0, sized, 1.0), 0.0, 1.0), 1.0)
    return share
