"""What the pages compute beside the commands: places around a layer, and suggested stations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from analysis.around import around
from analysis.cli_output import Outcome
from analysis.messages import Message
from analysis.siting import Existing, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    import pandas as pd

    from analysis.siting import SitingResult

    Frames: TypeAlias = Mapping[str, gpd.GeoDataFrame]
    Parameters: TypeAlias = Mapping[str, Any]


def run_around(frames: Frames, parameters: Parameters) -> Outcome:
    """Test the features of one layer around another."""
    names = ("distance_m", "side", "rings_m", "min_share", "seed")
    result = around(frames["features"], frames["targets"], **{name: parameters[name] for name in names})
    table = gpd.GeoDataFrame(result.table, geometry=frames["features"].geometry).rename_axis("id")
    n = result.counts
    summary = Message(
        zh=f"共 {n.n} 个要素有结论：在内 {n.certain_in}，待核 {n.verify}，在外 {n.certain_out}",
        en=f"{n.n} features with a verdict: in {n.certain_in}, to verify {n.verify}, out {n.certain_out}",
    )
    return Outcome(table, replace(result.record, parameters=dict(parameters)), (summary,), result.warnings)


def outcome_table(result: SitingResult) -> pd.DataFrame:
    """Return the table of suggestions with the ids of the stations chosen, one text a row."""
    chosen = [" ".join(str(key) for key in each.stations.index) for each in result.suggestions]
    return result.table.assign(stations=chosen)


def run_siting(frames: Frames, parameters: Parameters) -> Outcome:
    """Suggest stations: a row a number of stations, with those chosen."""
    existing = None
    if parameters["line_ids"]:
        there = parameters["line_ids"], parameters["measure_from"]
        existing = Existing(frames["stations"], frames["lines"], *there)
    names = ("distance_m", "up_to", "weight", "draws", "seed")
    result = suggest(
        frames["sites"], frames["candidates"], existing=existing, **{name: parameters[name] for name in names}
    )
    chosen = result.record.parameters["chosen"]
    table = outcome_table(result)
    summary = Message(
        zh=f"1 至 {len(table)} 个站的建议，最多新增 {result.table['gain'].max():.1f}",
        en=f"suggestions of 1 to {len(table)} stations, gaining at most {result.table['gain'].max():.1f}",
    )
    # what was chosen is a finding, not a choice of the asker's: it is compared with the record's
    record = replace(result.record, parameters={**parameters, "chosen": chosen})
    return Outcome(table, record, (summary,), result.warnings)
