"""What ``coverage``, ``curve``, ``compare`` and ``buffer`` compute."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from analysis.buffers import buffers, one_sided, rings
from analysis.cli_output import Outcome
from analysis.compare import compare_scenarios
from analysis.coverage import coverage
from analysis.curve import area_curve, site_curve
from analysis.inputs import read_corridor
from analysis.messages import Message
from analysis.record import make_record
from analysis.remarks import corridor_remarks
from analysis.scenario import HORIZONS, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    import pandas as pd

    Frames: TypeAlias = Mapping[str, gpd.GeoDataFrame]
    Parameters: TypeAlias = Mapping[str, Any]


def run_coverage(frames: Frames, parameters: Parameters) -> Outcome:
    """Compute the covered share of every area, all areas together in a last row ``total``."""
    areas = frames["areas"]
    result = coverage(
        areas,
        frames["stations"],
        frames["lines"],
        line_ids=parameters["line_ids"],
        distance_m=parameters["distance_m"],
        measure_from=parameters["measure_from"],
        weights=parameters["weights"],
        sites=frames.get("sites"),
    )
    table = gpd.GeoDataFrame(result.table, geometry=areas.geometry)
    total = result.total
    summary = Message(
        zh=f"{parameters['distance_m']:g} 米内占总面积 {total['share']:.1%}，计入位置误差后预计 "
        f"{total['share_expected']:.1%}（{total['share_low']:.1%}–{total['share_high']:.1%}）",
        en=f"{total['share']:.1%} of the land lies within {parameters['distance_m']:g} m; with the positions' errors "
        f"{total['share_expected']:.1%} ({total['share_low']:.1%}–{total['share_high']:.1%})",
    )
    record = replace(result.record, parameters=dict(parameters))
    figures = {"total": {str(name): float(value) for name, value in total.items()}}
    return Outcome(table.rename_axis("id"), record, (summary,), result.warnings, figures)


def run_curve(frames: Frames, parameters: Parameters) -> Outcome:
    """Compute the number of places, or the share of the areas, within each distance."""
    ask: dict[str, Any] = {name: parameters[name] for name in ("line_ids", "distances_m", "measure_from")}
    stations, lines = frames["stations"], frames["lines"]
    if "areas" in frames:
        weight = parameters["weights"][0] if parameters["weights"] else None
        table = area_curve(frames["areas"], stations, lines, weight=weight, **ask)
    else:
        table = site_curve(frames["sites"], stations, lines, **ask)
    said = corridor_remarks(
        read_corridor(stations, lines, parameters["line_ids"], parameters["measure_from"]), parameters["measure_from"]
    )
    last, column = table.iloc[-1], "share" if "areas" in frames else "expected"
    summary = Message(
        zh=f"{len(table)} 个距离；{table.index[-1]:g} 米时为 {last[column]:.3g}",
        en=f"{len(table)} distances; {last[column]:.3g} at {table.index[-1]:g} m",
    )
    return Outcome(table, make_record("curve", frames, parameters), (summary,), said)


def run_compare(frames: Frames, parameters: Parameters) -> Outcome:
    """Compute what changes for each place from one set of lines to another."""
    result = compare_scenarios(
        _scenario("before", parameters["before"]),
        _scenario("after", parameters["after"]),
        frames["sites"],
        frames["stations"],
        frames["lines"],
        distance_m=parameters["distance_m"],
        measure_from=parameters["measure_from"],
    )
    n = result.counts
    zh = f"新增在内 {n['gained']}，变为在外 {n['lost']}，变为待核 {n['now_verify']}，不变 {n['unchanged']}"
    en = f"gained {n['gained']}, lost {n['lost']}, now to verify {n['now_verify']}, unchanged {n['unchanged']}"
    change = f"{result.expected_change:+.1f} ({result.low:+d}…{result.high:+d})"
    summary = Message(zh=f"{zh}；预计在内数变化 {change}", en=f"{en}; expected number inside changes by {change}")
    table = gpd.GeoDataFrame(result.table, geometry=frames["sites"].geometry).rename_axis("id")
    figures = {"changes": {str(name): int(value) for name, value in n.items()}, "expected": result.expected_change}
    warnings = tuple(dict.fromkeys((*result.before.warnings, *result.after.warnings)))
    return Outcome(table, make_record("compare", frames, parameters), (summary,), warnings, figures)


def _scenario(name: str, chosen: list[str]) -> Scenario:
    """Lines by id, or one horizon by its name."""
    if len(chosen) == 1 and chosen[0] in HORIZONS:
        return Scenario.at(chosen[0], name=name)
    return Scenario(name, line_ids=tuple(chosen))


def run_buffer(frames: Frames, parameters: Parameters) -> Outcome:
    """Compute buffers: one distance around each feature or group, several as rings, or a strip on one side."""
    layer, distances = frames["layer"], parameters["distances_m"]
    if parameters["side"] != "both":
        table = one_sided(layer, distances[0], side=parameters["side"])
    elif len(distances) > 1:
        table = rings(layer, distances, dissolve_by=parameters["dissolve"])
        table.index = table.index.astype(object).rename("id")
    else:
        table = buffers(layer, distances[0], dissolve_by=parameters["dissolve"])
    table = _plain_columns(table)
    area = float(np.nansum(table.geometry.area)) / 1e6
    summary = Message(zh=f"{len(table)} 个缓冲面，合计 {area:.3f} km²", en=f"{len(table)} buffers, {area:.3f} km²")
    return Outcome(table, make_record("buffer", frames, parameters), (summary,), figures={"area_km2": area})


def _plain_columns(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out columns that hold other geometries: a file holds one shape a row."""
    extra: list[Any] = [name for name in table.columns if name == "search_area"]
    plain: pd.DataFrame = table.drop(columns=extra)
    return gpd.GeoDataFrame(plain, geometry=table.geometry.name, crs=table.crs)
