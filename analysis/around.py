"""A buffer around one layer against another: three tests side by side, and a verdict that knows the errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from analysis.buffers import buffer_zone, one_sided, rings
from analysis.chances import chances, stated
from analysis.counts import Counts, count
from analysis.draws import DEFAULT_SEED
from analysis.errors import DataError
from analysis.fields import text_column
from analysis.messages import Message
from analysis.nearby import HALF, nearby
from analysis.record import make_record
from analysis.verdict import verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

    from analysis.record import Record

Side = Literal["both", "left", "right"]

TOUCH_M = 0.001
"""A strip is tested by whether it is touched, to the millimetre."""


@dataclass(frozen=True, eq=False)
class AroundResult:
    """Features of one layer near another.

    Parameters
    ----------
    table
        One row a feature, index and order of the features: `name`; `distance_m`, `nearest`, `edge`,
        `representative`, `share`, `by_share` as `analysis.nearby` gives them; `probability` that the nearest edge
        is truly within, `verdict` ("in", "verify", "out"; None where the feature states no accuracy); `basis`,
        `accuracy_m`; `ring_m`, the outer radius of the ring its nearest edge lies in (NaN beyond the last).
    counts
        Of the features with a verdict.
    zone
        The buffer at the recorded positions, one polygon.
    rings
        As `analysis.rings` gives them; without rows when no rings were asked for.
    warnings, record
        As in `analysis.CheckResult`.
    """

    table: pd.DataFrame
    counts: Counts
    zone: shapely.Geometry
    rings: GeoDataFrame
    warnings: tuple[Message, ...]
    record: Record


def around(
    features: GeoDataFrame,
    targets: GeoDataFrame,
    *,
    distance_m: float,
    side: Side = "both",
    rings_m: Sequence[float] = (),
    min_share: float = HALF,
    seed: int = DEFAULT_SEED,
) -> AroundResult:
    """Test which features lie within `distance_m` of any target, in three ways, and how sure the first is.

    Parameters
    ----------
    features
        Any layer in metres; index = ids, optional `name`, `basis`, `accuracy_m`, `search_area`.
    targets
        Any layer in the same CRS, optional `accuracy_m`.
    distance_m
        Metres, above 0.
    side
        "left" or "right" of lines seen in their drawing direction, or "both".
    rings_m
        Outer radii of rings, ascending; both sides.
    min_share
        For the third test: least share of a feature's area, above 0 and at most 1.
    seed
        Of the simulation.

    Returns
    -------
    AroundResult

    Raises
    ------
    CrsError, DataError, ParameterError
        As `analysis.nearby`; also when no target has a geometry, or for one side of what is no line.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> layers = example_layers()
    >>> result = around(layers.sites, layers.lines, distance_m=500)
    >>> result.table["verdict"].tolist(), result.table["edge"].tolist()
    (['in', 'in', 'out', 'verify'], [True, True, False, False])
    """
    answers = nearby(features, targets, distance_m=distance_m, min_share=min_share)
    if targets.geometry.isna().all():
        zh = "图层“targets”没有一个要素有几何, 无从起算; 请换图层或放宽筛选"
        raise DataError(zh, "no feature of layer 'targets' has a geometry to measure from; choose another layer")
    source, reach_m = targets, float(distance_m)
    zone = None
    if side != "both":
        source, reach_m = one_sided(targets, distance_m, side=side), 0.0
        tested = nearby(features, source, distance_m=TOUCH_M, min_share=min_share)
        answers = answers.assign(**{name: tested[name] for name in ("edge", "representative", "share", "by_share")})
        zone = shapely.union_all(source.geometry[source.geometry.notna()].to_numpy())
    probability, inside = chances(features, source, distance_m=reach_m, seed=seed)
    accuracy = stated(features)
    known = ~(features.geometry.notna().to_numpy() & np.isnan(accuracy))
    verdicts = [verdict_of(value) if has else None for value, has in zip(probability, known, strict=True)]
    ids = [str(value) for value in features.index]
    table = answers.assign(
        name=pd.Series(text_column(features, "name", ids), index=features.index, dtype=object),
        probability=probability,
        verdict=pd.Series(verdicts, index=features.index, dtype=object),
        basis=pd.Series(text_column(features, "basis", [""] * len(ids)), index=features.index, dtype=object),
        accuracy_m=accuracy,
        ring_m=_ring_of(answers["distance_m"].to_numpy(), rings_m),
    )
    shown = buffer_zone(targets, distance_m) if zone is None else zone
    return AroundResult(
        table=table[["name", *(column for column in table.columns if column != "name")]],
        counts=count([code for code in verdicts if code is not None], probability[known], inside),
        zone=shown,
        rings=rings(targets, rings_m) if len(rings_m) else rings(targets.iloc[:0], [distance_m]).iloc[:0],
        warnings=_warnings(features, targets, side),
        record=make_record(
            "around",
            {"features": features, "targets": targets},
            {
                "distance_m": float(distance_m), "side": side, "rings_m": [float(value) for value in rings_m],
                "min_share": float(min_share), "seed": seed,
            },
        ),
    )  # fmt: skip


def _ring_of(distance_m: np.ndarray, rings_m: Sequence[float]) -> np.ndarray:
    """Outer radius of the ring a distance lies in, NaN beyond the last."""
    radii = np.append(np.asarray(rings_m, dtype=np.float64), np.nan)
    place = np.searchsorted(radii[:-1], np.nan_to_num(distance_m, nan=np.inf), side="left")
    result: np.ndarray = radii[place]
    return result


def _warnings(features: GeoDataFrame, targets: GeoDataFrame, side: Side) -> tuple[Message, ...]:
    said = []
    missing = int(targets.geometry.isna().sum())
    if missing:
        said.append(
            Message(
                f"起算图层有 {missing} 个要素位置待补, 未计入; 结果是下限",
                f"{missing} features of the layer measured from have no position and are left out: a lower bound",
            ),
        )
    rough = int((targets.geometry.notna().to_numpy() & np.isnan(stated(targets))).sum())
    if rough:
        said.append(
            Message(
                f"起算图层有 {rough} 个要素没有注明精度, 按准确计; 结论比实际显得更有把握",
                f"{rough} features of the layer measured from state no accuracy and are taken as exact: the verdicts "
                "look surer than they are",
            ),
        )
    nowhere = int(features.geometry.isna().sum())
    if nowhere:
        said.append(
            Message(
                f"被检图层有 {nowhere} 个要素没有坐标: 有搜索范围的按范围内等可能计算, 其余无从判断 (待核)",
                f"{nowhere} features tested have no position: taken as anywhere in their search area, or, without one, "
                "to verify",
            ),
        )
    if side != "both":
        said.append(
            Message(
                "左右按线的绘制方向, 与行车方向、里程方向未必一致; 请对照地图",
                "left and right follow the drawing direction, which need not be that of traffic: check on the map",
            ),
        )
    return tuple(said)
