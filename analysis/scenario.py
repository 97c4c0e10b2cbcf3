"""Scenarios: which lines are taken to exist, and what the user adds to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.check import CheckResult, check
from analysis.crs import require_same
from analysis.errors import DataError, ParameterError
from analysis.fields import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame

    from analysis.inputs import MeasureFrom

STATUSES = ("operating", "under_construction", "planned", "proposed")
"""From the surest to the least sure."""

HORIZONS = {
    "now": STATUSES[:1],
    "building": STATUSES[:2],
    "plan": STATUSES[:3],
    "vision": STATUSES,
}
"""What is taken to exist: running today; with what is being built; with what is planned; with what is proposed."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A set of lines.

    Parameters
    ----------
    name
        How the user calls it.
    line_ids
        Lines by id, or None to choose by status.
    statuses
        Statuses (of `STATUSES`) whose lines belong to it when `line_ids` is None; see `HORIZONS`.
    extra_lines, extra_stations
        Layers the user drew or uploaded, same columns and CRS as the bundled ones; all of them belong to the
        scenario.

    Examples
    --------
    >>> from analysis.example import example_layers
    >>> Scenario.at("now").choose(example_layers().lines)
    ('S1',)
    >>> Scenario.at("plan").choose(example_layers().lines)
    ('S1', 'S3')
    """

    name: str
    line_ids: tuple[str, ...] | None = None
    statuses: tuple[str, ...] = STATUSES
    extra_lines: GeoDataFrame | None = None
    extra_stations: GeoDataFrame | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.statuses) - set(STATUSES))
        if unknown:
            zh = f"情景“{self.name}”的状态 {listed(unknown)} 无效; 可用 {listed(STATUSES)}"
            en = f"scenario '{self.name}': status {listed(unknown)} is not valid; use {listed(STATUSES)}"
            raise ParameterError(zh, en)

    @classmethod
    def at(cls, horizon: str, *, name: str | None = None) -> Scenario:
        """Return the scenario of a horizon, a key of `HORIZONS`.

        Raises
        ------
        ParameterError
            An unknown horizon.
        """
        if horizon not in HORIZONS:
            zh = f"时间节点“{horizon}”无效; 可用 {listed(tuple(HORIZONS))}"
            en = f"horizon '{horizon}' is not valid; use {listed(tuple(HORIZONS))}"
            raise ParameterError(zh, en)
        return cls(name or horizon, statuses=HORIZONS[horizon])

    def choose(self, lines: GeoDataFrame) -> tuple[str, ...]:
        """Return the ids of the scenario's lines, sorted.

        Parameters
        ----------
        lines
            The bundled lines; index = ids, with a column `status` when choosing by status.

        Raises
        ------
        DataError
            Choosing by status without a column `status`.
        """
        own = () if self.extra_lines is None else tuple(str(value) for value in self.extra_lines.index)
        if self.line_ids is not None:
            return tuple(sorted({*self.line_ids, *own}))
        if "status" not in lines.columns:
            zh = "图层“lines”缺少 status 列, 无法按建设状态选线; 请补上或按线路编号选"
            en = "layer 'lines' has no column 'status' to choose by; add it or choose by line id"
            raise DataError(zh, en)
        chosen = lines.index[lines["status"].isin(self.statuses)]
        return tuple(sorted({*(str(value) for value in chosen), *own}))


def with_extras(
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    scenarios: Sequence[Scenario],
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Add what the scenarios bring along to the bundled layers, each extra layer once.

    Parameters
    ----------
    stations, lines
        The bundled layers.
    scenarios
        Compared scenarios go together, so that their lines keep the same draws.

    Returns
    -------
    tuple of GeoDataFrame
        Stations and lines, sorted by id.

    Raises
    ------
    CrsError
        An extra layer in another CRS.
    DataError
        An id that is taken already.
    """
    every_line, every_station = [lines], [stations]
    for scenario in scenarios:
        for extra, bundle, what in (
            (scenario.extra_lines, every_line, "extra_lines"),
            (scenario.extra_stations, every_station, "extra_stations"),
        ):
            if extra is None or any(extra is other for other in bundle):
                continue
            require_same(bundle[0], what.removeprefix("extra_"), extra, what)
            bundle.append(extra)
    return _joined(every_station, "stations"), _joined(every_line, "lines")


def _joined(layers: Sequence[GeoDataFrame], what: str) -> GeoDataFrame:
    if len(layers) == 1:
        return layers[0]
    # Through object columns: an extra layer need not have every column, nor of the same type.
    geometry = pd.concat([layer.geometry.rename("geometry") for layer in layers])
    data = pd.concat([layer.drop(columns=layer.geometry.name).astype(object) for layer in layers])
    joined = type(layers[0])(data, geometry=geometry.to_numpy(), crs=layers[0].crs)
    repeated = joined.index[joined.index.duplicated()].unique()
    if len(repeated):
        zh = f"新增图层与“{what}”的编号重复: {listed(list(repeated))}; 请给新增的要素另取编号"
        en = f"an extra layer repeats ids of '{what}': {listed(list(repeated))}; give the new features other ids"
        raise DataError(zh, en)
    return joined.sort_index()


def run(
    scenario: Scenario,
    sites: GeoDataFrame,
    stations: GeoDataFrame,
    lines: GeoDataFrame,
    *,
    distance_m: float,
    measure_from: MeasureFrom = "stations",
) -> CheckResult:
    """Check the sites against a scenario; see `analysis.check`.

    Raises
    ------
    ParameterError
        Also for a scenario without any line.
    """
    every_station, every_line = with_extras(stations, lines, [scenario])
    return check(sites, every_station, every_line, line_ids=scenario.choose(lines), distance_m=distance_m,
                 measure_from=measure_from)  # fmt: skip
