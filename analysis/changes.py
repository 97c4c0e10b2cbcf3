"""What changed between two results: inputs, parameters, versions — and which verdicts, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.check import check
from analysis.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from analysis.record import Record

ACCURACY_COLUMNS = ("accuracy_m", "basis", "search_area")
FACTORS = ("line", "threshold", "data", "accuracy", "simulation")
FACTORS_ZH = {
    "line": "线路",
    "threshold": "距离",
    "data": "数据",
    "accuracy": "精度",
    "simulation": "模拟设置",
    "together": "几项合起来",
    "versions": "软件版本",
}
_PARAMETERS = {"line": ("line_ids", "measure_from"), "threshold": ("distance_m",), "simulation": ("draws", "seed")}


Answer: TypeAlias = "dict[Any, Any]"


@dataclass(frozen=True, eq=False)
class Case:
    """One corridor check: what went in and what was asked."""

    sites: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    parameters: Mapping[str, Any]

    def run(self) -> dict[Any, Answer]:
        """Name, verdict and probability of every site, by id."""
        names = ("line_ids", "distance_m", "measure_from", "draws", "seed")
        chosen = {name: self.parameters[name] for name in names if name in self.parameters}
        table = check(self.sites, self.stations, self.lines, **chosen).table
        rows = table[["name", "verdict", "probability"]].to_dict("records")
        return dict(zip(table.index, rows, strict=True))


def compare_records(before: Record, after: Record) -> tuple[Message, ...]:
    """Name every difference between two records: data, parameter, version.

    Parameters
    ----------
    before, after
        Records of two results.
    """
    found = []
    old, new = ({item.name: item for item in record.inputs} for record in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new or old[name].content_hash != new[name].content_hash:
            rows = [str(inputs[name].rows) if name in inputs else "—" for inputs in (old, new)]
            found.append(
                Message(
                    zh=f"数据变了：{name}（要素数 {rows[0]} → {rows[1]}）",
                    en=f"data changed: {name} (features {rows[0]} → {rows[1]})",
                )
            )
    pairs: tuple[tuple[str, str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("参数变了", "parameter changed", before.parameters, after.parameters),
        ("版本变了", "version changed", before.versions, after.versions),
    )
    for zh, en, left, right in pairs:
        for name in sorted(left.keys() | right.keys()):
            if left.get(name) != right.get(name):
                change = f"{name} {left.get(name)} → {right.get(name)}"
                found.append(Message(zh=f"{zh}：{change}", en=f"{en}: {change}"))
    return tuple(found)


def diff_checks(before: Case, after: Case) -> pd.DataFrame:
    """Which verdicts changed, and whether line, threshold, data or accuracy did it.

    A change is put down to every factor that, changed alone from the earlier case, changes that verdict; to
    ``together`` where no single one does. A site in one case only is put down to ``data``.

    Parameters
    ----------
    before, after
        Two checks.

    Returns
    -------
    DataFrame
        Index = id of each site whose verdict changed: `name`, `before`, `after` (verdict, None where the site is
        not there), `probability_before`, `probability_after`, `cause` (factors joined by ``+``).
    """
    old, new = before.run(), after.run()
    changed = [site for site in old if site in new and old[site]["verdict"] != new[site]["verdict"]]
    causes: dict[Any, list[str]] = {site: [] for site in changed}
    for factor in _differing(before, after) if changed else ():
        alone = _with_factor(before, after, factor).run()
        for site in changed:
            if site in alone and alone[site]["verdict"] != old[site]["verdict"]:
                causes[site].append(factor)
    rows = {site: _row(old.get(site), new.get(site), "+".join(causes[site]) or "together") for site in changed}
    for site in [*(site for site in old if site not in new), *(site for site in new if site not in old)]:
        rows[site] = _row(old.get(site), new.get(site), "data")
    columns = ["name", "before", "after", "probability_before", "probability_after", "cause"]
    result = pd.DataFrame(list(rows.values()), columns=columns, index=pd.Index(list(rows), name="id", dtype=object))
    return result.astype({"probability_before": float, "probability_after": float})


def _row(old: Answer | None, new: Answer | None, cause: str) -> list[Any]:
    there = new or old or {}
    before, after = old or {}, new or {}
    verdicts = [before.get("verdict"), after.get("verdict")]
    return [there["name"], *verdicts, before.get("probability", np.nan), after.get("probability", np.nan), cause]


def _differing(before: Case, after: Case) -> list[str]:
    factors = [
        factor
        for factor, names in _PARAMETERS.items()
        if any(_plain(before.parameters.get(name)) != _plain(after.parameters.get(name)) for name in names)
    ]
    return [*factors, "data", "accuracy"]


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a JSON value
    return sorted(map(str, value)) if isinstance(value, (list, tuple)) else value


def _with_factor(before: Case, after: Case, factor: str) -> Case:
    """Return the earlier case with one factor of the later one."""
    if factor in _PARAMETERS:
        taken = {name: after.parameters[name] for name in _PARAMETERS[factor] if name in after.parameters}
        # a line chosen later must be there to be measured to, even where the earlier data lack it
        return Case(before.sites, before.stations, before.lines, {**before.parameters, **taken})
    frames = []
    for old, new in ((before.sites, after.sites), (before.stations, after.stations), (before.lines, after.lines)):
        frames.append(_mixed(new, old) if factor == "data" else _mixed(old, new))
    return Case(frames[0], frames[1], frames[2], before.parameters)


def _mixed(places: gpd.GeoDataFrame, accuracies: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Places of one layer with the stated accuracy of another, id by id, where both have one."""
    result = places.copy()
    common = result.index.intersection(accuracies.index)
    for column in ACCURACY_COLUMNS:
        if column not in accuracies.columns or column not in result.columns:
            continue
        values = dict(zip(result.index, result[column], strict=True))
        stated = zip(common, accuracies.loc[common, column], strict=True)
        values |= {site: value for site, value in stated if not _missing(value)}
        dtype = float if column == "accuracy_m" else object
        result[column] = pd.Series(list(values.values()), index=result.index, dtype=dtype)
    return result


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))
