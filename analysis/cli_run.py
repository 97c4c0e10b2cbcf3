"""What each command computes: named inputs and parameters in, an outcome out. ``rerun`` uses the same table."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from analysis.check import check_distances
from analysis.cli_output import Outcome
from analysis.cli_run_areas import run_buffer, run_compare, run_coverage, run_curve
from analysis.cli_run_pages import run_around, run_siting
from analysis.errors import DataError
from analysis.messages import Message
from analysis.presets import preset
from analysis.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from analysis.counts import Counts

    Frames: TypeAlias = Mapping[str, gpd.GeoDataFrame]
    Parameters: TypeAlias = Mapping[str, Any]


def run_check(frames: Frames, parameters: Parameters) -> Outcome:
    """Corridor check at one or more distances; several are stacked, with the distance in `threshold_m`."""
    sites = frames["sites"]
    results = check_distances(
        sites,
        frames["stations"],
        frames["lines"],
        line_ids=parameters["line_ids"],
        distances_m=parameters["distances_m"],
        measure_from=parameters["measure_from"],
        draws=parameters["draws"],
        seed=parameters["seed"],
    )
    tables, summary = [], []
    for distance, result in results.items():
        table = result.table.copy()
        if len(results) > 1:
            table.insert(0, "threshold_m", distance)
        tables.append(table.rename_axis("id"))
        summary.append(_counts_message(distance, result.counts))
    whole = pd.concat(tables)
    first = next(iter(results.values()))
    shapes = gpd.GeoSeries(pd.concat([sites.geometry] * len(tables)).to_numpy(), index=whole.index, crs=sites.crs)
    return Outcome(
        table=gpd.GeoDataFrame(whole, geometry=shapes),
        record=replace(first.record, parameters=dict(parameters)),
        summary=tuple(summary),
        warnings=(*first.warnings, *_preset_warning(parameters.get("preset"))),
        figures={
            "counts": {f"{distance:g}": asdict(result.counts) for distance, result in results.items()},
            "unlocated_stations": list(first.unlocated_stations),
        },
        useful=bool(whole["probability"].notna().any()),
    )


def _preset_warning(preset_id: str | None) -> tuple[Message, ...]:
    if preset_id is None:
        return ()
    chosen = preset(preset_id)
    return (Message(zh=f"{chosen.title_zh}：{chosen.warning_zh}", en=f"{chosen.title_en}: {chosen.warning_en}"),)


def _counts_message(distance_m: float, counts: Counts) -> Message:
    interval = f"{counts.expected:.1f} ({counts.low}–{counts.high})"
    return Message(
        zh=f"{distance_m:g} 米：共 {counts.n} 处，在内 {counts.certain_in}，待核 {counts.verify}，"
        f"在外 {counts.certain_out}；预计在内 {interval}",
        en=f"{distance_m:g} m: {counts.n} places, in {counts.certain_in}, to verify {counts.verify}, "
        f"out {counts.certain_out}; expected in {interval}",
    )


def run_walk(frames: Frames, parameters: Parameters) -> Outcome:
    """Compute walking catchments; with places given, their walking distances are what is written."""
    stations = frames["stations"]
    wanted = parameters.get("line_ids")
    if wanted:
        stations = stations[stations["line"].isin(wanted)]
    result = walk(
        stations,
        frames["network"],
        distance_m=parameters["distance_m"],
        sites=frames.get("sites"),
        verge_m=parameters["verge_m"],
    )
    table: pd.DataFrame = result.catchments.join(result.table.drop(columns=["name", "line"]))
    if "sites" in frames:
        table = gpd.GeoDataFrame(result.sites, geometry=frames["sites"].geometry)
    share, detour = result.table["share"].mean(), result.table["detour"].mean()
    summary = Message(
        zh=f"{len(result.table)} 个车站沿街道 {parameters['distance_m']:g} 米：步行范围平均为圆面积的 {share:.0%}，"
        f"绕行系数平均 {detour:.2f}",
        en=f"{len(result.table)} stations, {parameters['distance_m']:g} m along the streets: catchments average "
        f"{share:.0%} of the circle, detour ratio {detour:.2f}",
    )
    record = replace(result.record, parameters=dict(parameters))
    figures = {"stations": len(result.table), "share": share, "detour": detour}
    return Outcome(table.rename_axis("id"), record, (summary,), result.warnings, figures)


RUNNERS: Final[Mapping[str, Callable[[Frames, Parameters], Outcome]]] = {
    "around": run_around,
    "buffer": run_buffer,
    "check": run_check,
    "compare": run_compare,
    "coverage": run_coverage,
    "curve": run_curve,
    "siting": run_siting,
    "walk": run_walk,
}


_CORRIDOR: Final = ("stations", "lines", "measure_from")
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "around": ("features", "targets", "distance_m", "side", "rings_m", "min_share", "seed"),
    "buffer": ("layer", "distances_m", "side", "dissolve"),
    "check": (*_CORRIDOR, "sites", "line_ids", "distances_m", "draws", "seed"),
    "compare": (*_CORRIDOR, "sites", "before", "after", "distance_m"),
    "coverage": (*_CORRIDOR, "areas", "line_ids", "distance_m", "weights"),
    "curve": (*_CORRIDOR, "line_ids", "distances_m"),
    "siting": ("sites", "candidates", "line_ids", "measure_from", "distance_m", "up_to", "weight", "draws", "seed"),
    "walk": ("stations", "network", "distance_m", "verge_m"),
}
"""Inputs and parameters without which a kind of result cannot be made."""


def require_kind(kind: str) -> None:
    """Check that a kind of result can be computed here.

    Raises
    ------
    DataError
        A record of a kind this program does not know.
    """
    if kind not in RUNNERS:
        msg_zh = f"“{kind}”类结果还不能重算：本程序没有从记录算出它的办法；可重算的有 {'、'.join(RUNNERS)}"
        msg_en = f"results of kind '{kind}' cannot be run again yet: nothing here makes them from a record; can be: "
        raise DataError(msg_zh, msg_en + ", ".join(RUNNERS))


def run(kind: str, frames: Frames, parameters: Parameters) -> Outcome:
    """Run a command by its name.

    Raises
    ------
    DataError
        A kind this program does not know, or an input or parameter missing.
    """
    require_kind(kind)
    runner = RUNNERS[kind]
    lacking = [name for name in NEEDED.get(kind, ()) if name not in parameters and name not in frames]
    if lacking:
        msg_zh = f"“{kind}”的记录缺少输入或参数 {'、'.join(lacking)}：请从页面重新下载记录"
        msg_en = f"the record of kind '{kind}' lacks the input or parameter {', '.join(lacking)}: download it again"
        raise DataError(msg_zh, msg_en)
    return runner(frames, parameters)
